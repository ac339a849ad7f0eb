"""Volume: draws that depend on their number alone, a store that goes on, and numbers that come out again."""

import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pytest

from analysis.outcomes import BACK, COLLAPSED, FORWARD
from experiments.study import report
from experiments.study.folders import RESULTS, Folders
from experiments.study.maps.cells import answers, question
from experiments.study.maps.three_outcomes import INSIDE, OUTSIDE, judge
from experiments.study.patterns import parts_from_shares
from experiments.study.patterns.parts import OVER_ALL
from experiments.study.patterns.parts import PAIRED as MEASURES
from experiments.study.patterns.parts_from_shares import (
    critical_size,
    critical_size_by_halving,
    fill_of_map,
    map_shares,
)
from experiments.study.patterns.preregistered import parts
from experiments.study.report import SEED, read
from experiments.study.sensitivity import volume, volume_draws
from experiments.study.sensitivity.ablation import paired_parts, part_values, part_values_in
from experiments.study.sensitivity.volume_draws import Draws, drawn_parameters
from experiments.study.sensitivity.volume_figure import volume_figure
from experiments.sweep.workers import cores
from scenarios import load, off
from sim.parameters.table import PARAMETERS
from sim.source import source_hash

PAIRED, MAPS = volume.ALL
Row = Mapping[str, str]


def test_a_draw_depends_on_its_number_alone_and_keeps_to_the_ranges() -> None:
    assert drawn_parameters(7) == drawn_parameters(7)
    assert drawn_parameters(7) != drawn_parameters(8)
    for number in range(200):
        for name, value in drawn_parameters(number).items():
            row = PARAMETERS[name]
            assert row.low <= value <= row.high
            assert row.unit != "months" or value == round(value)


def test_a_scenario_within_a_draw_is_that_with_every_key_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way past the checks gives the same bits as the long one."""
    few = {name: measure for name, measure in MEASURES.items()
           if name in ("P61 low", "P8 data", "P12 autonomy", "P41 opposed")}  # fmt: skip
    monkeypatch.setattr("experiments.study.sensitivity.ablation.PAIRED", few)
    changes: dict[str, float | bool] = {
        f"parameters.{name}": value for name, value in drawn_parameters(3).items()
    }
    changes["recalm"] = True
    short, long = part_values_in(volume_draws.scenario_in_draw(3), 2), part_values(changes, 2)
    assert list(short) == list(long) == ["P8 data", "P12 autonomy", "P41 opposed", "P61 low"]
    assert all(short[name].tobytes() == long[name].tobytes() for name in few)


@pytest.mark.parametrize(
    ("sign", "inside", "outside"),
    [("+", 0.2, 0.0), ("-", -0.2, 0.2), ("below", 0.0, 0.2), ("zero", 0.0, 0.1)],
)
def test_a_part_holds_in_the_direction_asked_for_and_never_without_a_value(
    sign: str, inside: float, outside: float
) -> None:
    part = paired_parts()[0]._replace(sign=sign, smallest=0.1)
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
    part = next(part for part in parts() if part.name == "P2 inside")
    draw = {"P2 inside": least, "P2 inside most": most, "P2 inside twins": twins}
    assert volume.holds(part, draw) is holds


def test_what_fills_a_map_is_estimated_as_in_the_pattern() -> None:
    of_map = question(load(INSIDE), SEED, 2, every=4)
    judged = judge(answers([of_map], 1)[0])
    for ending in (FORWARD, COLLAPSED):
        least, most, twins = fill_of_map(judged, ending)
        shares = [float((judged.five_years == name).mean()) for name in (ending, BACK)]
        assert least == pytest.approx(min(shares), abs=1e-12)
        assert twins == 1
        assert most >= max(shares)
    assert fill_of_map(judged, COLLAPSED)[0] > 0
    assert fill_of_map(judged, "nothing of the kind")[0] == 0


def test_a_map_in_the_volume_is_the_pattern_on_fewer_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    thin = question(load(OUTSIDE), SEED, 2, every=4)
    monkeypatch.setattr(parts_from_shares, "question", lambda *_: thin)
    whole = map_shares(load(OUTSIDE), FORWARD, 2, 0.95, 1)
    least, most, twins = fill_of_map(judge(answers([thin], 1)[0]), FORWARD)
    (_, _, greatest), (_, _, living) = whole.further
    assert (least, most, twins) == pytest.approx(
        (whole.interval.estimate, greatest.estimate, living.estimate), abs=1e-12
    )


def test_halving_finds_the_critical_size_that_the_long_search_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over ten years: no turn of one term breaks the alliance."""
    monkeypatch.setattr(parts_from_shares, "TERM", 120)
    turn = load("unilateral-turn-2025")
    assert critical_size_by_halving(turn, 3) < math.inf
    assert critical_size_by_halving(turn, 3) == pytest.approx(
        critical_size(turn, 3, 0.95, 1).interval.estimate, abs=0.005
    )
    patient = off(turn, ["trust_learning"])
    assert critical_size_by_halving(patient, 3) == math.inf


def test_without_a_size_that_breaks_there_is_no_critical_one(monkeypatch: pytest.MonkeyPatch) -> None:
    part = next(part for part in parts() if part.name == "P4 finite")
    quiet = load("unilateral-turn-2025").model_copy(update={"parameters": {"turn_cost": 0.8}})
    size = critical_size_by_halving(quiet, 1)
    assert size == math.inf
    assert not volume.holds(part, {part.name: size})


def test_every_part_that_can_has_a_volume() -> None:
    """Those over all shipped scenarios at once (P26) are about no claim of the theory."""
    within = {part.name for part in paired_parts()} | {
        part.name for part in parts() if part.id in ("P2", "P4")
    }
    left = [part for part in parts() if part.name not in within]
    assert [part.name for part in left] == list(OVER_ALL)
    assert {part.claims for part in left} == {"X"}


@pytest.mark.parametrize(("draws", "many"), [(PAIRED, 4), (MAPS, 1)], ids=["paired", "maps"])
def test_stored_draws_come_out_the_same_again(draws: Draws, many: int) -> None:
    """Spread over all of them, on all cores, since a draw takes seconds. A table that the study lists as
    stale says nothing of the present model.
    """
    if not (RESULTS / f"{draws.name}.csv").exists():
        pytest.skip("not measured on the present model yet")
    there = read(RESULTS / f"{draws.name}.csv")
    if there[0]["model"] != source_hash():
        pytest.skip("stale: not measured on the present model yet")
    assert [int(row["draw"]) for row in there] == list(range(draws.many))
    numbers = [k * draws.many // many for k in range(many)]
    again = [draw for some in volume_draws.run_draws(draws, numbers, cores()) for draw in some]
    assert [draw["draw"] for draw in again] == numbers
    assert differing(there, again) == []
    moved = {**again[-1], **{name: value + 0.01 for name, value in again[-1].items() if name[0] == "P"}}
    assert len(differing(there, [moved])) > len(moved) // 2


def differing(there: Sequence[Row], again: Sequence[Mapping[str, float]]) -> list[tuple[int, str]]:
    """Draw and name of what was stored otherwise, or not at all."""
    return [
        (int(draw["draw"]), name)
        for draw in again
        for name, value in draw.items()
        if value
        != pytest.approx(
            float(there[int(draw["draw"])].get(name) or math.pi), rel=2e-5, abs=1e-9, nan_ok=True
        )
    ]


def test_a_stored_number_that_is_another_or_missing_is_found() -> None:
    draw = {"draw": 1.0, "P1 a": 0.5, "P4 finite": math.inf, "P6 loss": math.nan}
    row = {"draw": "1", "P1 a": "0.5", "P4 finite": "inf", "P6 loss": "nan"}
    assert differing([{}, row], [draw]) == []
    for name, other in (("P1 a", "0.5001"), ("P4 finite", "0.9"), ("P6 loss", "0")):
        assert differing([{}, {**row, name: other}], [draw]) == [(1, name)]
        assert differing([{}, {k: v for k, v in row.items() if k != name}], [draw]) == [(1, name)]


def invented(number: int) -> dict[str, float]:
    """A draw in which every second one holds all that has to be large."""
    names = (*(part.name for part in paired_parts()),)
    return {
        "draw": number,
        **dict.fromkeys(names, float(number % 2)),
        **dict.fromkeys(volume.UNINFORMATIVE, 0.0),
    }


def of_maps(number: int) -> dict[str, float]:
    draw = {"draw": number, "P4 finite": math.inf, "P4 council": 0.1}
    for name in ("P2 outside", "P2 inside"):
        draw |= {name: 0.3, f"{name} most": 0.5, f"{name} twins": 1.0}
    return draw


def test_what_is_there_is_not_run_again_and_another_model_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers: list[int] = []

    def measure(number: int) -> dict[str, float]:
        numbers.append(number)
        return invented(number)

    monkeypatch.setattr(volume_draws, "TOGETHER", 2)
    folders = Folders.under(tmp_path)
    paired, maps = PAIRED._replace(measure=measure), MAPS._replace(measure=of_maps, many=2)
    volume.write_all(folders, jobs=1, every=[paired._replace(many=3), maps])
    volume.write_all(folders, jobs=1, every=[paired._replace(many=5), maps])
    assert numbers == [0, 1, 2, 3, 4]
    rows = {row["what"]: row for row in read(folders.tables / "volume.csv")}
    assert [*rows] == [part.name for part in parts() if part.name not in OVER_ALL] + [*volume.UNINFORMATIVE]
    shares = {name: (row["share"], row["draws"]) for name, row in rows.items()}
    assert shares["P25 floor"] == ("0.4", "5")
    assert shares["P2 inside"] == shares["P4 council"] == ("1", "2")
    assert shares["P4 finite"] == ("0", "2")
    assert (folders.figures / "volume.png").stat().st_size > 5000
    assert [len(volume_draws.read_draws(draws, folders, "another")) for draws in (paired, maps)] == [0, 0]
    monkeypatch.setattr(report, "source_hash", lambda: "another")
    monkeypatch.setattr(volume_draws, "source_hash", lambda: "another")
    volume.write_all(folders, jobs=1, every=[paired._replace(many=2), maps])
    assert numbers == [0, 1, 2, 3, 4, 0, 1]


def test_a_part_that_came_later_is_measured_in_the_draws_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there stays; stopped midway, what waits is an empty cell and is measured when it goes on."""
    asked: list[tuple[int, list[str]]] = []

    def of_parts(names: Collection[str], number: int) -> dict[str, float]:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append((number, sorted(names)))
        return {"draw": number, **dict.fromkeys(names, number + 0.5)}

    monkeypatch.setattr(volume_draws, "TOGETHER", 2)
    folders = Folders.under(tmp_path)
    before = Draws(
        "some", 4, lambda number: {"draw": number, "P1 a": float(number)}, lambda: ["P1 a"], of_parts
    )
    volume_draws.complete_draws(before, folders, 1)
    later = before._replace(parts=lambda: ["P1 a", "P2 b"])
    with pytest.raises(KeyboardInterrupt):
        volume_draws.complete_draws(later, folders, 1)
    assert [row["P2 b"] for row in read(folders.tables / "some.csv")] == ["0.5", "1.5", "", ""]
    assert [len(draw) for draw in volume_draws.read_draws(later, folders)] == [3, 3, 2, 2]
    asked.clear()
    done = volume_draws.complete_draws(later, folders, 1)
    assert asked == [(2, ["P2 b"]), (3, ["P2 b"])]
    assert done == [{"draw": k, "P1 a": k, "P2 b": k + 0.5} for k in range(4)]


def test_a_part_by_itself_is_what_it_is_among_all(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: MEASURES[name] for name in ("P8 data", "P82 club", "P86 raises")}
    monkeypatch.setattr("experiments.study.sensitivity.ablation.PAIRED", few)
    monkeypatch.setattr(volume, "REPLICATES", 2)
    alone = volume.measure_parts(["P82 club"], 3)
    assert list(alone) == ["draw", "P82 club"]
    assert alone["P82 club"] == volume.measure_parts(None, 3)["P82 club"]


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
