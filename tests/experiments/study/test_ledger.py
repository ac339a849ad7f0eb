"""The ledger: every claim once, nothing typed but the claims, verdicts that follow from what is stored."""

import csv
import re
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from experiments.errors import StoreFault, UsageFault
from experiments.study import claim_evidence, ledger
from experiments.study.patterns import levels_of_arms
from experiments.study.patterns.preregistered import parts
from sim.parameters.table import MECHANISMS, PARAMETERS

SECTIONS = {"A": 9, "B": 7, "C": 6, "D": 7, "E": 13, "F": 10, "G": 6}
"""How many claims each section of the theory has."""


def test_every_claim_of_the_theory_stands_in_it_once() -> None:
    expected = [f"{section}{number + 1}" for section, count in SECTIONS.items() for number in range(count)]
    assert [one.id for one in ledger.claims()] == expected
    assert all(one.says and one.section for one in ledger.claims())


def test_whoever_names_a_claim_names_one_there_is() -> None:
    known = {one.id for one in ledger.claims()} | {ledger.ADDED}
    named = [row.claims for row in (*MECHANISMS.values(), *PARAMETERS.values(), *parts())]
    assert {name for text in named for name in text.split()} <= known


def test_a_verdict_is_the_worst_of_the_parts_and_never_without_them() -> None:
    for row in ledger.ledger():
        verdicts = {ledger.ruled(one.verdict, one.volume) for one in row.found}
        if row.claim.fact:
            assert (row.verdict, row.reason) == (ledger.FACT, row.claim.fact)
        elif not (row.mechanisms and row.found):
            assert row.verdict == "not tested"
            assert row.reason
        else:
            assert (row.verdict == ledger.SUPPORTED) == (verdicts == {ledger.SUPPORTED})
            assert (row.verdict == ledger.NOT_SUPPORTED) == (ledger.NOT_SUPPORTED in verdicts)
            assert row.verdict in verdicts
            assert not row.reason


def test_a_part_that_fails_fails_its_claim(tmp_path: Path) -> None:
    """The control: what is stored decides, and nothing else."""
    stored = ledger.DOCS / "results" / "patterns.csv"
    rows = [*csv.DictReader(stored.read_text(encoding="utf-8").splitlines())]
    for row in rows:
        row["verdict"] = "fails" if row["id"] == "P12" else row["verdict"]
    (tmp_path / "results").mkdir()
    with (tmp_path / "results" / "patterns.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert ledger.entry("F3").verdict in (ledger.SUPPORTED, ledger.DEPENDS, "holds")
    assert ledger.entry("f3", tmp_path).verdict == ledger.NOT_SUPPORTED


def with_volume(folder: Path, volume: float) -> tuple[ledger.Entry, ...]:
    """The ledger if every part that some claim names had this volume."""
    (folder / "results").mkdir()
    source = ledger.DOCS / "results" / "patterns.csv"
    (folder / "results" / "patterns.csv").write_bytes(source.read_bytes())
    named = [part.name for part in parts() if part.claims != ledger.ADDED]
    lines = ["what,share,model", *(f"{name},{volume},abc" for name in named)]
    (folder / "results" / "volume.csv").write_text("\n".join(lines))
    return ledger.ledger(folder)


@pytest.mark.parametrize("volume", [0.2, 0.9])
def test_once_every_part_has_a_volume_there_are_five_verdicts(tmp_path: Path, volume: float) -> None:
    rows = with_volume(tmp_path, volume)
    assert all(one.volume == volume for row in rows for one in row.found)
    told = {row.verdict for row in rows}
    wide = {ledger.SUPPORTED, ledger.DEPENDS} if volume > 0.5 else {ledger.DEPENDS, ledger.NOT_SUPPORTED}
    assert told == {*wide, ledger.FACT, "not tested"} or told == {*wide, ledger.FACT}


def test_the_part_that_decides_is_the_first_of_the_worst() -> None:
    for row in ledger.ledger():
        one = row.deciding
        assert (one is None) == (not row.found)
        if one is None:
            continue
        told = [ledger.ruled(each.verdict, each.volume) for each in row.found]
        mine = ledger.ruled(one.verdict, one.volume)
        assert mine == ledger.worst(*told)
        assert told.index(mine) == row.found.index(one)
        assert row.verdict in (mine, ledger.FACT, "not tested")


def missing(fact: str) -> list[str] | None:
    """The files a fact names that are not there; None where it names none."""
    named = re.findall(r"[\w./-]+\.(?:csv|md|yaml)\b", fact)
    root = ledger.DOCS.parent
    return [name for name in named if not (root / name).is_file()] if named else None


def test_every_fact_names_data_that_are_there() -> None:
    assert {
        one.id: missing(one.fact) for one in ledger.claims() if one.fact and missing(one.fact) != []
    } == {}
    assert missing("outputs (scenarios/no-outputs.csv)") == ["scenarios/no-outputs.csv"]
    assert missing("nothing yet") is None


def test_results_that_are_missing_or_broken_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        StoreFault, match=r"no results at .*; python -m experiments.study.patterns.verdicts makes them"
    ):
        ledger.ledger(tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "patterns.csv").write_text("id,part\nP99,none\n")
    with pytest.raises(StoreFault, match=r"patterns.csv:2: P99 none is no part of a pattern"):
        ledger.ledger(tmp_path)


def damaged(text: str, how: str) -> str:
    """A table in which something is wrong."""
    head, first, *rest = text.splitlines()
    cells = dict(zip(head.split(","), next(csv.reader([first])), strict=True))

    def with_cell(column: str, value: str) -> str:
        row = ",".join(f'"{cell}"' for cell in {**cells, column: value}.values())
        return "\n".join([head, row, *rest])

    return {
        "empty": "",
        "headed": head + "\n",
        "half": text[: len(text) // 2],
        "short": "\n".join([head, first, *rest[3:]]) + "\n",
        "twice": "\n".join([head, first, first, *rest]) + "\n",
        "verdict": with_cell("verdict", "banana"),
        "infinite": with_cell("estimate", "inf"),
        "foreign": with_cell("estimate", "\u0660.\u0665"),
        "long": with_cell("note", "a" * 200_000),
        "unnamed": with_cell("part", ""),
        "escape": with_cell("verdict", "\x1b[31mred"),
    }[how]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("empty", "lacks"), ("headed", "lacks"), ("half", "patterns.csv"), ("short", "lacks"),
        ("twice", "there twice"), ("verdict", "verdict is none of"), ("infinite", "estimate is no number"),
        ("foreign", "estimate is no number"), ("long", "cannot be read"), ("unnamed", "part is missing"),
        ("escape", "verdict is none of"),
    ],
)  # fmt: skip
def test_a_damaged_table_is_refused_with_its_place(tmp_path: Path, how: str, said: str) -> None:
    whole = (ledger.DOCS / "results" / "patterns.csv").read_text(encoding="utf-8")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "patterns.csv").write_text(damaged(whole, how), encoding="utf-8")
    with pytest.raises(StoreFault, match=said) as caught:
        ledger.ledger(tmp_path)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_volumes_of_some_parts_alone_are_no_volumes(tmp_path: Path) -> None:
    with_volume(tmp_path, 0.7)
    ledger.stored.cache_clear()
    wide = tmp_path / "results" / "volume.csv"
    wide.write_text(wide.read_text().replace("P12 autonomy,0.7,abc\n", ""))
    with pytest.raises(StoreFault, match=r"volume.csv: lacks P12 autonomy"):
        ledger.ledger(tmp_path)
    for nothing in ("", "what,share,model\n"):
        wide.write_text(nothing)
        with pytest.raises(StoreFault, match=r"volume.csv: lacks"):
            ledger.ledger(tmp_path)
    wide.write_text("what,share,model\nP12 autonomy,nan,abc\n")
    with pytest.raises(StoreFault, match=r"volume.csv:2: share is no number of its range: nan"):
        ledger.ledger(tmp_path)
    wide.write_text("what,share,model\nP12 autonomy,1.7,abc\n")
    with pytest.raises(StoreFault, match=r"volume.csv:2: share is no number of its range: 1.7"):
        ledger.ledger(tmp_path)


@pytest.mark.parametrize(("name", "meant"), [("E55", "E5"), ("", "run from A1 to G6"), ("A1; rm", "A1")])
def test_an_unknown_claim_is_refused_with_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(UsageFault, match=meant):
        ledger.entry(name)


def test_the_page_is_the_ledger() -> None:
    assert (ledger.DOCS / "claims.md").read_text(encoding="utf-8") == ledger.page()
    rows = re.findall(r"^\| ([A-G]\d+) \|", ledger.page(), flags=re.MULTILINE)
    assert rows == [one.id for one in ledger.claims()]


def test_what_stands_behind_a_claim_comes_out_the_same_again(tmp_path: Path) -> None:
    row = ledger.entry("D6")
    now, _, files = claim_evidence.evidence(row, tmp_path / "out")
    assert [f"{one.estimate:.6g}" for one in now] == [f"{one.estimate:.6g}" for one in row.found]
    assert [one.verdict for one in now] == [one.verdict for one in row.found]
    assert [path.name for path in files] == ["claim-D6.png", "claim-D6.svg"]
    assert all(path.stat().st_size > 5000 for path in files)


def test_the_arms_behind_a_claim_have_levels_whose_difference_is_the_effect(tmp_path: Path) -> None:
    again = claim_evidence.evidence(ledger.entry("F3"), tmp_path / "out")
    (part,) = again.found
    high, low = again.arms[part.part.name].values()
    assert list(again.arms[part.part.name]) == ["run, autonomy of all 0.9", "run, autonomy of all 0.1"]
    assert high - low == pytest.approx(part.estimate)


def test_arms_are_told_to_whoever_watches_and_to_nobody_else() -> None:
    one, two = np.ones(2), np.zeros(2)
    with levels_of_arms.watched() as seen:
        assert levels_of_arms.told("run", one) is one
        levels_of_arms.told("run", two)  # an arm that is asked for twice stands once
    levels_of_arms.told("twin", two)
    assert list(seen) == ["run"]
    assert seen["run"] is one


def test_an_arm_with_nothing_to_measure_has_no_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mean of nothing is no number, which JSON cannot hold."""
    nothing = {"run": np.array([np.nan, np.nan]), "twin": np.array([np.nan, 0.5])}
    monkeypatch.setattr(claim_evidence, "watched", lambda: nullcontext(nothing))
    again = claim_evidence.evidence(ledger.entry("A6"), tmp_path / "out")
    assert all(arms == {"run": None, "twin": 0.5} for arms in again.arms.values())
    assert len(again.arms) == 3


def test_shares_of_maps_are_drawn_as_stored_and_a_claim_without_runs_is_refused(tmp_path: Path) -> None:
    now, *_ = claim_evidence.evidence(ledger.entry("A6"), tmp_path / "out")
    assert [one.part.id for one in now] == ["P2", "P2", "P4"]
    with pytest.raises(UsageFault, match="A1 has no runs behind it"):
        claim_evidence.evidence(ledger.entry("A1"), tmp_path / "none")
    assert not (tmp_path / "none").exists()
