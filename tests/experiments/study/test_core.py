"""The core's own study: criteria that can fail, tables of what was run, what removing a part does."""

import math
from pathlib import Path

import numpy as np
import pytest

from experiments.study.core import core_step, core_tables, elasticities, exponential_return
from experiments.study.core.core_tables import (
    CENTRE,
    bounds_in_draws,
    criteria_rows,
    kept_by,
    map_rows,
    stakes_rows,
)
from experiments.study.core.courses import READ, Courses
from experiments.study.core.criteria import NEVER, criteria, length_that_kills
from experiments.study.core.maps import MONTHS, SIZES, Maps, keep, shares
from experiments.study.folders import Folders
from experiments.study.page_tables import pages
from experiments.study.recheck import MODEL
from experiments.study.report import csv_rows, read, save_table
from sim.parameters.spread import SPREAD
from sim.parameters.table import PARAMETERS

FEW = 3


@pytest.fixture(scope="module")
def centre() -> core_tables.Answers:
    """The criteria and maps of few replicates at the centre."""
    return core_tables.answers(Courses(FEW))


def test_every_criterion_written_down_is_measured_in_every_replicate(centre: core_tables.Answers) -> None:
    assert set(centre.values) == {row.id for row in bounds_in_draws(CENTRE)}
    assert {row.id for row in criteria()} | {"C20", "C21"} == set(centre.values)
    assert {values.shape for values in centre.values.values()} == {(FEW,)}


def test_a_row_says_whether_its_median_keeps_the_bounds(centre: core_tables.Answers) -> None:
    rows = {row["id"]: row for row in criteria_rows(CENTRE, centre)}
    for row in bounds_in_draws(CENTRE):
        median = float(np.quantile(centre.values[row.id], 0.5, method="inverted_cdf"))
        assert rows[row.id]["holds"] == ("yes" if row.low <= median <= row.high else "no")
        assert rows[row.id]["low"] <= rows[row.id]["share"] <= rows[row.id]["high"]
    assert rows["maps"]["share"] == keep(centre.maps).mean()


def test_a_value_out_of_bounds_is_not_kept_and_takes_everything_with_it(centre: core_tables.Answers) -> None:
    """The control."""
    inside = {
        row.id: np.full(FEW, row.low if math.isfinite(row.low) else row.high)
        for row in bounds_in_draws(CENTRE)
    }
    assert kept_by(inside, CENTRE)["all"].all()
    outside = {**inside, "C1": np.array([0.2, inside["C1"][0], 0.99])}
    assert kept_by(outside, CENTRE)["C1"].tolist() == [False, True, False]
    assert kept_by(outside, CENTRE)["all"].tolist() == [False, True, False]


def test_draws_are_asked_for_a_wider_length_that_kills_and_for_nothing_else() -> None:
    centre, drawn = ({row.id: row for row in bounds_in_draws(width)} for width in (CENTRE, SPREAD))
    assert {name for name in centre if centre[name] != drawn[name]} == {"C6"}
    assert drawn["C6"].low < centre["C6"].low < centre["C6"].high < drawn["C6"].high


def test_the_cells_of_a_map_count_every_replicate_once(centre: core_tables.Answers) -> None:
    rows = [*map_rows(CENTRE, centre.maps)]
    assert len(rows) == 2 * len(SIZES) * len(MONTHS)
    assert all(sum(row[name] for name in core_tables.OUTCOMES) == FEW for row in rows)
    inside = [row["collapsed"] for row in rows if row["map"] == "inside"]
    assert sum(inside) / FEW == pytest.approx(shares(centre.maps.inside)[:, 0].sum() * 100 / FEW)


def test_a_map_of_one_outcome_is_not_kept() -> None:
    one = np.full((1, len(SIZES), len(MONTHS)), 2)
    assert not keep(Maps(one, one)).any()


def test_where_trust_does_not_learn_no_turn_kills_and_where_it_does_a_long_one_does() -> None:
    long = (132,)
    assert (length_that_kills(Courses(FEW), lengths=long) == 132).all()
    assert (length_that_kills(Courses(FEW, without=("trust_learning",)), lengths=long) == NEVER).all()


def test_a_mechanism_left_out_is_off_in_every_course() -> None:
    blockade = ("blockade", 0, 36, 0.7)
    turned = ("turn", 0, 48, 0.8), ("blockade", 48, 36, 0.7)
    whole, without = (Courses(FEW, without=off) for off in ((), ("blame",)))
    lost = [courses.run(*turned)["cooperation"][:, 96] for courses in (whole, without)]
    assert (lost[0] < lost[1]).all()
    off_once = whole.run(blockade, off=("blame",))
    assert (off_once["cooperation"] == without.run(blockade)["cooperation"]).all()


def test_a_course_keeps_the_series_that_are_read_and_lets_them_go() -> None:
    courses = Courses(FEW)
    run = courses.run()
    assert all(run[name].shape == (FEW, run.months) for name in READ)
    with pytest.raises(KeyError):
        run["commitments_data"]
    courses.forget()
    again = courses.run()
    assert again is not run
    assert (again["performance"] == run["performance"]).all()


def test_without_stakes_a_blockade_deepens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core_tables, "RATIOS", ((5, 1),))
    rows = {row["ratio"]: row for row in stakes_rows(1)}
    assert rows["0:0"]["C14"] < 1.05 < rows["5:1"]["C14"]
    assert rows["5:1"]["v"] == pytest.approx(5 * rows["5:1"]["w"])
    assert all(row["v"] <= PARAMETERS["value_at_stake"].high for row in rows.values())


def test_elasticities_are_those_of_a_power_law_and_too_few_draws_are_refused() -> None:
    rng = np.random.default_rng(1)
    on = rng.normal(size=(300, 3))
    slopes, errors, explained = elasticities.regressed(
        0.7 * on[:, 0] - 1.2 * on[:, 1] + 0.01 * rng.normal(size=300), on
    )
    assert slopes == pytest.approx([0.7, -1.2, 0.0], abs=0.01)
    assert (errors < 0.01).all()
    assert explained > 0.99
    with pytest.raises(ValueError, match="too few for"):
        next(elasticities.elasticity_rows(20))


def test_the_parameters_regressed_on_are_those_the_runs_draw() -> None:
    names = elasticities.names_regressed_on()
    assert len(names) > 50
    values = elasticities.drawn_parameters(FEW, names)
    ranges = np.array([(PARAMETERS[name].low, PARAMETERS[name].high) for name in names])
    assert ((values >= ranges[:, 0]) & (values <= ranges[:, 1])).all()
    assert (values > 0).all()
    assert (values.std(axis=0) > 0).mean() > 0.9


def test_an_exponential_return_explains_itself_and_no_collapse() -> None:
    months = np.arange(240)
    assert exponential_return.fitted(1 - 0.3 * np.exp(-months / 40)).unexplained < 1e-4
    wave = 1 - 0.3 * np.sin(months / 20)
    assert exponential_return.fitted(wave).unexplained > 0.5


def test_the_step_writes_what_it_says_and_the_page_shows_it(tmp_path: Path) -> None:
    folders = Folders.under(tmp_path)
    rows = [*exponential_return.null_rows(1)]
    save_table(folders, "core-null", rows)
    stored = read(folders.tables / "core-null.csv")
    assert [row["course"] for row in stored] == [*exponential_return.FITTED]
    text = pages.fill("<!-- core-null -->\nold\n<!-- end -->\n", folders.tables)
    assert "old" not in text
    assert all(f"| {row['course']} |" in text for row in stored)
    assert stored[0][MODEL] in text
    assert "Not measured" in pages.fill("<!-- core-maps -->\n<!-- end -->\n", folders.tables)


def test_pictures_are_drawn_from_the_rows(centre: core_tables.Answers) -> None:
    from experiments.study.core.core_figures import headline_figure, killing_figure, maps_figure

    rows = csv_rows([*map_rows(CENTRE, centre.maps)])
    drawn = maps_figure(rows)
    assert len(drawn.axes) == 2
    assert all(len(axes.patches) == len(SIZES) * len(MONTHS) for axes in drawn.axes)
    lines = [
        {"width": width, "size": size, "median": 80 / size, "q05": 70, "q95": NEVER, "n": FEW}
        for width in (CENTRE, SPREAD)
        for size in (0.5, 1.0)
    ]
    assert len(killing_figure(lines).axes[0].lines) == 2
    assert len(headline_figure(2).axes) == 2


def test_the_steps_name_their_tables() -> None:
    assert core_step.MECHANISMS_TABLE == "core-mechanisms"
    assert core_step.FULL.criteria == 200
