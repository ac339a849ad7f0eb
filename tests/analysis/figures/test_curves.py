"""Theories side by side: every one in every panel, with its own band, and the shock where it was."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures.curves import TheoryPanel, curves_figure, theories_figure

MONTHS = np.arange(-2.0, 10.0)
QUANTILES = ("q05", "q25", "q50", "q75", "q95")
SPREAD = 0.02 * np.arange(-2, 3)
THEORIES = ("this", "that", "another")


def band(level: float) -> FloatArray:
    return level + np.array([[-0.1], [0.0], [0.2]]) + np.zeros(len(MONTHS))


def drawn(panels: int = 3, shock: tuple[float, float | None] | None = (0, 3)) -> Figure:
    seen = [
        TheoryPanel(f"series {k}", "0–1", 4, {name: band(k + at) for at, name in enumerate(THEORIES)})
        for k in range(panels)
    ]
    return theories_figure(seen, MONTHS, title="Which?", n=7, seed=1, shock=shock, from_shock=True)


def test_every_theory_is_in_every_panel_where_its_runs_are() -> None:
    *panels, key = drawn().axes
    legend = key.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [*THEORIES]
    for number, axes in enumerate(panels):
        medians = [line.get_ydata() for line in axes.lines[: len(THEORIES)]]
        assert [float(np.asarray(median)[0]) for median in medians] == [number, number + 1, number + 2]
        ends = [area.get_datalim(axes.transData) for area in axes.collections]
        assert [(end.y0, end.y1) for end in ends] == [
            pytest.approx((number + at - 0.1, number + at + 0.2)) for at in range(len(THEORIES))
        ]
        assert np.asarray(axes.lines[-1].get_xdata())[0] == 4  # where two lie furthest apart


def test_the_shock_is_shaded_where_there_is_one() -> None:
    assert all(axes.patches for axes in drawn().axes[:-1])
    without = drawn(shock=None)
    assert not any(axes.patches for axes in without.axes[:-1])
    assert "shaded" not in without.get_supxlabel()


@pytest.mark.parametrize(("level", "begins"), [(0.95, "above 0"), (0.4, "at 0")])
def test_an_axis_begins_at_nothing_unless_all_lies_high_above_it_and_then_says_so(
    level: float, begins: str
) -> None:
    months = np.arange(12)
    columns = {"point": np.zeros(12, dtype=int), "series": np.full(12, "p_calm"), "month": months}
    columns |= {name: np.full(12, at) for name, at in zip(QUANTILES, level + SPREAD, strict=True)}
    figure = curves_figure(columns, {0: "a"}, key=str, title="How?", n=7, seed=1, series="p_calm")
    assert (figure.axes[0].get_ylim()[0] > 0) == (begins == "above 0")
    assert ("axes do not begin at 0" in figure.get_supxlabel()) == (begins == "above 0")


def test_a_small_fall_is_not_drawn_as_a_flat_line_and_levels_out_of_sight_are_not_named() -> None:
    for lowest, named in ((0.9, "q = 0.95, 1.05"), (0.3, "q = 0.5, 0.95, 1.05")):
        columns = {"point": np.zeros(12), "series": np.full(12, "q"), "month": MONTHS}
        columns |= {name: np.linspace(1.0, lowest, 12) for name in QUANTILES}
        figure = curves_figure(columns, {0: 1.0}, key=str, title="?", n=2, seed=1)
        low, _ = figure.axes[0].get_ylim()
        assert (low > 0) == (lowest > 0.5)
        assert lowest > low
        words = figure.get_supxlabel().replace("\n", " ")
        assert named in words
        assert ("axes do not begin at 0" in words) == (low > 0)
