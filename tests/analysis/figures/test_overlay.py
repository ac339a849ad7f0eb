"""Courses over one another, and figures as wide as they are wanted."""

import re
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread
from PIL import Image

from analysis.figures import style
from analysis.figures.overlay import LEAST_SPAN, MonthlyBand, overlay_figure

X = np.arange(24.0)
FLAT = MonthlyBand(X, np.full(24, 0.899), np.full(24, 0.9), np.full(24, 0.901))
FALL = MonthlyBand(X, 0.8 - X / 50, 0.9 - X / 50, 1.0 - X / 50)


def overlay(**more: Any) -> Figure:
    given: dict[str, Any] = {
        "panels": {"a (0–1)": {"one": FLAT, "two": FALL}, "b": {"one": FLAT, "two": FLAT}}
    }
    given |= {"x_name": "months from its shock", "dated": False, "title": "?", "runs": "9 runs of each"}
    return overlay_figure(**given | {"seed": 7} | more)


def test_a_panel_has_a_line_for_each_course_and_marks_tell_them_apart() -> None:
    panel = overlay().axes[0]
    assert [np.asarray(line.get_ydata()).tolist() for line in panel.lines] == [
        FLAT.middle.tolist(), FALL.middle.tolist()
    ]  # fmt: skip
    assert (
        len({line.get_marker() for line in panel.lines})
        == len({line.get_color() for line in panel.lines})
        == 2
    )


def test_a_course_by_itself_needs_no_key() -> None:
    figure = overlay(panels={"a (0–1)": {"one": FALL}}, runs="9 runs")
    assert [axes.get_legend() for axes in figure.axes] == [None]
    assert len([axes for axes in overlay().axes if axes.get_legend() is not None]) == 1  # control


def test_what_hardly_moves_is_not_drawn_as_if_it_did() -> None:
    low, high = overlay().axes[1].get_ylim()
    assert high - low == pytest.approx(LEAST_SPAN)


@pytest.mark.parametrize(
    "more", [{"panels": {}}, {"panels": {"a": {str(i): FLAT for i in range(7)}}}, {"side_by_side": 4}]
)
def test_what_cannot_be_drawn_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="courses"):
        overlay(**more)


@pytest.mark.parametrize("width", [8.0, 16.0])
def test_every_format_is_as_wide_as_it_is_wanted(width: float, tmp_path: Path) -> None:
    png, svg, pdf = style.save(overlay(), tmp_path / "sized", centimetres=width)
    assert imread(png).shape[1] == pytest.approx(300 * width / 2.54, abs=1.5)
    with Image.open(png) as picture:  # what a word processor goes by
        assert picture.width / picture.info["dpi"][0] == pytest.approx(width / 2.54, abs=0.01)
    size = re.search(r'width="([\d.]+)pt"', svg.read_text(encoding="utf-8"))
    assert size is not None
    assert float(size[1]) == pytest.approx(72 * width / 2.54, rel=1e-4)
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+)", pdf.read_bytes())
    assert box is not None
    assert float(box[1]) == pytest.approx(72 * width / 2.54, rel=1e-4)


def strokes(pdf: Path) -> list[tuple[float, ...]]:
    """The ends of every stroke on a page, in the measures it is drawn in: x and y in points."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf.read_bytes(), re.DOTALL)
    drawn = zlib.decompress(streams[0])
    return [(float(x), float(y)) for x, y in re.findall(rb"([\d.-]+) ([\d.-]+) l\b", drawn)]


@pytest.mark.parametrize("width", [5.0, 8.0, 16.0])
def test_a_page_of_any_width_holds_every_line_to_its_end(width: float, tmp_path: Path) -> None:
    figure = overlay()
    (whole,) = style.save(figure, tmp_path / "whole", ["pdf"])
    (sized,) = style.save(figure, tmp_path / "sized", ["pdf"], centimetres=width)
    end, _ = figure.axes[0].transData.transform((X[-1], FALL.middle[-1])) * 72 / figure.dpi
    assert any(x == pytest.approx(end, abs=0.01) for x, _ in strokes(whole))
    assert strokes(sized) == strokes(whole)


def test_without_a_width_files_are_as_they_were_and_sizes_repeat_to_the_byte(tmp_path: Path) -> None:
    vectors = ("svg", "pdf")
    usual = [file.read_bytes() for file in style.save(overlay(), tmp_path / "a", vectors)]
    same = [file.read_bytes() for file in style.save(overlay(), tmp_path / "b", vectors, centimetres=12.0)]
    assert usual == same
    small = [
        [file.read_bytes() for file in style.save(overlay(), tmp_path / name, vectors, 8)] for name in "cd"
    ]
    assert small[0] == small[1] != usual
