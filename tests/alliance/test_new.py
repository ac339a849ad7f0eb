"""A file to start from: it says what every field is, can be used as it stands, and takes nobody's place."""

import re
import resource
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scenarios
from scenarios.checking.type_faults import fields_at
from scenarios.reading.names import actor_fields, regions
from scenarios.schema import PROFILES, SLUG
from sim.series import CLASSES, DOMAINS
from sim.world.causes import TARGETS

Command = Callable[..., Any]
LEFT_OUT = re.compile(r"^#(?=[a-z_]+: |  - \{)", re.MULTILINE)
"""The mark before a field or an entry that is left out."""


def here() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*"))


@pytest.mark.parametrize(
    ("given", "file"),
    [("my-shock", "my-shock.yaml"), ("my-shock.yaml", "my-shock.yaml"), ("my-shock.yml", "my-shock.yml")],
)
def test_a_name_or_a_file_name_makes_a_file_that_is_sound(alliance: Command, given: str, file: str) -> None:
    made = alliance("new", given)
    assert (made.code, made.out, here()) == (0, f"{file}\n", [file])
    assert scenarios.load(file).title == "my-shock"


def test_what_to_do_next_can_be_done_as_it_is_said(alliance: Command) -> None:
    said = alliance("new", "mine").err.split("then run ")[1].rstrip("\n")
    assert said == "alliance check mine.yaml and alliance run mine.yaml"
    check, run = (line.split()[1:] for line in said.split(" and "))
    assert alliance(*check).code == 0
    assert alliance(*run, "--replicates", 1).code == 0


def test_every_field_left_out_can_be_used(tmp_path: Path) -> None:
    """Each by itself, but a weight with its event, and all at once."""
    path, text = tmp_path / "mine.yaml", scenarios.starter("mine")
    marks = [found.start() for found in LEFT_OUT.finditer(text)]
    assert len(marks) == 15
    weighed = [mark for mark in marks if "weight" in text[mark:].split("\n")[0]]
    for chosen in (weighed, *([mark] for mark in marks if mark not in weighed)):
        path.write_text("".join(one for place, one in enumerate(text) if place not in chosen))
        assert scenarios.check(path) == [], text[chosen[0] : chosen[0] + 40]
    path.write_text(LEFT_OUT.sub("", text))
    everything = scenarios.load(path)
    assert {event.profile or "step" for event in everything.shocks} == {*PROFILES} - {"pulse"}
    assert everything.model_fields_set == set(type(everything).model_fields) - {"name"}
    scenarios.compile_case(everything)


def unexplained(text: str) -> set[str]:
    """Fields and words of a scenario file that the text does not show."""
    groups = ((), ("start",), ("horizon",), ("burn_in",), ("population",), ("shocks", "*"), ("map", "*"))
    words = {name for group in groups for name in fields_at(group)} | set(actor_fields()) | set(PROFILES)
    words |= {*scenarios.all_kinds(), *regions()}
    return {word for word in words if not re.search(rf"\b{re.escape(word)}\b", text)}


def test_the_file_explains_every_field_and_shows_every_word() -> None:
    text = scenarios.starter("mine")
    assert unexplained(text) == set()
    assert any(word in text for word in TARGETS)
    assert any(word in text for word in CLASSES)
    assert any(word in text for word in DOMAINS)
    for name in ("hazard", "firms", "council-launched", "ROW"):  # control: the search sees what is missing
        assert name in unexplained(text.replace(name, "…"))


@pytest.mark.parametrize("name", ["no", "null", "true", "e3", "x" * 60])
def test_a_name_is_text(alliance: Command, name: str) -> None:
    assert alliance("new", name).code == 0
    assert scenarios.load(f"{name}.yaml").title == name


NONE = [
    "../../x", "..", "/tmp/x", "x/y", "x\\y", "A", "a b", "", ".yaml", "-x", "--", "ä", "震惊", "$x$", "=cmd",
    "<b>", "a\nb", "a\n", "\x1b[31m", "x.yaml.yaml", "x.json", "con:", "a" * 61, "a" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("name", NONE)
def test_a_name_that_is_none_is_one_line_and_leads_nowhere(alliance: Command, name: str) -> None:
    answer = alliance("new", "--", name)
    assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1), answer
    assert "must be small letters" in answer.err
    assert len(answer.err) < 300
    assert "\x1b" not in answer.err
    assert here() == []


def test_a_name_is_told_the_nearest_that_would_do(alliance: Command) -> None:
    assert alliance("new", "My Shock (2)").err.endswith("Did you mean my-shock-2?\n")
    for given in ("My Shock (2)", "../../x", "A" * 100, "a--b"):
        meant = alliance("new", given).err.split("Did you mean ")[1].rstrip("?\n")
        assert re.fullmatch(SLUG, meant)


def test_a_shipped_name_is_refused(alliance: Command) -> None:
    """`alliance run taiwan-blockade` would run the shipped one beside such a file."""
    answer = alliance("new", "taiwan-blockade")
    assert (answer.code, here()) == (2, [])
    assert "comes with the program" in answer.err


@pytest.mark.parametrize("kind", ["file", "folder", "link", "dangling link"])
def test_a_new_file_takes_the_place_of_nothing(alliance: Command, kind: str) -> None:
    Path("precious").write_text("precious")
    if kind == "folder":
        Path("mine.yaml").mkdir()
    elif kind == "file":
        Path("mine.yaml").write_text("precious")
    else:
        Path("mine.yaml").symlink_to("precious" if kind == "link" else "nowhere")
    before = here()
    for given in (["mine"], ["mine.yaml"], ["other", "--out", "mine.yaml"]):
        answer = alliance("new", *given)
        assert (answer.code, answer.out, len(answer.err.splitlines())) == (2, "", 1)
        assert "mine.yaml is there already" in answer.err
    assert here() == before
    assert Path("precious").read_text() == "precious"


def test_it_is_written_where_one_says(alliance: Command, tmp_path: Path) -> None:
    Path("sub").mkdir()
    for out in ("sub/a b.yaml", str(tmp_path / "c.yml")):
        answer = alliance("new", "mine", "--out", out)
        assert (answer.code, answer.out) == (0, f"{out}\n")
        assert shlex.split(answer.err)[-1] == out
        assert scenarios.load(out).title == "mine"


def test_a_place_that_cannot_be_is_one_line(alliance: Command) -> None:
    for out, code in (("none/x.yaml", 1), ("x" * 300 + ".yaml", 1), ("x.txt", 2), ("", 2), (".", 2)):
        answer = alliance("new", "mine", "--out", out)
        assert (answer.code, answer.out, len(answer.err.splitlines())) == (code, "", 1), answer
        assert "Errno" not in answer.err
    assert here() == []


def test_a_disk_that_is_full_leaves_nothing_half_written(alliance: Command) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        answer = alliance("new", "mine")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (answer.code, answer.out, here()) == (1, "", [])
    assert answer.err == "alliance: cannot write to .: a file may not grow any further there\n"


def test_an_editor_is_told_of_a_schema_that_is_there_and_of_no_other(alliance: Command) -> None:
    assert alliance("new", "without").code == 0
    assert "$schema" not in Path("without.yaml").read_text()
    Path("sub").mkdir()
    Path("sub/scenario.schema.json").write_text(alliance("schema").out)
    assert alliance("new", "mine", "--out", "sub/mine.yaml").code == 0
    first = Path("sub/mine.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    assert alliance("check", "sub/mine.yaml").code == 0
