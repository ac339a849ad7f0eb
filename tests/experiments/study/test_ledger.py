"""The ledger: every claim once, nothing typed but the claims, verdicts that follow from what is stored."""

import csv
import re
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import pytest

from experiments.errors import StoreFault, UsageFault
from experiments.study.claims import claim_evidence, claims_page, ledger, part_results
from experiments.study.folders import DOCS, RESULTS
from experiments.study.patterns import arms
from experiments.study.patterns.preregistered import parts, retired_parts
from experiments.study.report import read, text_of, write
from sim.parameters.table import MECHANISMS, PARAMETERS

SECTIONS = {"A": 9, "B": 7, "C": 7, "D": 7, "E": 14, "F": 11, "G": 7}
"""How many claims each section of the theory has."""


def measured(folder: Path, verdict: str = "holds") -> Path:
    """A folder in which every part has come to the same verdict on some model."""
    rows = [
        {**row, "estimate": "0.5", "low": "0.4", "high": "0.6", "verdict": verdict, "model": "abc"}
        for row in read(RESULTS / "patterns.csv")
    ]
    write(folder / "patterns.csv", text_of([*rows[0]], rows))
    return folder


def test_every_claim_of_the_theory_stands_in_it_once() -> None:
    expected = [f"{section}{number + 1}" for section, count in SECTIONS.items() for number in range(count)]
    assert [claim.id for claim in ledger.claims()] == expected
    assert all(claim.says and claim.section for claim in ledger.claims())


def test_whoever_names_a_claim_names_one_there_is() -> None:
    known = {claim.id for claim in ledger.claims()} | {part_results.ADDED}
    named = [row.claims for row in MECHANISMS.values()] + [row.claims for row in PARAMETERS.values()]
    named += [part.claims for part in parts()]
    assert {name for text in named for name in text.split()} <= known


def test_what_is_ours_decides_no_claim_of_the_paper() -> None:
    """A part of our own bears X alone, and mechanisms say which of their rules are ours."""
    bearing = [set(part.claims.split()) for part in parts()]
    assert not [names for names in bearing if part_results.ADDED in names and len(names) > 1]
    assert {name for name, _ in ledger.additions_within()} <= set(MECHANISMS)


def test_what_no_part_asks_of_a_claim_stands_beside_its_verdict(tmp_path: Path) -> None:
    page = claims_page.page(measured(tmp_path))
    limited = [claim for claim in ledger.claims() if claim.not_asked]
    assert limited
    assert all(f"; not asked: {claim.not_asked} |" in page for claim in limited)
    assert not [claim.id for claim in limited if claim.untested or claim.fact]


def test_a_verdict_is_the_worst_of_the_parts_and_never_without_them(tmp_path: Path) -> None:
    for row in ledger.ledger(measured(tmp_path)):
        verdicts = {ledger.combined_verdict(result.verdict, result.volume) for result in row.counted}
        if row.claim.fact:
            assert (row.verdict, row.reason) == (ledger.FACT, row.claim.fact)
        elif not (row.mechanisms and row.counted):
            assert row.verdict == "not tested"
            assert row.reason
        else:
            assert (row.verdict == part_results.SUPPORTED) == (verdicts == {part_results.SUPPORTED})
            assert (row.verdict == part_results.NOT_SUPPORTED) == (part_results.NOT_SUPPORTED in verdicts)
            assert row.verdict in verdicts
            assert not row.reason


def test_a_part_that_fails_fails_its_claim(tmp_path: Path) -> None:
    """The control: what is stored decides, and nothing else."""
    rows = read(measured(tmp_path / "holds") / "patterns.csv")
    for row in rows:
        row["verdict"] = "fails" if row["id"] == "P91" else row["verdict"]
    write(tmp_path / "patterns.csv", text_of([*rows[0]], rows))
    assert ledger.entry("F3", tmp_path / "holds").verdict == "holds"
    assert ledger.entry("f3", tmp_path).verdict == part_results.NOT_SUPPORTED


def test_a_claim_without_a_result_on_the_present_model_is_not_tested(tmp_path: Path) -> None:
    """Whatever the core before this one came to, and control: one part that is measured is enough."""
    folder = measured(tmp_path / "none", "not tested")
    assert {row.verdict for row in ledger.ledger(folder)} == {ledger.FACT, "not tested"}
    assert all(row.deciding is None and not row.built_in for row in ledger.ledger(folder))
    assert ledger.models_of(ledger.ledger(folder)) == []
    assert "None is measured yet" in claims_page.page(folder)
    rows = read(folder / "patterns.csv")
    for row in rows:
        row["verdict"] = "holds" if row["id"] == "P91" else row["verdict"]
    write(tmp_path / "patterns.csv", text_of([*rows[0]], rows))
    assert ledger.entry("F3", tmp_path).verdict == "holds"
    assert "measured on model `abc`" in claims_page.page(tmp_path)


def test_a_claim_whose_patterns_are_retired_says_which_and_what_asks_instead() -> None:
    asked = {name for part in parts() for name in part.claims.split()}
    for row in ledger.ledger():
        gone = [part for part in retired_parts() if row.claim.id in part.claims.split()]
        if row.claim.untested:
            assert row.reason == row.claim.untested
        elif gone and row.claim.id not in asked and row.mechanisms and not row.claim.fact:
            assert row.verdict == "not tested"
            assert all(f"{part.name} is retired ({part.successor}" in row.reason for part in gone)


def test_a_claim_that_nothing_asks_for_any_more_says_what_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = measured(tmp_path)
    monkeypatch.setattr(
        ledger, "stored_results", lambda tables: tuple(
            result for result in part_results.stored_results(tables) if result.part.id != "P90"
        ),
    )  # fmt: skip
    row = ledger.entry("F8", folder)
    assert row.verdict == "not tested"
    assert row.reason == "P43 committed is retired (P90 commits stands in its place)"


def with_verdicts(folder: Path, **verdicts: str) -> Path:
    """A folder in which every part holds but for patterns with a verdict of their own, by id."""
    rows = read(measured(folder) / "patterns.csv")
    for row in rows:
        row["verdict"] = verdicts.get(row["id"], row["verdict"])
    write(folder / "patterns.csv", text_of([*rows[0]], rows))
    return folder


def test_a_part_that_is_asked_better_stays_with_its_failure_and_decides_nothing(tmp_path: Path) -> None:
    row = ledger.entry("F3", with_verdicts(tmp_path / "old", P12="fails"))
    assert row.verdict == "holds"
    assert [result.verdict for result in row.results if result.part.id == "P12"] == ["fails"]
    assert "P12" not in {result.part.id for result in row.counted}
    page = claims_page.page(tmp_path / "old")
    assert "P12 autonomy (fails, n = 100, asked better by P91 hinders and P91 maintains)" in page
    better = ledger.entry("F3", with_verdicts(tmp_path / "better", P91="fails"))
    assert better.verdict == part_results.NOT_SUPPORTED


def test_it_decides_nothing_either_where_those_that_ask_better_have_no_result(tmp_path: Path) -> None:
    row = ledger.entry("D2", with_verdicts(tmp_path, P76="not tested"))
    assert {result.part.id for result in row.measured} == {"P19"}
    assert (row.verdict, row.counted, row.kind) == ("not tested", (), "")


def test_a_part_goes_on_deciding_claims_that_no_better_one_names() -> None:
    (old,) = (part for part in parts() if part.name == "P36 output")
    asking = {claim: ledger.asked_better(old, claim) for claim in ("A7", "E11", "A9", "B1")}
    assert asking == {"A7": ("P68 built",), "E11": ("P68 built",), "A9": ("P73 alone",), "B1": ()}


def with_volume(folder: Path, volume: float) -> tuple[ledger.Entry, ...]:
    """The ledger if every part that some claim names had this volume."""
    measured(folder)
    named = [part.name for part in parts() if part.claims != part_results.ADDED]
    lines = ["what,share,model", *(f"{name},{volume},abc" for name in named)]
    (folder / "volume.csv").write_text("\n".join(lines))
    return ledger.ledger(folder)


@pytest.mark.parametrize("volume", [0.2, 0.9])
def test_once_every_part_has_a_volume_it_decides_how_wide_a_verdict_is(tmp_path: Path, volume: float) -> None:
    rows = with_volume(tmp_path, volume)
    assert all(result.volume == volume for row in rows for result in row.results)
    told = {row.verdict for row in rows} - {ledger.FACT, "not tested"}
    assert told == {part_results.SUPPORTED if volume > 0.5 else part_results.DEPENDS}


def test_the_part_that_decides_is_the_first_of_the_worst(tmp_path: Path) -> None:
    for row in ledger.ledger(measured(tmp_path)):
        deciding = row.deciding
        assert (deciding is None) == (not row.counted)
        if deciding is None:
            continue
        verdicts = [ledger.combined_verdict(result.verdict, result.volume) for result in row.counted]
        worst = ledger.combined_verdict(deciding.verdict, deciding.volume)
        assert worst == ledger.worst(*verdicts)
        assert verdicts.index(worst) == row.counted.index(deciding)
        assert row.verdict in (worst, ledger.FACT, "not tested")


def missing(fact: str) -> list[str] | None:
    """The files a fact names that are not there; None where it names none."""
    named = re.findall(r"[\w./-]+\.(?:csv|md|yaml)\b", fact)
    root = DOCS.parent
    return [name for name in named if not (root / name).is_file()] if named else None


def test_every_fact_names_data_that_are_there() -> None:
    assert {
        claim.id: missing(claim.fact) for claim in ledger.claims() if claim.fact and missing(claim.fact) != []
    } == {}
    assert missing("outputs (scenarios/no-outputs.csv)") == ["scenarios/no-outputs.csv"]
    assert missing("nothing yet") is None


def test_results_that_are_missing_or_broken_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(
        StoreFault, match=r"no results at .*; python -m experiments.study patterns makes them"
    ):
        ledger.ledger(tmp_path)
    (tmp_path / "patterns.csv").write_text("id,part\nP99,none\n")
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
        "infinite": with_cell("seed", "inf"),
        "foreign": with_cell("estimate", "\u0660.\u0665"),
        "long": with_cell("note", "a" * 200_000),
        "unnamed": with_cell("part", ""),
        "escape": with_cell("verdict", "\x1b[31mred"),
    }[how]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("empty", "lacks"), ("headed", "lacks"), ("half", "patterns.csv"), ("short", "lacks"),
        ("twice", "there twice"), ("verdict", "verdict is none of"), ("infinite", "seed is no number"),
        ("foreign", "estimate is no number"), ("long", "cannot be read"), ("unnamed", "part is missing"),
        ("escape", "verdict is none of"),
    ],
)  # fmt: skip
def test_a_damaged_table_is_refused_with_its_place(tmp_path: Path, how: str, said: str) -> None:
    whole = (RESULTS / "patterns.csv").read_text(encoding="utf-8")
    (tmp_path / "patterns.csv").write_text(damaged(whole, how), encoding="utf-8")
    with pytest.raises(StoreFault, match=said) as caught:
        ledger.ledger(tmp_path)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_volumes_of_some_parts_alone_are_no_volumes(tmp_path: Path) -> None:
    with_volume(tmp_path, 0.7)
    part_results.stored_results.cache_clear()
    wide = tmp_path / "volume.csv"
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


@pytest.mark.parametrize(("name", "meant"), [("E55", "E5"), ("", "run from A1 to G7"), ("A1; rm", "A1")])
def test_an_unknown_claim_is_refused_with_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(UsageFault, match=meant):
        ledger.entry(name)


def test_the_page_is_the_ledger() -> None:
    assert (DOCS / "claims.md").read_text(encoding="utf-8") == claims_page.page()
    rows = re.findall(r"^\| ([A-G]\d+) \|", claims_page.page(), flags=re.MULTILINE)
    assert rows == [claim.id for claim in ledger.claims()]


def test_who_lists_the_claims_waits_for_no_compiler_and_no_pictures() -> None:
    heavy = "numba", "matplotlib", "scipy", "pyarrow"
    loads = "import sys, experiments.study.claims.ledger"
    code = f"{loads}; print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"


def test_what_stands_behind_a_claim_is_run_and_comes_out_the_same_again(tmp_path: Path) -> None:
    row = ledger.entry("F2")
    first, second = (claim_evidence.evidence(row, tmp_path / name) for name in ("a", "b"))
    assert [result.estimate for result in first.results] == [result.estimate for result in second.results]
    assert all(np.isfinite(result.estimate) for result in first.results)
    assert [path.name for path in first.files] == ["claim-F2.png", "claim-F2.svg"]
    assert all(path.stat().st_size > 5000 for path in first.files)


def test_the_arms_behind_a_claim_have_levels_whose_difference_is_the_effect(tmp_path: Path) -> None:
    again = claim_evidence.evidence(ledger.entry("E3"), tmp_path / "out")
    part, *_ = again.results
    without, whole = (np.float64(level) for level in again.arms[part.part.name].values() if level is not None)
    assert list(again.arms[part.part.name]) == ["run, without risk_tiers", "run"]
    assert without - whole == pytest.approx(part.estimate)


def test_arms_are_told_to_whoever_watches_and_to_nobody_else() -> None:
    first, second = np.ones(2), np.zeros(2)
    with arms.collect_arms() as levels:
        assert arms.record_arm("run", first) is first
        arms.record_arm("run", second)  # an arm that is asked for twice stands once
    arms.record_arm("twin", second)
    assert list(levels) == ["run"]
    assert levels["run"] is first


def test_an_arm_with_nothing_to_measure_has_no_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mean of nothing is no number, which JSON cannot hold."""
    nothing = {"run": np.array([np.nan, np.nan]), "twin": np.array([np.nan, 0.5])}
    monkeypatch.setattr(claim_evidence, "collect_arms", lambda: nullcontext(nothing))
    again = claim_evidence.evidence(ledger.entry("A6", measured(tmp_path / "in")), tmp_path / "out")
    assert all(levels == {"run": None, "twin": 0.5} for levels in again.arms.values())
    assert len(again.arms) == 3


def test_shares_of_maps_are_drawn_as_stored_and_a_claim_without_runs_is_refused(tmp_path: Path) -> None:
    now, *_ = claim_evidence.evidence(ledger.entry("A6", measured(tmp_path / "in")), tmp_path / "out")
    assert [result.part.id for result in now] == ["P2", "P2", "P4"]
    with pytest.raises(UsageFault, match="A1 has no runs behind it"):
        claim_evidence.evidence(ledger.entry("A1"), tmp_path / "none")
    assert not (tmp_path / "none").exists()
