"""The numbers that decide an outcome: stated once, and shaken together."""

import re
from pathlib import Path

import pytest

import analysis
from analysis.baseline import PerformanceCourse
from analysis.resilience import measure
from analysis.thresholds import STATED, Thresholds


def test_stated_values_are_those_of_the_definition() -> None:
    assert (STATED.degraded, STATED.forward, STATED.collapsed, STATED.alive) == (0.95, 1.05, 0.5, 0.25)
    assert (STATED.five_years, STATED.dead, STATED.dead_after) == ((55, 66), 0.25, 240)
    assert (STATED.dwell, STATED.collapse_months, STATED.last_window) == (6, 12, 12)
    assert STATED.slope == 0.001


def test_variants_move_distances_from_one_and_durations_by_a_fifth() -> None:
    variants = STATED.variants()
    assert variants["stated"] == STATED
    wide, narrow = variants["distances +20 %"], variants["distances -20 %"]
    assert (wide.degraded, wide.forward, wide.collapsed) == (0.94, 1.06, 0.4)
    assert (narrow.degraded, narrow.forward, narrow.collapsed) == (0.96, 1.04, 0.6)
    assert (wide.dwell, wide.collapse_months) == (6, 12)
    long, short = variants["durations +20 %"], variants["durations -20 %"]
    assert (long.dwell, long.collapse_months, long.last_window) == (7, 14, 14)
    assert (short.dwell, short.collapse_months, short.last_window) == (5, 10, 10)
    assert long.degraded == STATED.degraded


def test_a_duration_never_vanishes() -> None:
    assert Thresholds(dwell=1).with_durations(0.1).dwell == 1


@pytest.mark.parametrize("wrong", [{"degraded": 1.1}, {"collapsed": 0.97}, {"forward": 0.9}, {"dwell": 0},
                                   {"five_years": (60, 55)}])  # fmt: skip
def test_levels_in_the_wrong_order_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"levels must|durations must|months of the outcome"):
        Thresholds(**wrong)  # type: ignore[arg-type]


def test_a_variant_changes_the_outcome_of_a_run_between_the_thresholds() -> None:
    twin, run = [[1.0] * 24], [[1.0] + [0.945] * 23]
    outcome = {
        name: str(
            measure(
                PerformanceCourse.of_performance(run),
                PerformanceCourse.of_performance(twin),
                t0=1,
                t1=1,
                c_star=1.0,
                thresholds=chosen,
            )["outcome"][0]
        )
        for name, chosen in STATED.variants().items()
    }
    assert outcome["stated"] == "partial"
    assert outcome["distances +20 %"] == "not degraded"


def thresholds_in(source: str) -> list[str]:
    """Lines of code with the digits of an outcome's threshold; levels of confidence and quantiles share them
    and are not meant.
    """
    digits = re.compile(r"(?<![\w.])(?:0?\.95|1\.05|0?\.5|6|12)(?![\w.])")
    without_text = re.sub(r'"""(?:.|\n)*?"""|"[^"\n]*"|#.*', "", source)
    lines = without_text.splitlines()
    return [line for line in lines if digits.search(line) and not re.search("LEVELS|level: float", line)]


@pytest.mark.parametrize(
    "name", ["baseline", "outcomes", "point_summary", "recovery", "resilience", "uninformative"]
)
def test_no_other_file_of_the_room_writes_an_outcome_threshold(name: str) -> None:
    path = Path(analysis.__file__).with_name(f"{name}.py")
    assert thresholds_in(path.read_text(encoding="utf-8")) == []


def test_a_threshold_written_twice_would_be_seen() -> None:
    """Control."""
    assert thresholds_in("back = q >= 0.95  # of the twin") == ["back = q >= 0.95  "]
