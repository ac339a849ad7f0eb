"""The figures of results that were just written: a picture that fails costs the picture alone."""

import warnings
from collections.abc import Callable
from pathlib import Path
from shlex import quote

from experiments.errors import StoreFault
from languages import ENGLISH, spoken


class NoFigureWarning(UserWarning):
    """The tables are whole, and a figure of them could not be drawn."""


def draw_if_possible(folder: Path) -> list[Path] | None:
    """Draw what a run or sweep draws by itself; the files, the main one first, or None with a warning.

    The tables and the manifest in `folder` are whole already, and stay so.
    """

    def draw() -> list[Path]:
        from experiments.figures import folder_figures  # may fail itself, by a setting of matplotlib

        return folder_figures.draw(folder)

    lang = "" if spoken() == ENGLISH else f" --lang {spoken()}"
    return drawn_or_warned(folder, draw, f"alliance plot {quote(str(folder))} --kind main{lang}")


def drawn_or_warned(folder: Path, draw: Callable[[], list[Path]], again: str) -> list[Path] | None:
    """What `draw` returns; where it fails, None and a `NoFigureWarning` that says how to try `again`.

    The tables in `folder` are whole. Raises StoreFault, which says so, for a figure that cannot be written.
    """
    try:
        return draw()
    except StoreFault as fault:
        raise StoreFault(f"{fault}; the tables in {folder} are whole. To draw them again: {again}") from fault
    except Exception as fault:
        words = " ".join(str(fault).split())
        warnings.warn(
            f"the tables in {folder} are whole, but not every figure was drawn "
            f"({type(fault).__name__}: {words}). To try again: {again}",
            NoFigureWarning,
            stacklevel=3,
        )
        return None
