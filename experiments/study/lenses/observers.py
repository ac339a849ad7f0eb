"""What an observer knows of a run, with an error of measurement, and how he names a theory from it."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from analysis.arrays import FloatArray, IntArray
from analysis.discriminant import by_discriminant, by_neighbours
from experiments.engine.observations import OBSERVABLE

ERROR = 0.02
"""Standard deviation of a figure's error of measurement, as a share of its series' usual level."""
BOOKS = ("commitments", "pledges")
"""Series that stand in the council's books begin so."""

Namer = Callable[[FloatArray, IntArray, FloatArray], IntArray]


class Observer(NamedTuple):
    """Who looks: the series he sees; whether he sees the years after the first, as changes since then, or the
    level of the first alone; how he names; whether what he learnt from was mislabelled.
    """

    name: str
    series: tuple[str, ...]
    changes: bool = True
    namer: Namer = by_discriminant
    mislabelled: bool = False

    @property
    def columns(self) -> list[int]:
        """Where his series stand among OBSERVABLE."""
        return [OBSERVABLE.index(name) for name in self.series]


_NO_BOOKS = tuple(name for name in OBSERVABLE if not name.startswith(BOOKS))
ALL_SERIES = Observer("all series", OBSERVABLE)
WITHOUT_BOOKS = Observer("without commitments", _NO_BOOKS)
MISLABELLED = Observer("all series, mislabelled", OBSERVABLE, mislabelled=True)
ANSWER = (ALL_SERIES, WITHOUT_BOOKS)
CONTROLS = (
    Observer("calm year, all series", OBSERVABLE, changes=False),
    Observer("calm year, without commitments", _NO_BOOKS, changes=False),
    Observer("all series, by neighbours", OBSERVABLE, namer=by_neighbours),
    MISLABELLED,
)
"""What levels give away before anything happens, another method, and one that cannot have learnt anything."""
OBSERVERS = (*ANSWER, *CONTROLS)


def usual_level(figures: FloatArray) -> FloatArray:
    """The root mean square of every series over figures[..., series]: its size, whoever made it."""
    return np.asarray(np.sqrt((figures**2).reshape(-1, figures.shape[-1]).mean(axis=0)))


def measured(figures: FloatArray, level: FloatArray, chance: np.random.Generator) -> FloatArray:
    """Figures as they are read: each with an error of its own, ERROR of its series' usual level."""
    return np.asarray(figures + ERROR * level * chance.standard_normal(figures.shape))


def known_to(observer: Observer, figures: FloatArray) -> FloatArray:
    """What an observer goes by, a row a run: of figures[..., n, years, series] the change of his series since
    the first year, in every later one, or what they are in the first; float64[..., n, measured].
    """
    his = figures[..., observer.columns]
    seen = his[..., 1:, :] - his[..., :1, :] if observer.changes else his[..., :1, :]
    return np.asarray(seen.reshape(*seen.shape[:-2], -1))
