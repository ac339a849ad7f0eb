"""Samples: settings that are drawn between two ends of each key, or listed in a table, not spanned by a grid.

Drawn samples are pure functions of their ranges, their size and a seed. A whole key takes each of its values
equally often, but for Morris, whose levels are rounded to the nearest.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from analysis.arrays import AnyArray, FloatArray
from experiments.design.axes import Axis, Grid, Setting, Value, axis_of, refuse_too_many
from experiments.errors import UsageFault


@dataclass(frozen=True)
class Range:
    """A key between two ends, both allowed; `whole` where it takes whole numbers only."""

    key: str
    low: float
    high: float
    whole: bool = False


@dataclass(frozen=True, eq=False)
class Sample(Sequence[Setting]):
    """Settings one by one: a column of values for each key, all of one length."""

    columns: Mapping[str, AnyArray]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of keys and values, to the last bit."""
        content = hashlib.sha256()
        for key, column in self.columns.items():
            content.update(f"{key}\0{column.dtype.str}\0{len(column)}\0".encode())
            content.update(column.tobytes())
        return content.hexdigest()

    @property
    def ends(self) -> list[int]:
        """Places of settings in which some key has its lowest or highest value."""
        places = {int(end) for column in self.columns.values() for end in _ends(column)}
        return sorted(places)

    def spans(self) -> dict[str, list[Value]]:
        """Lowest and highest value of each key; of words, all there are."""
        return {
            key: [*dict.fromkeys(column.tolist())]
            if column.dtype.kind == "U"
            else [column.min().item(), column.max().item()]
            for key, column in self.columns.items()
        }

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @overload
    def __getitem__(self, place: int) -> Setting: ...
    @overload
    def __getitem__(self, place: slice) -> list[Setting]: ...
    def __getitem__(self, place: int | slice) -> Setting | list[Setting]:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        k = range(len(self))[place]
        return {key: column[k].item() for key, column in self.columns.items()}


def _ends(column: AnyArray) -> Iterator[Any]:
    if column.dtype.kind == "U":
        yield from np.unique(column, return_index=True)[1]
    else:
        yield from (column.argmin(), column.argmax())


@dataclass(frozen=True, eq=False)
class SampleOverGrid(Sequence[Setting]):
    """Every setting of a sample at every point of a grid, the sample fastest.

    Raises UsageFault for a key that both have, and for more than `MOST_POINTS` settings.
    """

    grid: Grid
    sample: Sample

    def __post_init__(self) -> None:
        both = [axis.key for axis in self.grid.axes if axis.key in self.sample.columns]
        if both:
            raise UsageFault(f"{', '.join(both)} is varied twice")
        refuse_too_many([*(len(axis.values) for axis in self.grid.axes), len(self.sample)])

    def __len__(self) -> int:
        return len(self.grid) * len(self.sample)

    @overload
    def __getitem__(self, place: int) -> Setting: ...
    @overload
    def __getitem__(self, place: slice) -> list[Setting]: ...
    def __getitem__(self, place: int | slice) -> Setting | list[Setting]:
        if isinstance(place, slice):
            return [self[k] for k in range(*place.indices(len(self)))]
        at, k = divmod(range(len(self))[place], len(self.sample))
        return {**self.grid[at], **self.sample[k]}


def latin_hypercube(ranges: Sequence[Range], n: int, seed: int) -> Sample:
    """`n` settings: each key's range cut into `n` equal parts, one value in each (McKay, Beckman and Conover
    1979).
    """
    from scipy.stats import qmc

    _check_count(ranges, n)
    return _sample_within(ranges, qmc.LatinHypercube(len(ranges), rng=np.random.default_rng(seed)).random(n))


def sobol(ranges: Sequence[Range], n: int, seed: int) -> Sample:
    """The first `n` settings of a Sobol' sequence, scrambled by the seed (Owen 1998).

    `n` is a power of two: only then does each half, quarter … of each key's range hold its share of them.
    Raises UsageFault for another.
    """
    from scipy.stats import qmc

    _check_count(ranges, n)
    if not power_of_two(n):
        raise UsageFault(f"a Sobol' sequence is balanced at powers of two: {nearest_powers(n)} (got {n})")
    sequence = qmc.Sobol(len(ranges), rng=np.random.default_rng(seed))
    return _sample_within(ranges, sequence.random_base2(n.bit_length() - 1))


def power_of_two(n: int) -> bool:
    """Whether n is 1, 2, 4, 8 …"""
    return n > 0 and n & (n - 1) == 0


def nearest_powers(n: int) -> str:
    """The powers of two around n, for a message.

    >>> nearest_powers(100)
    '64 or 128'
    """
    low = 1 << (max(n, 1).bit_length() - 1)
    return f"{low} or {2 * low}"


def morris(ranges: Sequence[Range], n: int, seed: int, levels: int = 4) -> Sample:
    """`n` trajectories of one step for each key (Morris 1991): from one setting to the next a single key
    moves, by about half its range. Keys + 1 settings each, one trajectory after the other.

    `levels` is even: how many values each key takes.
    """
    from SALib.sample import morris as salib

    if levels < 2 or levels % 2:
        raise UsageFault(f"levels must be even, 2 or more (got {levels})")
    _check_count(ranges, n * (len(ranges) + 1))
    names = [span.key for span in ranges]
    problem = {"num_vars": len(ranges), "names": names, "bounds": [[0.0, 1.0]] * len(ranges)}
    unit = np.asarray(salib.sample(problem, n, num_levels=levels, seed=seed), dtype=np.float64)
    return Sample({span.key: _level_values(span, unit[:, k]) for k, span in enumerate(ranges)})


def factorial(ranges: Sequence[Range]) -> list[Axis]:
    """Each key at its two ends: axes whose grid is the two-level full factorial."""
    return [axis_of(span.key, (span.low, span.high), whole=span.whole) for span in ranges]


def _check_count(ranges: Sequence[Range], count: int) -> None:
    """Before anything is drawn: a sample of no key is none, and one too large must not be made."""
    if not ranges or count < 1:
        raise UsageFault("a sample needs a key to vary and a setting or more")
    refuse_too_many([count])


def _sample_within(ranges: Sequence[Range], unit: FloatArray) -> Sample:
    """Points of the unit cube [settings, keys] carried into the ranges."""
    return Sample({span.key: _drawn_values(span, unit[:, k]) for k, span in enumerate(ranges)})


def _drawn_values(span: Range, unit: FloatArray) -> AnyArray:
    if span.whole:
        counted = np.floor(span.low + unit * (span.high - span.low + 1))
        return np.clip(counted, span.low, span.high).astype(np.int64)
    return _within(span, unit)


def _level_values(span: Range, unit: FloatArray) -> AnyArray:
    values = _within(span, unit)
    return np.floor(values + 0.5).astype(np.int64) if span.whole else values


def _within(span: Range, unit: FloatArray) -> FloatArray:
    """Rounding may carry a value a last bit past an end, out of the range its key allows."""
    return np.clip(span.low + unit * (span.high - span.low), span.low, span.high)


SAMPLERS: dict[str, Callable[..., Sample]] = {
    "latin-hypercube": latin_hypercube,
    "sobol": sobol,
    "morris": morris,
}
"""Kind of design → how its settings are drawn: ranges, n, seed (and levels, of Morris)."""
