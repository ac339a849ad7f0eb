"""Null models: each fits what is its own and nothing else, sizes are scored that were not fitted, and words
follow the rule that was fixed.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analysis.arrays import FloatArray
from experiments.study.core.null_models import null_courses, null_scores
from experiments.study.core.null_models.null_courses import (
    AR1,
    LOSS_AND_RETURN,
    NO_CHANGE,
    NULLS,
    SCALED,
    forms_of,
    predicted,
    sizes_of,
    unexplained,
)
from experiments.study.core.null_models.null_figure import drawn_course, null_figure
from experiments.study.core.null_models.null_scores import null_cases, rows_of, sized_course, verdict
from experiments.study.core.null_models.null_verdicts import verdict_rows
from experiments.study.folders import RESULTS
from experiments.study.report import Row, csv_rows, read
from scenarios import load, override, window
from scenarios.library import path_of

LENGTH, MONTHS, HELD = 12, 120, 0.9
Course = Callable[[float], FloatArray]


def of_form(null: str) -> Course:
    """A course of a null model's own: strength −.4, a half-life between two that are tried."""
    place = 150
    return lambda size: -0.4 * size * forms_of(null, LENGTH, MONTHS)[place]


def hump(size: float) -> FloatArray:
    """A course of no exponential form, in proportion to size."""
    return size * np.sin(np.arange(MONTHS) / 12)


def left(null: str, course: Course) -> float:
    """What a null model fitted to three sizes leaves of a fourth."""
    fitted = sizes_of([(size, course(size)[None]) for size in (0.3, 0.5, 0.7)])
    return float(unexplained(course(HELD)[None], predicted(null, fitted, LENGTH, HELD))[0])


def test_each_null_model_fits_what_is_its_own_and_not_the_other() -> None:
    assert left(AR1, of_form(AR1)) < 1e-6
    assert left(LOSS_AND_RETURN, of_form(LOSS_AND_RETURN)) < 1e-6
    assert left(AR1, of_form(LOSS_AND_RETURN)) > 0.005  # control
    assert left(LOSS_AND_RETURN, of_form(AR1)) > 0.05  # control
    assert min(left(null, hump) for null in (AR1, LOSS_AND_RETURN)) > 0.5  # control


def test_the_scaled_course_fits_all_that_answers_in_proportion_and_nothing_else() -> None:
    assert left(SCALED, hump) < 1e-12
    assert left(SCALED, lambda size: hump(size**3)) > 0.05  # control
    assert left(NO_CHANGE, hump) == pytest.approx(1)


def test_each_replicate_has_a_fit_of_its_own() -> None:
    fitted = sizes_of([(s, np.stack([of_form(AR1)(s), hump(s)])) for s in (0.3, 0.5, 0.9)])
    both = predicted(AR1, fitted, LENGTH, 0.7)
    alone = sizes_of([(s, of_form(AR1)(s)[None]) for s in (0.3, 0.5, 0.9)])
    assert np.allclose(both[0], predicted(AR1, alone, LENGTH, 0.7)[0])
    assert not np.allclose(both[0], both[1])


def test_no_null_model_is_made_up() -> None:
    with pytest.raises(ValueError, match="no such null model: AR"):
        predicted("AR(2)", sizes_of([(0.5, np.ones((1, 5)))]), 2, 0.7)


@pytest.mark.parametrize("case", null_cases(), ids=lambda case: case.case)
def test_every_case_has_a_shock_of_one_size_that_ends(case: null_scores.NullCase) -> None:
    for text in (case.set, case.fitted_with):
        changed = override(load(case.scenario), {**null_scores.settings(text), "shock.size": 0.7})
        assert None not in window(changed)
        assert {shock.profile for shock in changed.shocks} <= {"step", None}  # what the forms assume


def test_a_course_goes_from_the_first_month_of_a_shock_to_ten_years_after() -> None:
    course = sized_course("data-ruling", {}, 0.8, 2)
    assert course.length == 36
    assert all(of.shape == (2, 36 + null_scores.AFTER) for of in course.departures.values())
    assert np.abs(sized_course("data-ruling", {}, 0.0, 2).departures["output"]).max() == 0
    assert course.departures["cooperation"].min() < -0.01  # control


def test_a_shock_without_an_end_cannot_be_scored(tmp_path: Path) -> None:
    endless = tmp_path / "endless.yaml"
    text = path_of("taiwan-blockade").read_text(encoding="utf-8")
    shock, _ = text.split("map:")
    endless.write_text(shock.replace("    months: 12\n", ""), encoding="utf-8")
    with pytest.raises(ValueError, match="no shock that ends"):
        sized_course(str(endless), {}, 0.5, 1)


def scores(left_of: float, says: str = "back", ends: str = "back") -> list[Row]:
    """The rows of a case whose better typed-in null model leaves so much and says so."""
    named = {AR1: (left_of, says), LOSS_AND_RETURN: (left_of + 0.1, says), SCALED: (0.0, ends)}
    return [
        {"null": null, "unexplained": share, "null_outcome": said, "outcome": ends}
        for null, (share, said) in named.items()
    ]


def test_words_follow_the_rule_that_was_fixed() -> None:
    moved, still = np.full((3, 9), 0.2), np.full((3, 9), 0.009)
    assert verdict(moved, scores(0.09)) == "model adds nothing"
    assert verdict(moved, scores(0.11)) == "in part"
    assert verdict(moved, scores(0.5)) == "null fails"
    assert verdict(moved, scores(0.01, says="forward")) == "null fails"
    assert verdict(still, scores(0.9)) == "nothing happens"
    better_says_wrong = [scores(0.05, says="forward")[0], *scores(0.05)[1:]]
    assert verdict(moved, better_says_wrong) == "in part"


def test_a_case_has_its_rows_and_what_is_carried_over_is_scored_between_sizes_alone() -> None:
    by_name = {case.case: case for case in null_cases()}
    rows = [*rows_of(by_name["ruling"], 2)]
    assert len(rows) == 2 * 3 * len(NULLS)
    carried = [*rows_of(by_name["carried-over"], 2)]
    assert {row["split"] for row in carried} == {"between"}
    own = [row for row in rows_of(by_name["after-a-turn"], 2) if row["split"] == "between"]
    assert [row["outcome"] for row in carried] == [row["outcome"] for row in own]  # one course is scored
    assert carried[1]["unexplained"] != own[1]["unexplained"]  # by other fits


def test_the_table_side_by_side_is_made_from_the_long_one() -> None:
    wide = csv_rows(verdict_rows(read(RESULTS / "null-models.csv")))
    stored = read(RESULTS / "null-verdicts.csv")
    assert [{**row, "model": ""} for row in wide] == [{**row, "model": ""} for row in stored]
    assert len(stored) == (2 * (len(null_cases()) - 1) + 1) * len(null_scores.SERIES)


def test_the_picture_has_a_panel_a_case() -> None:
    panels = [drawn_course(case, 2) for case in null_cases()[-2:]]
    figure = null_figure(panels, 2)
    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert [title.split(",")[0] for title in titles if title] == ["ruling", "incidents"]
    assert null_courses.HALF_LIVES.min() < 1 < 1000 < null_courses.HALF_LIVES.max()
