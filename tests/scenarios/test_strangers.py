"""Files from strangers: whatever they hold, the answer is a line that says so, within a second."""

import os
import time
from pathlib import Path

import pytest

import scenarios
from scenarios.reading.reader import LARGEST_FILE

GOOD = (Path(scenarios.__file__).parent / "taiwan-blockade.yaml").read_bytes()


def one_fault(path: Path, words: str) -> scenarios.Fault:
    begun = time.process_time()
    faults = scenarios.check(path)
    assert time.process_time() - begun < 1.0
    assert len(faults) == 1, faults
    assert words in str(faults[0])
    return faults[0]


@pytest.mark.parametrize(
    ("raw", "words", "line", "column"),
    [
        (b"\xef\xbb\xbf" * 2 + GOOD, "U+FEFF", 1, 1),
        (b"version: 1\n\xef\xbb\xbftitle: a\n", "U+FEFF", 2, 1),
        (b"\xef\xbb\xbf", "empty", 1, 1),
        (b"\xef\xbb\xbfversion: 1\ntitle: caf\xe9\n", "not UTF-8", 2, 11),
        (GOOD.decode().encode("utf-16"), "UTF-16", 1, 1),
        (GOOD.decode().encode("utf-16-le"), "U+0000", 1, 2),
        (b"version: 1\ntitle: caf\xe9\n", "not UTF-8", 2, 11),
        (b"version: 1\ntitle: a\0b\n", "U+0000", 2, 9),
        (b"version: 1\ntitle: \x1b[31mred\n", "U+001B", 2, 8),
        ("version: 1\ntitle: a\u202eb\n".encode(), "U+202E", 2, 9),
        ("version: 1\ntitle: a\u2028b\n".encode(), "U+2028", 2, 9),
        (b"version: 1\rtitle: a\r", "U+000D", 1, 11),
        (b"", "empty", 1, 1),
        (b"# nothing\n", "empty", 1, 1),
        (b"---\n...\n", "empty", 1, 1),
        (b"\xff" * 100, "not UTF-8", 1, 1),
    ],
)
def test_an_encoding_fault_is_one_clear_line(
    tmp_path: Path, raw: bytes, words: str, line: int, column: int
) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(raw)
    fault = one_fault(path, words)
    assert (fault.line, fault.column) == (line, column)


def test_line_ends_of_windows_and_its_byte_order_mark_are_well(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for raw in (GOOD.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + GOOD):
        path.write_bytes(raw)
        assert scenarios.check(path) == []
        assert scenarios.digest(scenarios.load(path)) == scenarios.digest(scenarios.load("taiwan-blockade"))


def test_chinese_text_is_well(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    text = GOOD.decode().replace("The route out of Taiwan is closed", "通往台湾的航路中断")
    path.write_text(text, encoding="utf-8")
    assert scenarios.load(path).title == "通往台湾的航路中断"


SIZE = LARGEST_FILE
ATTACKS = {
    "brackets": "[" * SIZE,
    "braces": "{" * SIZE,
    "brackets on lines": "[\n" * (SIZE // 2),
    "dashes": "- " * (SIZE // 2),
    "questions": "? " * (SIZE // 2),
    "bangs": "!" * SIZE,
    "bangs on lines": "!!a\n" * (SIZE // 4),
    "anchors": "&a " * (SIZE // 3),
    "directives": "%a\n" * (SIZE // 3),
    "documents": "---\n" * (SIZE // 4),
    "items": "- 1\n" * (SIZE // 4),
    "flow items": "a: [\n" + "1,\n" * (SIZE // 3 - 4) + "]",
    "one long line": "a: " + "x" * (SIZE - 10),
    "unclosed quote": 'a: "' + "x\n" * (SIZE // 2 - 4),
    "block text": "a: |\n" + "  x\n" * (SIZE // 4 - 4),
    "fields": "".join(f"k{number}: 1\n" for number in range(SIZE // 12)),
    "long field names": "".join(f"{number}{'k' * 900}: 1\n" for number in range(SIZE // 920)),
    "laughs": "a: &a [x, x]\n" + "".join(f"b{n}: [*a, *a, *a]\n" for n in range(2000)),
    "merge bomb": "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a, *a]}}\n" for n in range(900)),
    "digits": "horizon: {months: " + "9" * 4000 + "}",
    "shocks": "shocks:\n" + "- {name: x, kind: blokade}\n" * 900,
    "wrong names": "parameters: {" + ", ".join(f"trust_gian{n}: 1" for n in range(490)) + "}",
    "twice": "a: 1\n" * 3900,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_file_is_refused_within_a_second(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(ATTACKS[name], encoding="utf-8")
    assert path.stat().st_size <= SIZE
    scenarios.check(path)
    begun = time.process_time()
    faults = scenarios.check(path)
    assert time.process_time() - begun < 1.0
    assert faults


def test_the_attacks_that_fit_every_limit_reach_the_parser(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    lines = 8000
    for text in ("[\n" * lines, 'a: "' + "x\n" * lines, "- 1\n" * lines, ("!" * 4000 + "\n") * 60):
        path.write_text(text, encoding="utf-8")
        begun = time.process_time()
        (fault,) = scenarios.check(path)
        assert time.process_time() - begun < 1.0
        assert "lines" not in fault.message


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"#" * (SIZE + 1))
    one_fault(path, "larger than 256 KiB")


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    one_fault(tmp_path / "pipe.yaml", "not an ordinary file")
    one_fault(tmp_path / "folder.yaml", "is a folder")
    one_fault(tmp_path / "loop.yaml", "cannot be opened")
    one_fault(tmp_path / "device.yaml", "not an ordinary file")
    one_fault(tmp_path / "missing.yaml", "No such file")
    one_fault(Path("a\0b.yaml"), "not the name of a file")
    one_fault(tmp_path / ("a" * 5000 + ".yaml"), "cannot be opened")


@pytest.mark.parametrize(
    "error", [RecursionError, MemoryError, PermissionError(13, "Permission denied"), KeyError]
)
def test_any_error_becomes_one_line(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(text: str) -> None:
        raise error

    monkeypatch.setattr("scenarios.library.read", fail)
    path = Path(scenarios.__file__).parent / "taiwan-blockade.yaml"
    assert len(one_fault(path, "cannot be").message.splitlines()) == 1


def test_an_interrupt_is_no_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(text: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scenarios.library.read", interrupt)
    with pytest.raises(KeyboardInterrupt):
        scenarios.check("taiwan-blockade")


def test_what_is_echoed_cannot_reach_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[31m.yaml"
    path.write_text('"\\e]0;owned\\a": 1\nkind: "\\u202e"\n', encoding="utf-8")
    for fault in scenarios.check(path):
        assert str(fault).isprintable()
        assert len(str(fault)) < 400
