"""The figures of the study as a journal prints them, 8 cm wide: no letter below 5 pt, nothing cut off,
nothing written over anything else.
"""

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from experiments.study.core.core_figures import headline_figure, killing_figure, maps_figure
from experiments.study.core.null_models.null_figure import figure_of_cases
from experiments.study.effects.effect_figure import effects_figure, one_scenario_figure
from experiments.study.effects.effect_names import AS_IS, EFFECTS, RECENTRED
from experiments.study.folders import SHIPPED
from experiments.study.lenses.recovery_figure import recovery_figure
from experiments.study.maps.atlas_figure import atlas_figure
from experiments.study.maps.map_figures import examples_figure
from experiments.study.patterns.pattern_figure import patterns_figure
from experiments.study.report import Row, read
from experiments.study.sensitivity.deciding.contrast_shares import READINGS
from experiments.study.sensitivity.deciding.deciding_figure import contrast_figure
from experiments.study.sensitivity.one_at_a_time_figure import tornado_figure
from experiments.study.sensitivity.precision_figure import precision_figure, worst
from experiments.study.sensitivity.volume_figure import volume_figure
from tests.analysis.figures.legibility import faults

pytestmark = pytest.mark.filterwarnings("ignore:no installed font:UserWarning")


def stored(name: str) -> list[Row]:
    return [dict(row) for row in read(SHIPPED.tables / f"{name}.csv")]


def one_scenario() -> Figure:
    rows = [
        {
            "measure": measure,
            "reading": reading,
            "what": effect,
            "mean": mean,
            "low": mean - 1,
            "high": mean + 1,
        }
        for measure in ("cooperation", "output")
        for reading in (RECENTRED, AS_IS)
        for effect, mean in zip(EFFECTS, (-0.9, 0.0, 0.9), strict=True)
    ]
    return one_scenario_figure(rows, "a scenario, from calm", "40 draws", 1)


FIGURES: dict[str, Callable[[], Figure]] = {
    "effects": lambda: effects_figure(stored("effects"), "model"),
    "effects of one scenario": one_scenario,
    "atlas": lambda: atlas_figure(stored("atlas")),
    "lenses": lambda: recovery_figure(stored("theory-recovery")),
    "core maps": lambda: maps_figure(stored("core-maps")),
    "killing length": lambda: killing_figure(stored("core-killing-length")),
    "headline": lambda: headline_figure(4),
    "three shocks": lambda: examples_figure(2),
    "null models": lambda: figure_of_cases(4),
    "precision": lambda: precision_figure(stored("precision")),
    "tornado": lambda: tornado_figure(stored("tornado")),
    "volume": lambda: volume_figure(stored("volume")),
    "patterns": lambda: patterns_figure(stored("patterns")),
    "contrast": lambda: contrast_figure(stored("deciding-contrast"), next(iter(READINGS))),
}


@pytest.mark.parametrize("name", FIGURES)
def test_it_can_be_read_at_eight_centimetres(name: str) -> None:
    assert faults(FIGURES[name]()) == []


def test_the_worst_scenario_is_one_of_which_something_is_known() -> None:
    rows: list[Row] = [
        {"scenario": "dead", "n": 50, "off": float("nan")},
        {"scenario": "sure", "n": 50, "off": 0.001},
        {"scenario": "unsure", "n": 50, "off": 0.01},
    ]
    assert worst(rows, 50)["scenario"] == "unsure"
