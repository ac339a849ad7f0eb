"""Volume: draws that depend on their number alone, a store that goes on, and numbers that come out again."""

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis.outcomes import BACK, COLLAPSED, FORWARD
from experiments.study.maps import map_tables
from experiments.study.maps.cells import answers, question
from experiments.study.maps.three_outcomes import OUTSIDE, SEED, judge
from experiments.study.patterns import parts_of_shares
from experiments.study.patterns.parts import OVER_ALL
from experiments.study.patterns.parts_of_shares import critical, critical_size, filled, map_shares
from experiments.study.patterns.preregistered import parts
from experiments.study.sensitivity import volume, volume_draws
from experiments.study.sensitivity.ablation import measured as with_changes
from experiments.study.sensitivity.ablation import measured_in, paired
from experiments.study.sensitivity.volume_draws import Draws, drawn
from experiments.study.sensitivity.volume_figure import volume_figure
from experiments.sweep.workers import cores
from scenarios import load, off
from sim.parameters.table import PARAMETERS

PAIRED, MAPS = volume.ALL
Row = Mapping[str, str]


def test_a_draw_depends_on_its_number_alone_and_keeps_to_the_ranges() -> None:
    assert drawn(7) == drawn(7)
    assert drawn(7) != drawn(8)
    for number in range(200):
        for name, value in drawn(number).items():
            row = PARAMETERS[name]
            assert row.low <= value <= row.high
            assert row.unit != "months" or value == round(value)


def test_a_scenario_within_a_draw_is_that_with_every_key_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way past the checks gives the same bits as the long one."""
    few = {name: measure for name, measure in volume.measured_in.__globals__["PAIRED"].items()
           if name in ("P5 low", "P8 data", "P12 autonomy", "P41 opposed")}  # fmt: skip
    monkeypatch.setattr("experiments.study.sensitivity.ablation.PAIRED", few)
    changes = {f"parameters.{name}": value for name, value in drawn(3).items()}
    short, long = measured_in(volume_draws.within(3), 2), with_changes(changes, 2)
    assert list(short) == list(long) == ["P5 low", "P8 data", "P12 autonomy", "P41 opposed"]
    assert all(short[name].tobytes() == long[name].tobytes() for name in few)


@pytest.mark.parametrize(
    ("sign", "inside", "outside"),
    [("+", 0.2, 0.0), ("-", -0.2, 0.2), ("below", 0.0, 0.2), ("zero", 0.0, 0.1)],
)
def test_a_part_holds_in_the_direction_asked_for_and_never_without_a_value(
    sign: str, inside: float, outside: float
) -> None:
    part = paired()[0]._replace(sign=sign, smallest=0.1)
    assert volume.holds(part, {part.name: inside})
    assert not volume.holds(part, {part.name: outside})
    assert not volume.holds(part, {part.name: math.nan})


@pytest.mark.parametrize(
    ("least", "most", "twins", "holds"),
    [(0.05, 0.8, 0.95, True), (0.04, 0.8, 1, False), (0.1, 0.81, 1, False), (0.1, 0.5, 0.9, False)],
)
def test_a_map_holds_by_all_three_of_its_criteria(
    least: float, most: float, twins: float, holds: bool
) -> None:
    part = next(one for one in parts() if one.name == "P2 inside")
    found = {"P2 inside": least, "P2 inside most": most, "P2 inside twins": twins}
    assert volume.holds(part, found) is holds


def test_what_fills_a_map_is_estimated_as_in_the_pattern() -> None:
    asked = question(load(OUTSIDE), SEED, 2, every=4)
    judged = judge(answers([asked], 1)[0])
    for ending in (FORWARD, COLLAPSED):
        least, most, twins = filled(judged, ending)
        shares = [float((judged.rest == name).mean()) for name in (ending, BACK)]
        assert least == pytest.approx(min(shares), abs=1e-12)
        assert twins == 1
        assert most >= max(shares)
    assert filled(judged, FORWARD)[0] > 0
    assert filled(judged, "nothing of the kind")[0] == 0


def test_a_map_in_the_volume_is_the_pattern_on_fewer_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    thin = question(load(OUTSIDE), SEED, 2, every=4)
    monkeypatch.setattr(parts_of_shares, "question", lambda *_: thin)
    whole = map_shares(load(OUTSIDE), FORWARD, 2, 0.95, 1)
    least, most, twins = filled(judge(answers([thin], 1)[0]), FORWARD)
    (_, _, greatest), (_, _, living) = whole.further
    assert (least, most, twins) == pytest.approx(
        (whole.interval.estimate, greatest.estimate, living.estimate), abs=1e-12
    )


def test_halving_finds_the_critical_size_that_the_long_search_finds() -> None:
    turn = load("unilateral-turn-2025")
    assert critical(turn, 3) == pytest.approx(critical_size(turn, 3, 0.95, 1).interval.estimate, abs=0.005)
    alone = off(turn, ["council"])
    assert critical(alone, 3) < critical(turn, 3)


def test_without_a_size_that_breaks_there_is_no_critical_one(monkeypatch: pytest.MonkeyPatch) -> None:
    part = next(one for one in parts() if one.name == "P4 finite")
    quiet = load("unilateral-turn-2025").model_copy(update={"parameters": {"turn_cost": 0.0}})
    found = critical(quiet, 1)
    assert found == math.inf
    assert not volume.holds(part, {part.name: found})


def test_every_part_that_can_has_a_volume() -> None:
    """Those over all shipped scenarios at once (P26) are about no claim of the theory."""
    within = {part.name for part in paired()} | {part.name for part in parts() if part.id in ("P2", "P4")}
    left = [part for part in parts() if part.name not in within]
    assert [part.name for part in left] == list(OVER_ALL)
    assert {part.claims for part in left} == {"X"}


@pytest.mark.parametrize(("draws", "many"), [(PAIRED, 20), (MAPS, 2)], ids=["paired", "maps"])
def test_stored_draws_come_out_the_same_again(draws: Draws, many: int) -> None:
    """Spread over all of them, on all cores, since a draw takes seconds; the model's hash does not matter
    here, in which the compiler is.
    """
    there = read(draws)
    assert [int(one["draw"]) for one in there] == list(range(draws.many))
    numbers = [k * draws.many // many for k in range(many)]
    again = [one for some in volume_draws.run(draws, numbers, cores()) for one in some]
    assert [one["draw"] for one in again] == numbers
    assert differing(there, again) == []
    moved = {**again[-1], **{name: value + 0.01 for name, value in again[-1].items() if name[0] == "P"}}
    assert len(differing(there, [moved])) > len(moved) // 2


def read(draws: Draws) -> list[dict[str, str]]:
    with (map_tables.DOCS / "results" / f"{draws.name}.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def differing(there: Sequence[Row], again: Sequence[Mapping[str, float]]) -> list[tuple[int, str]]:
    """Draw and name of what was stored otherwise, or not at all."""
    return [
        (int(one["draw"]), name)
        for one in again
        for name, value in one.items()
        if value
        != pytest.approx(float(there[int(one["draw"])].get(name) or math.pi), rel=2e-5, abs=1e-9, nan_ok=True)
    ]


def test_a_stored_number_that_is_another_or_missing_is_found() -> None:
    found = {"draw": 1.0, "P1 a": 0.5, "P4 finite": math.inf, "P6 loss": math.nan}
    row = {"draw": "1", "P1 a": "0.5", "P4 finite": "inf", "P6 loss": "nan"}
    assert differing([{}, row], [found]) == []
    for name, other in (("P1 a", "0.5001"), ("P4 finite", "0.9"), ("P6 loss", "0")):
        assert differing([{}, {**row, name: other}], [found]) == [(1, name)]
        assert differing([{}, {k: v for k, v in row.items() if k != name}], [found]) == [(1, name)]


def invented(number: int) -> dict[str, float]:
    """A draw in which every second one holds all that has to be large."""
    names = (*(part.name for part in paired()),)
    return {"draw": number, **dict.fromkeys(names, float(number % 2)), **dict.fromkeys(volume.SCREENED, 0.0)}


def of_maps(number: int) -> dict[str, float]:
    found = {"draw": number, "P4 finite": math.inf, "P4 council": 0.1}
    for name in ("P2 outside", "P2 inside"):
        found |= {name: 0.3, f"{name} most": 0.5, f"{name} twins": 1.0}
    return found


def test_what_is_there_is_not_run_again_and_another_model_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def measured(number: int) -> dict[str, float]:
        asked.append(number)
        return invented(number)

    def keep(folder: Path, *_: Any) -> None:
        (folder / "patterns.md").write_text("")

    monkeypatch.setattr(volume, "fill_pages", keep)
    monkeypatch.setattr(volume_draws, "TOGETHER", 2)
    wanted = PAIRED._replace(measured=measured), MAPS._replace(measured=of_maps, many=2)
    volume.write_all(tmp_path, [wanted[0]._replace(many=3), wanted[1]], jobs=1)
    volume.write_all(tmp_path, [wanted[0]._replace(many=5), wanted[1]], jobs=1)
    assert asked == [0, 1, 2, 3, 4]
    with (tmp_path / "results" / "volume.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["what"]: row for row in csv.DictReader(file)}
    assert [*rows] == [part.name for part in parts() if part.name not in OVER_ALL] + [*volume.SCREENED]
    shares = {name: (row["share"], row["draws"]) for name, row in rows.items()}
    assert shares["P25 floor"] == ("0.4", "5")
    assert shares["P2 inside"] == shares["P4 council"] == ("1", "2")
    assert shares["P4 finite"] == ("0", "2")
    assert (tmp_path / "figures" / "volume.png").stat().st_size > 5000
    monkeypatch.setattr(map_tables, "source_hash", lambda: "other")
    monkeypatch.setattr(volume_draws, "source_hash", lambda: "other")
    assert [volume_draws.stored(one, tmp_path) for one in wanted] == [[], []]


def test_the_picture_names_every_row_and_how_many_draws_it_has() -> None:
    rows = volume.rows([[invented(k) for k in range(4)], [of_maps(k) for k in range(3)]])
    figure = volume_figure(rows)
    labels = [text.get_text() for axes in figure.axes[:2] for text in axes.get_yticklabels()]
    assert labels == [str(row["what"]).replace("_", " ") for row in rows]
    columns = [{label.split()[0] for label in (t.get_text() for t in axes.get_yticklabels())}
               for axes in figure.axes[:2]]  # fmt: skip
    assert not columns[0] & columns[1]
    assert "4 draws of all parameters from their ranges (P2 and P4: 3)" in figure.get_supxlabel().replace(
        "\n", " "
    )
