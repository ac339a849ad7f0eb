"""Every kind of figure of several scenarios and of a sweep can be read, and every axis says its unit."""

import re

import pytest
from matplotlib.figure import Figure

from analysis.figures.marks.paper import drawn_for
from experiments import single_run
from experiments.errors import UsageFault
from experiments.figures import folder_figures
from experiments.figures.chosen_series import check_series, series_figure
from experiments.figures.folder_figures import each_drawn
from experiments.results.reading.results import FolderResults, just_written
from scenarios import load
from tests.analysis.figures.legibility import faults

pytestmark = pytest.mark.filterwarnings("ignore:no installed font:UserWarning")

CUT = re.compile(r"interop\w*\n\w*bility")
"""A long word of the panels' titles, cut."""
SCENARIOS = ("history-2001-2026", "ttc-2021-2024", "double-dip")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FolderResults]:
    """A run of two replicates for each scenario, without figures."""
    written = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.single_run.draw_if_possible", lambda folder: [])
        for name in SCENARIOS:
            folder = tmp_path_factory.mktemp("every") / name
            single_run.write(single_run.run(load(name), replicates=2, seed=1), folder)
            written[name] = just_written(folder)
    return written


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_is_over_anything_else_cut_off_or_a_raw_key(
    folders: dict[str, FolderResults], name: str
) -> None:
    kinds = [figure for drawn in each_drawn(folders[name], "all") for figure in drawn.values()]
    assert kinds
    assert [fault for figure in kinds for fault in faults(figure)] == []


@pytest.mark.parametrize("name", SCENARIOS)
def test_so_it_is_on_the_narrow_page_of_a_journal(folders: dict[str, FolderResults], name: str) -> None:
    with drawn_for(8, 7, bare=True):
        for drawn in each_drawn(folders[name], "all"):
            for figure in drawn.values():
                assert faults(figure) == []
                assert not [words for words in titles(figure) if CUT.search(words)]


def titles(figure: Figure) -> list[str]:
    return [axes.get_title(loc="left") for axes in figure.axes]


def test_series_of_several_folders_lie_over_one_another(folders: dict[str, FolderResults]) -> None:
    figure = series_figure(list(folders.values()), ["cooperation", "trust_EU"], panels=1)
    assert faults(figure) == []
    first, second, key = figure.axes
    assert [panel.get_title(loc="left").split("(")[-1] for panel in (first, second)][1] == "0–1)"
    legend = key.get_legend()
    assert legend is not None
    assert len(legend.get_texts()) == len(SCENARIOS)
    assert second.get_xlabel() == "months from the start"  # one has no shock, and they begin apart


def test_what_starts_together_shares_years(folders: dict[str, FolderResults]) -> None:
    alone = series_figure([folders["double-dip"]], ["q"])
    assert alone.axes[0].get_xlabel() == "year"
    assert len(alone.axes[0].patches) == 2  # its shocks, with the months between them
    twice = series_figure([folders["double-dip"]] * 2, ["q"])
    assert len(twice.axes[0].lines) == 2  # none is lost, whatever they are called
    with pytest.raises(UsageFault, match="7 courses are too many"):
        series_figure([folders["double-dip"]] * 7, ["q"])


@pytest.mark.parametrize(
    ("names", "panels", "why"), [(["nope"], 2, "no such series"), (["q"], 4, "--panels is 1 to 3")]
)
def test_a_series_that_is_not_there_is_said(names: list[str], panels: int, why: str) -> None:
    with pytest.raises(UsageFault, match=why):
        check_series(names, panels)
    with pytest.raises(UsageFault, match="--size is 4 to 60 cm"):
        folder_figures.check_size(2)
