"""Theories named from what is seen: what is moved and drawn, what an observer knows, what chance gives."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.arrays import FloatArray
from experiments.engine.observations import OBSERVABLE
from experiments.study.folders import Folders
from experiments.study.lenses import (
    lens_cases,
    lens_outcomes,
    lens_step,
    recovery_controls,
    theory_recovery,
)
from experiments.study.lenses.lens_cases import (
    CALM,
    LENSES,
    YEAR,
    YEARS,
    LensSample,
    case_through,
    lens_scenarios,
    moved,
    seen_years,
    shipped_case,
)
from experiments.study.lenses.lens_observations import furthest_apart
from experiments.study.lenses.lens_outcomes import outcomes_of
from experiments.study.lenses.lens_pairs import pair_rows
from experiments.study.lenses.observers import (
    ALL_SERIES,
    ANSWER,
    BOOKS,
    CONTROLS,
    ERROR,
    OBSERVERS,
    WITHOUT_BOOKS,
    known_to,
    measured,
    usual_level,
)
from experiments.study.lenses.recovery_figure import recovery_figure
from experiments.study.lenses.theory_recovery import (
    ALL,
    ALL_SIX,
    ANY,
    ROWS_A_POINT,
    RecoveryPoint,
    confusion,
    points,
    recovery_rows,
    recovery_table,
    samples,
)
from experiments.study.report import Row, csv_rows, save_table
from scenarios.lenses import shifts
from sim.draws import stream
from sim.parameters.table import PARAMETERS
from sim.run import simulate
from sim.state.run_parameters import parameters_of

BLOCKADE = lens_scenarios()[0]
FEW = RecoveryPoint(1.0, 0.1, learnt_from=12, held_out=6)
PLACES = list(PARAMETERS)


def sample(lens: str, size: float = 1.0, spread: float = 0.0, n: int = 2) -> LensSample:
    return LensSample(lens, size, spread, 0, n)


def invented(gap: float, n: int = 60) -> FloatArray:
    """Figures [lens, scenario, n, years, series] in which a lens bends the first series by its number."""
    figures = 1.0 + 0.1 * np.random.default_rng(0).standard_normal(
        (len(LENSES), len(lens_scenarios()), n, YEARS, len(OBSERVABLE))
    )
    figures[..., 1:, OBSERVABLE.index("output")] += gap * np.arange(len(LENSES))[:, None, None, None]
    return figures


@pytest.mark.parametrize("lens", LENSES)
def test_a_shift_goes_from_the_default_to_what_is_argued_and_beyond_to_the_end_of_the_range(
    lens: str,
) -> None:
    shipped, _, _ = shipped_case(BLOCKADE)
    argued = {shift.key.removeprefix("parameters."): shift.value for shift in shifts() if shift.lens == lens}
    for size in (0.0, 0.5, 1.0, 2.0, 50.0):
        values = moved(shipped.parameters, frozenset(), lens, size)
        for name, row in PARAMETERS.items():
            goal = row.default + size * (argued.get(name, row.default) - row.default)
            assert values[PLACES.index(name)] == pytest.approx(min(row.high, max(row.low, goal)))
    kept = moved(shipped.parameters, frozenset(argued), lens, 1.0)
    assert (kept == shipped.parameters).all()  # what a scenario sets itself stays


def test_every_number_that_a_lens_moves_is_drawn_about_its_place_there() -> None:
    case = case_through(BLOCKADE, sample("realist", spread=0.15))
    drawn = np.array([parameters_of(case, stream(1, k)) for k in range(40)])
    for shift in shifts():
        values = drawn[:, PLACES.index(shift.key.removeprefix("parameters."))]
        if shift.lens == "realist":
            assert 0.05 < np.ptp(values) / shift.value <= 0.3
            assert abs(values.mean() / shift.value - 1) < 0.1
    fixed = replace(case, fixed=frozenset({"relative_concern"}))
    still = np.array([parameters_of(fixed, stream(1, k)) for k in range(3)])
    assert np.ptp(still[:, PLACES.index("relative_concern")]) == 0  # control: fixed is not drawn


def test_all_lenses_begin_with_one_calm() -> None:
    calm = next(asked for asked in lens_scenarios() if asked.name == CALM)

    def first_year(lens: str, recalm: bool) -> float:
        case = replace(case_through(calm, sample(lens, n=1), YEAR), recalm=recalm)
        return float(simulate(case, 1, np.arange(1), shocked=True)["cooperation"].mean())

    own = first_year(LENSES[0], recalm=True)
    for lens in LENSES[1:]:
        assert first_year(lens, recalm=True) == pytest.approx(own, rel=0.03)
    assert abs(first_year("institutionalist", recalm=False) / own - 1) > 0.03  # control


def test_the_first_year_is_calm_in_every_scenario_and_the_last_shock_begins_within_what_is_seen() -> None:
    for asked in lens_scenarios():
        shipped, first, _ = shipped_case(asked)
        begins = [*shipped.shocks[:, 3], *shipped.context[shipped.context[:, 3] >= 0, 3]]
        assert min(begins) >= YEAR
        assert first < YEARS * YEAR <= shipped.months


def test_no_two_lenses_share_a_draw_and_the_models_own_serves_all_sizes() -> None:
    numbers = [set(asked.replicates.tolist()) for asked in samples(points()[0])]
    assert len(set.union(*numbers)) == sum(map(len, numbers))
    own = {samples(point)[0] for point in points()}
    assert len(own) == len(theory_recovery.SPREADS)
    assert {asked.lens for point in points() for asked in samples(point)} == set(LENSES)


def test_an_observer_sees_changes_of_his_series_or_the_calm_year_and_nothing_else() -> None:
    figures = np.arange(2 * 3 * len(OBSERVABLE), dtype=float).reshape(2, 3, len(OBSERVABLE))
    changes = known_to(ALL_SERIES, figures)
    assert changes.shape == (2, 2 * len(OBSERVABLE))
    assert (changes[:, : len(OBSERVABLE)] == len(OBSERVABLE)).all()
    assert (known_to(CONTROLS[0], figures) == figures[:, 0]).all()
    assert (known_to(ALL_SERIES, figures + 5.0) == changes).all()  # no level is in them
    hidden = set(OBSERVABLE) - set(WITHOUT_BOOKS.series)
    assert len(hidden) == 5
    assert all(name.startswith(BOOKS) for name in hidden)
    forbidden = ("trust", "effort", "performance", "cooperation", "worry", "faction", "autonomy")
    assert not [name for name in OBSERVABLE if name.startswith(forbidden)]


def test_an_error_of_measurement_is_a_share_of_the_usual_level() -> None:
    figures = np.full((400, 5, 2), [10.0, 0.0])
    level = usual_level(figures)
    assert level.tolist() == [10.0, 0.0]
    read = measured(figures, level, np.random.default_rng(0))
    assert read[..., 0].std() == pytest.approx(10 * ERROR, rel=0.05)
    assert (read[..., 1] == 0).all()


def shares_of(rows: list[Row], observer: str, scenario: str) -> dict[str, float]:
    return {
        str(row["truth"]): float(row["right"])
        for row in rows
        if (row["observer"], row["scenario"]) == (observer, scenario)
    }


def test_what_differs_is_named_and_what_does_not_or_is_mislabelled_comes_out_by_chance() -> None:
    point = RecoveryPoint(1.0, 0.15, learnt_from=30, held_out=30)
    told, alike = recovery_rows(point, invented(0.5)), recovery_rows(point, invented(0.0))
    assert len(told) == ROWS_A_POINT
    for observer in ANSWER:
        for scenario in (BLOCKADE.name, ANY, ALL_SIX):
            assert shares_of(told, observer.name, scenario)[ALL] > 0.9
            assert 0.1 < shares_of(alike, observer.name, scenario)[ALL] < 0.4
    assert 0.1 < shares_of(told, "all series, mislabelled", ANY)[ALL] < 0.4
    assert 0.1 < shares_of(told, "calm year, all series", ANY)[ALL] < 0.4


def test_held_out_runs_are_named_and_the_truth_is_a_row() -> None:
    measures = np.zeros((4, 6, 1))
    measures[..., 0] = np.arange(4)[:, None] + 0.01 * np.arange(6)
    measures[0, 4:] = 3.0  # two of the first lens that are held out look like the last
    counts = confusion(ALL_SERIES, measures, 4)
    assert counts.tolist() == [[0, 0, 0, 2], [0, 2, 0, 0], [0, 0, 2, 0], [0, 0, 0, 2]]


def test_shares_of_a_row_add_up_and_the_mean_is_that_of_the_lenses() -> None:
    rows = recovery_rows(FEW, invented(0.1, n=18))
    for row in rows:
        assert sum(float(row[f"as_{lens}"]) for lens in LENSES) == pytest.approx(1.0)
        assert float(row["low"]) <= float(row["right"]) <= float(row["high"])
    for observer in OBSERVERS:
        shares = shares_of(rows, observer.name, ANY)
        assert shares.pop(ALL) == pytest.approx(np.mean(list(shares.values())))


def test_runs_are_the_same_in_one_process_and_in_two(monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = [RecoveryPoint(size, 0.1, learnt_from=3, held_out=1) for size in (0.5, 1.0)]
    assert str(recovery_table(tiny, 1)) == str(recovery_table(tiny, 2))
    seen: list[LensSample] = []

    def count(asked: LensSample) -> FloatArray:
        seen.append(asked)
        return np.ones((len(lens_scenarios()), asked.n, YEARS, len(OBSERVABLE)))

    monkeypatch.setattr(theory_recovery, "seen_years", count)
    recovery_table(tiny, 1)
    assert len(seen) == 7  # the model's own lens is run once for both sizes


def test_pairs_are_counted_from_the_confusions() -> None:
    shares = {
        "resilience": (0.5, 0.5, 0, 0), "realist": (0.5, 0.5, 0, 0),
        "institutionalist": (0, 0, 1, 0), "constructivist": (0, 0, 0.25, 0.75),
    }  # fmt: skip
    stored = csv_rows([
        {"size": 1.0, "spread": 0.15, "observer": ALL_SERIES.name, "scenario": ANY, "truth": lens, "n": 100,
         **{f"as_{name}": share for name, share in zip(LENSES, row, strict=True)}}
        for lens, row in shares.items()
    ])  # fmt: skip
    pairs = {(row["lens"], row["other"]): row for row in pair_rows(stored)}
    assert len(pairs) == 6
    assert pairs["resilience", "realist"]["verdict"] == "one theory"
    assert pairs["resilience", "realist"]["right"] == 0.5
    assert pairs["resilience", "constructivist"]["verdict"] == "told apart"
    assert pairs["institutionalist", "constructivist"]["right"] == pytest.approx(175 / 200)
    assert pairs["institutionalist", "constructivist"]["verdict"] == "partly told apart"


def test_bands_that_do_not_touch_are_an_observation_and_others_are_none() -> None:
    here = np.zeros((3, 2 * YEAR, len(OBSERVABLE))) + np.array([-1.0, 0.0, 1.0])[:, None, None]
    there = here.copy()
    there[:, YEAR + 5, 0] += 2.5
    there[:, YEAR + 7, 1] += 1.5
    there[:, 0, 2] += 9.0  # in the first year: nothing has happened yet
    there[:, YEAR - 1 :, 3] += 3.0
    rows = {row["series"]: row for row in furthest_apart(here, there)}
    first, second, third, fourth = (rows[name] for name in OBSERVABLE[:4])
    assert (first["month"], first["apart"], first["at_once"]) == (YEAR + 5, "yes", "no")
    assert first["gap"] == pytest.approx(1.25)
    assert (second["month"], second["apart"]) == (YEAR + 7, "no")
    assert (third["gap"], third["apart"]) == (0.0, "no")
    assert (fourth["apart"], fourth["at_once"]) == ("yes", "yes")
    assert [row["series"] for row in furthest_apart(here, there)][:2] == [OBSERVABLE[3], OBSERVABLE[0]]


def test_outcomes_are_of_the_shock_alone() -> None:
    turn = next(asked for asked in lens_scenarios() if asked.name == "half turn")
    calm = next(asked for asked in lens_scenarios() if asked.name == CALM)
    fallen, untouched = (outcomes_of(asked, sample("realist")) for asked in (turn, calm))
    assert (fallen["lowest year of cooperation"] < -0.1).all()
    assert (fallen["months until back"] > 0).all()
    for name, values in untouched.items():
        assert (values == 0).all(), name  # control: where nothing happens nothing is read
    assert {asked.name for asked in lens_scenarios()} >= set(lens_outcomes.ASKED)


def test_a_recheck_puts_the_rows_of_points_at_their_places(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    every = [RecoveryPoint(size, 0.1, learnt_from=3, held_out=1) for size in (0.0, 0.5, 1.0)]
    folders = Folders.under(tmp_path_factory.mktemp("study"))
    rows = recovery_table(every, 1)
    save_table(folders, "theory-recovery", rows)
    monkeypatch.setattr(lens_step, "points", lambda: every)
    monkeypatch.setattr(lens_step, "OTHERS", {name: lambda _: [] for name in lens_step.OTHERS})
    again = lens_step.recheck_lenses(folders, 2, 1)
    assert set(again) == set(lens_step.TABLES)
    assert again["theory-recovery"].of == len(rows)
    assert [*again["theory-recovery"].rows] == [*range(ROWS_A_POINT), *range(2 * ROWS_A_POINT, len(rows))]
    assert all(str(row) == str(rows[place]) for place, row in again["theory-recovery"].rows.items())
    assert again["lens-pairs"].of == 3 * len(ANSWER) * 2 * 6


def test_a_number_left_out_stays_at_its_default_and_the_others_move() -> None:
    place = PLACES.index("council_work")
    whole = sample("realist", n=1)
    values = [
        case_through(BLOCKADE, asked).parameters for asked in (whole, whole._replace(left_out="council_work"))
    ]
    assert values[0][place] != values[1][place] == PARAMETERS["council_work"].default
    assert (np.delete(values[0], place) == np.delete(values[1], place)).all()


def test_controls_are_of_the_point_they_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented runs whose lenses differ in output once there is a turn, and in nothing else."""
    figures = invented(0.5, n=18)
    turned = np.concatenate([figures, invented(0.0, n=18)[:, :1]], axis=1)
    monkeypatch.setattr(recovery_controls, "_years", lambda asked: turned[LENSES.index(asked.lens)])
    rows = recovery_controls.control_rows(1, FEW, deals=8)
    right = {(row["control"], row["observer"], row["scenario"]): float(row["right"]) for row in rows}
    assert right[recovery_controls.ONE_CHANGE, "output", "half turn"] > 0.8
    assert right[recovery_controls.ONE_CHANGE, "support", "half turn"] < 0.6
    assert right[recovery_controls.ONE_LEVEL, "output", CALM] < 0.6
    assert right[recovery_controls.WITHOUT_TURN, "all series", "half turn without the turn"] < 0.6
    assert 0.1 < right[recovery_controls.OTHER_DEALS, "all series, mislabelled", "half turn"] < 0.4
    assert len(rows) == 2 + 2 * len(lens_scenarios()) + 2 * len(OBSERVABLE) + 1


def test_the_picture_has_four_panels_of_the_whole_grid() -> None:
    some = recovery_rows(FEW, invented(0.5, n=18))
    rows = [{**row, "size": point.size, "spread": point.spread} for point in points() for row in some]
    figure = recovery_figure(csv_rows(rows))
    assert len(figure.axes) == 4
    assert len(figure.axes[0].get_legend_handles_labels()[0]) == len(theory_recovery.SPREADS)
    assert len(figure.axes[3].texts) == 16


def test_what_is_seen_is_what_the_model_wrote_down() -> None:
    asked = sample("constructivist", spread=0.1, n=1)
    years = seen_years(asked, [BLOCKADE])
    case = case_through(BLOCKADE, asked, YEARS * YEAR)
    series = simulate(case, 1, np.arange(1), shocked=True)
    assert years.shape == (1, 1, YEARS, len(OBSERVABLE))
    output = series["output"][0, YEAR : 2 * YEAR].mean()
    assert years[0, 0, 1, OBSERVABLE.index("output")] == pytest.approx(output)
    assert lens_scenarios()[-1].name == lens_cases.CALM
