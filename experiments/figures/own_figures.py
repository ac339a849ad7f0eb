"""Figures of a user's own: functions of results, each a kind of figure like the shipped ones."""

from collections.abc import Callable, Container

from matplotlib.figure import Figure

from analysis.figures.style import sheet
from experiments.engine.extensions.functions import OwnFunction, own_functions
from experiments.engine.extensions.result_frames import ResultFrames
from experiments.results.reading.results import FolderResults
from scenarios.extensions import FIGURES

Draw = Callable[[FolderResults], dict[str, Figure]]


def own_figures(taken: Container[str]) -> dict[str, tuple[str, Draw]]:
    """The figures of all extensions by name, each with what it shows and what draws it of results. Raises
    UsageFault for a file that cannot be used and for a name that is `taken`.
    """
    return {
        name: (own.words, _drawing(own)) for name, own in own_functions(FIGURES, "a figure", taken).items()
    }


def _drawing(own: OwnFunction) -> Draw:
    def draw(results: FolderResults) -> dict[str, Figure]:
        with sheet():
            figure = own(ResultFrames(results))
        if not isinstance(figure, Figure):
            raise own.wrong(f"must return a figure of matplotlib (got {type(figure).__name__})")
        return {own.name: figure}

    return draw
