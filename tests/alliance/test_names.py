"""Names are text: whatever a title, a file or a folder is called, it is shown as it reads, steers nothing and
leads nowhere.
"""

import csv
import json
import os
import unicodedata
import warnings
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from matplotlib.cbook import is_math_text
from matplotlib.figure import Figure
from matplotlib.text import Text

from alliance.main import _plain_warnings
from analysis.figures import style
from analysis.figures import text as letters

Command = Callable[..., Any]

TITLES = [
    "<script>alert(1)</script>", "--><script>alert(1)</script><!--", "$x^2$ and $\\frac{1}{0}$", "_x",
    "通往台湾的航路中断", "=cmd|' /C calc'!A1", "@SUM(1)", "[red]x[/red] [link=file:///etc/passwd]y[/]", "$",
    "../../x", "%s {0} {title} %(n)d", "&amp; \"quoted\" 'single'", "\\alpha\\n \\textbf{x}",
    "é" * 120, "a\u0301\u0302\u0303",
]  # fmt: skip
FILES = [
    "<script>", "$x$", "_x", "=cmd", "\x1b]0;owned\x07red", "\x9b31m", "\u202egnp", os.fsdecode(b"caf\xe9"),
    "通往台湾", "a" * 200, "-x", "--help", "a b", "a\nb", "%s{0}", "[red]x", ".", "..", "", "~", "*", "#x",
    "a\\..\\b", "`id`", "$(id)",
]  # fmt: skip
FOLDERS = ["$x$", "\x1b[31mred", "通往台湾", "-x"]
MORE = ["<script>", "_x", "=cmd", "a b", "%s{0}", "..x", "[red]", "\u202egnp"]
SHORT = """
version: 1
title: %s
asks: Is a name text?
start: 2025-01
horizon: {months: 24}
burn_in: {months: 2}
population: {firms: 4}
shocks:
  - {name: blockade, kind: blockade, of: [TWN], from: 3, months: 6, size: 1}
"""


def safe(text: str) -> bool:
    """Whether printing it can do nothing but show it."""
    return not any(unicodedata.category(one) in ("Cc", "Cf", "Cs") for one in text.replace("\n", ""))


@pytest.fixture
def inner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command is called two folders below one that must stay as it is."""
    place = tmp_path / "outer" / "inner"
    place.mkdir(parents=True)
    monkeypatch.chdir(place)
    return place


def scenario(title: str, file: str = "mine.yaml") -> str:
    Path(file).write_text(SHORT % json.dumps(title), encoding="utf-8")
    return f"./{file}"


def undrawn(inner: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go there, and spare the time of figures, whose files are named by the program alone."""
    monkeypatch.chdir(inner)
    monkeypatch.setattr("experiments.figures.folder_figures.draw", lambda folder, *_: [folder / "figure.png"])


def outside(inner: Path) -> list[Path]:
    """What stands in the folders above, the way down taken out."""
    return [
        path
        for path in inner.parents[1].rglob("*")
        if path not in (inner, inner.parent) and inner not in path.parents
    ]


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_told_as_it_reads(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    monkeypatch.chdir(inner)
    monkeypatch.setenv("COLUMNS", "400")
    file = scenario(title)
    assert f"{title}." in alliance("show", file).out
    assert alliance("show", file, "--json").json()["title"] == title
    assert alliance("check", file).code == 0
    assert alliance("show", file, "--source").out == Path(file).read_text(encoding="utf-8")


def drawn_texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of every figure that is written from now on."""
    texts: list[str] = []

    def save(figure: Figure, *given: Any) -> list[Path]:
        texts.extend(one.get_text() for one in figure.findobj(Text))
        return style.save(figure, *given)

    monkeypatch.setattr("experiments.figures.folder_figures.style", SimpleNamespace(save=save))
    return texts


@pytest.mark.parametrize("title", TITLES[:6])
def test_a_title_is_drawn_as_it_reads(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch, title: str
) -> None:
    monkeypatch.chdir(inner)
    monkeypatch.setenv("COLUMNS", "400")
    texts = drawn_texts(monkeypatch)
    found = alliance("run", scenario(title), "--replicates", 1, "--out", "here")
    assert found.code == 0, found.err
    assert not any(is_math_text(one) for one in texts)
    assert found.out.startswith(f"{title} (mine)")
    assert json.loads(Path("here/manifest.json").read_text())["scenario"]["title"] == title
    picture = ElementTree.fromstring(Path("here/recovery-curve.svg").read_bytes(), _commented())
    tags = {element.tag.rsplit("}")[-1] for element in picture.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "a", "foreignObject", "image"}
    comments = [element for element in picture.iter() if not isinstance(element.tag, str)]
    drawn = " ".join(" ".join(unescape(str(comment.text)).split()) for comment in comments)
    words = unicodedata.normalize("NFC", title).replace("--", "- -").split()
    assert all(word in drawn or "?" * len(word) in drawn for word in words), drawn[:300]
    assert outside(inner) == []


def _commented() -> ElementTree.XMLParser:
    """Keeps comments: in them matplotlib says what each drawn text is."""
    return ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))


def test_names_of_files_are_drawn_as_they_read(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(inner)
    texts, names = drawn_texts(monkeypatch), ["$x^2$", "_x", "=cmd", "<b>"]
    files = [scenario("A name", f"{name}.yaml") for name in names]
    found = alliance("compare", *files, "--replicates", 2, "--out", "here")
    assert (found.code, safe(found.out + found.err)) == (0, True), found.err
    assert not any(is_math_text(one) for one in texts)
    assert all(any(name.replace("$", "\\$") in one for one in texts) for name in names), texts
    assert [
        one["called"] for one in alliance("compare", *files, "--replicates", 2, "--json").json()["scenarios"]
    ] == names
    assert set(pq.read_table("here/runs")["scenario"].to_pylist()) == set(names)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_name_is_told_safely(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(inner)
    file = scenario("A name", f"{name}.yaml")
    for line in (("show", file), ("show", file, "--json"), ("check", file), ("check", file, "--json")):
        found = alliance(*line)
        assert found.code == 0, found.err
        assert safe(found.out + found.err), line
    Path(file).write_text("version: 1\n", encoding="utf-8")
    for verb in ("check", "run", "sweep", "show"):
        found = alliance(verb, file)
        assert (found.code, safe(found.out + found.err)) == (3, True)
    assert list(inner.iterdir()) == [inner / f"{name}.yaml"]


@pytest.mark.parametrize(
    "name", ["<script>", "=cmd", "\x1b]0;owned\x07", "通往台湾" * 20, "..", "", "a\\..\\..\\b", "\x9b31m"]
)
def test_what_is_made_of_a_name_lies_in_results(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    undrawn(inner, monkeypatch)
    found = alliance("run", scenario("A name", f"{name}.yaml"), "--replicates", 1)
    assert (found.code, safe(found.out + found.err)) == (0, True), found.err
    assert sorted(path.name for path in inner.iterdir()) == sorted([f"{name}.yaml", "results"])
    (made,) = Path("results").iterdir()
    assert made.name.endswith("-001")
    assert safe(made.name)
    assert {path.name for path in made.iterdir()} >= {"manifest.json", "runs", "curves"}
    assert outside(inner) == []


def test_a_file_outside_is_read_and_nothing_is_written_beside_it(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(inner, monkeypatch)
    scenario("A name", "../../x.yaml")
    before = outside(inner)
    found = alliance("run", "../../x.yaml", "--replicates", 1)
    assert found.code == 0
    assert [path.name for path in Path("results").iterdir()] == ["x-001"]
    assert outside(inner) == before


@pytest.mark.parametrize("name", [*FOLDERS, *(pytest.param(name, marks=pytest.mark.slow) for name in MORE)])
def test_a_folder_of_any_name_holds_the_results_and_is_told_safely(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    undrawn(inner, monkeypatch)
    file = scenario("A name")
    run = ("run", file, "--replicates", 1, "--out")
    for code, *line in (
        (0, *run, f"./{name}"), (0, *run, f"./{name}/below", "--json"), (1, *run, f"./{name}"),
        (0, "plot", f"./{name}"), (0, "plot", f"./{name}", "--json"),
    ):  # fmt: skip
        found = alliance(*line)
        assert (found.code, safe(found.out + found.err)) == (code, True), found.err
    assert (inner / name / "manifest.json").exists()
    assert sorted(path.name for path in inner.iterdir()) == sorted(["mine.yaml", name])
    assert outside(inner) == []


LONG = [
    "run {}.yaml", "run {}", "{}", "show {}", "check {}", "list {}", "plot {}", "run FILE --out {}",
    "run FILE --set {}=1", "run FILE --set shock.size={}", "run FILE --off {}", "run FILE --lens {}",
    "run FILE --engine {}", "run FILE --seed {}", "run FILE --{}", "sweep FILE --vary {}=0:1:3",
    "sweep FILE --vary shock.size={}", "sweep FILE --jobs {}",
]  # fmt: skip


@pytest.mark.parametrize("line", LONG)
def test_ten_thousand_characters_are_refused_in_one_short_line(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(inner)
    file = scenario("A name")
    found = alliance(*line.replace("{}", "a" * 10_000).replace("FILE", file).split())
    text = found.out + found.err
    assert found.code in (1, 2, 3)
    assert (len(text.splitlines()), len(text) < 6000) == (1, True)
    assert [path.name for path in inner.iterdir()] == ["mine.yaml"]


def test_no_cell_of_a_table_is_a_formula(
    alliance: Command, inner: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undrawn(inner, monkeypatch)
    file, vary = scenario("=cmd", "=cmd.yaml"), ("--vary", "shocks.blockade.size=0,1", "--jobs", 1)
    assert alliance("run", file, "--replicates", 1, "--out", "one").code == 0
    assert alliance("sweep", file, *vary, "--replicates", 1, "--out", "many").code == 0
    assert "shocks.blockade.size" in pq.read_table("many/runs").column_names
    cells = [cell for path in Path().rglob("*.csv") for row in csv.reader(path.open()) for cell in row]
    for path in Path().rglob("*.parquet"):
        table = pq.read_table(path)
        words = (name for name in table.column_names if pa.types.is_string(table.schema.field(name).type))
        cells += [*table.column_names, *(cell for name in words for cell in table[name].to_pylist() if cell)]
    assert len(cells) > 100
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


def test_a_warning_about_a_name_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        _plain_warnings()
        letters._warn_missing.cache_clear()
        assert "?" in letters.plain("\U00013000")
    assert capsys.readouterr().err.startswith("alliance: warning: no installed font has some characters")
