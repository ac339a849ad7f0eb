"""A comparison of one scenario through all lenses: the series that would tell them apart."""

import re
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import FloatArray
from analysis.figures.curves import TheoryPanel, theories_figure
from experiments.engine.observations import OBSERVABLE, Observation, told_apart
from experiments.errors import NotResults
from experiments.figures import figure_captions as captions
from experiments.results.manifest import ComparisonManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import CURVES
from languages import named, rendered, said
from scenarios import lens_names
from sim.series import FAMILIES, PLACE, SERIES, Series

PANELS = 4
_CALLED = re.compile(r"(?P<what>.*[(, ])(?P<lens>\w+) lens\)", re.DOTALL)


def lenses_of(manifest: ComparisonManifest) -> list[str]:
    """The lenses of a comparison of one scenario through every one of them, in their order; of any other
    comparison none.
    """
    named = [_CALLED.fullmatch(name) for name in manifest.compared]
    lenses = [name["lens"] for name in named if name]
    same = len({name["what"] if name else "" for name in named}) == 1
    return lenses if same and lenses == [*lens_names()] else []


def theories_apart(results: FolderResults, manifest: ComparisonManifest) -> Figure:
    """The series of different kinds in which two lenses lie furthest apart, with all lenses in each."""
    lenses, (first, last) = lenses_of(manifest), manifest.windows[0]
    bands = _bands(results, len(lenses))
    onset = first or 0
    called = [named("lens", lens, lens) for lens in lenses]
    panels = [
        TheoryPanel(
            said(
                "{series}: {one} and {other}, month {month}",
                series=named("series_title", seen.series, _of(seen.series).title),
                one=called[here],
                other=called[there],
                month=seen.month,
            ),
            rendered(_of(seen.series).unit),
            seen.month,
            {lens: bands[place, :, :, OBSERVABLE.index(seen.series)] for place, lens in enumerate(called)},
        )
        for here, there, seen in _furthest(bands[:, :, onset:])
    ]
    return theories_figure(
        panels,
        np.arange(bands.shape[2], dtype=np.float64) - onset,
        title=captions.heading(said("What would tell theories of the alliance apart?"), manifest),
        n=manifest.replicates,
        seed=manifest.seed,
        shock=None if first is None else (0, None if last is None else last - first),
        from_shock=first is not None,
        note=captions.note(manifest, said("the same draws in all")),
    )


def _of(name: str) -> Series:
    return SERIES[PLACE[name]]


def _bands(results: FolderResults, lenses: int) -> FloatArray:
    """Middle 90 % and median of every observable series: float64[lenses, 3, months, OBSERVABLE]. Raises
    NotResults where some are missing.
    """
    table = results.table(CURVES, filters=[("series", "in", list(OBSERVABLE))])
    point, month, series = (np.asarray(table[name]) for name in ("point", "month", "series"))
    if not (len(point) and 0 <= point.min() <= point.max() < lenses and month.min() == 0):
        raise NotResults(f"{results.folder}: its curves do not fit its manifest")
    bands = np.full((lenses, 3, int(month.max()) + 1, len(OBSERVABLE)), np.nan)
    place = np.array([OBSERVABLE.index(name) for name in series])
    for end, name in enumerate(("q05", "q50", "q95")):
        bands[point, end, month, place] = np.asarray(table[name])
    if not np.isfinite(bands).all():
        raise NotResults(f"{results.folder}: its curves have gaps")
    return bands


def _furthest(bands: FloatArray) -> list[tuple[int, int, Observation]]:
    """Two lenses and the series in which they lie furthest apart, of every family the best, best first."""
    every = [
        (here, there, seen)
        for here, there in combinations(range(len(bands)), 2)
        for seen in told_apart(bands[here], bands[there], len(OBSERVABLE))
    ]
    best: dict[int, tuple[int, int, Observation]] = {}
    for here, there, seen in sorted(every, key=lambda row: -row[2].gap):
        family = next(place for place, series in enumerate(FAMILIES) if _of(seen.series) in series)
        best.setdefault(family, (here, there, seen))
    return [*best.values()][:PANELS]
