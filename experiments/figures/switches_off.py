"""What the loss does where a mechanism is off, of a sweep or experiment that varies switches: against the
calm alliance first, and beside it against the runs' own twins, which lack the mechanism, too.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.figure import Figure

from analysis.arrays import AnyArray, FloatArray
from analysis.figures.two_references import two_references_figure
from analysis.intervals import Interval, mean_interval, normal_quantile
from experiments.figures import figure_captions as captions
from experiments.results.manifest import SweepManifest
from experiments.results.reading.results import FolderResults
from experiments.results.store import RUNS
from experiments.yardsticks import Difference
from languages import rendered, said

SWITCH = "switches."
REFERENCES = {"loss_calm": "calm", "loss": "twin"}
"""Column of the loss, and against which reference it is."""


class SwitchedOff(NamedTuple):
    """A mechanism's difference, off less on, in the loss."""

    mechanism: str
    difference: Difference

    @property
    def words(self) -> str | None:
        """See `Difference.words`."""
        return self.difference.words(f"without {self.mechanism}", f"with {self.mechanism}")

    def document(self) -> dict[str, Any]:
        """This as one JSON document."""
        by = {"against_calm": self.difference.calm, "against_twin": self.difference.twin}
        numbers = {
            name: {
                end: None if np.isnan(value) else float(value) for end, value in interval._asdict().items()
            }
            for name, interval in by.items()
        }
        return {"mechanism": self.mechanism, **numbers, "words": self.words}


def switched_off(results: FolderResults) -> list[SwitchedOff]:
    """What the loss does where each varied mechanism is off, all other keys pooled; empty where none is
    varied. Settings that differ in the one switch alone are paired run by run, since their draws are common.
    """
    manifest = results.manifest
    switches = [key for key in manifest.vary if key.startswith(SWITCH)]
    if not switches or not isinstance(manifest, SweepManifest) or not manifest.ok:
        return []
    table = results.table(RUNS, ["point", "replicate", *REFERENCES, *manifest.vary])
    columns = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    points, first, place = np.unique(columns["point"], return_index=True, return_inverse=True)
    losses = {}
    for name, reference in REFERENCES.items():
        losses[reference] = np.full((len(points), manifest.replicates), np.nan)
        losses[reference][place, columns["replicate"]] = columns[name].astype(np.float64)
    settings = {key: columns[key][first] for key in manifest.vary}
    unit = None if manifest.tried_all else manifest.resampled.of(points)
    return [
        SwitchedOff(key.removeprefix(SWITCH), _difference(key, settings, losses, unit)) for key in switches
    ]


def _difference(
    key: str, settings: Mapping[str, AnyArray], losses: Mapping[str, FloatArray], unit: AnyArray | None
) -> Difference:
    """The difference of one switch; `unit` says to which drawn setting a point belongs (None: replicates are
    what is resampled).
    """
    on = settings[key].astype(bool)
    without, beside = _partners(on, [values for name, values in settings.items() if name != key])
    if not len(without):
        sides = {name: (loss[~on], loss[on]) for name, loss in losses.items()}
        calm, twin = (unpaired(*sides[name]) for name in ("calm", "twin"))
        return Difference("loss", calm, twin, _missing(losses["twin"], losses["calm"]))
    apart = {name: loss[without] - loss[beside] for name, loss in losses.items()}
    units = None if unit is None else unit[without]
    calm, twin = (mean_interval(_by_unit(apart[name], units)) for name in ("calm", "twin"))
    return Difference("loss", calm, twin, _missing(apart["twin"], apart["calm"]))


def _partners(on: AnyArray, others: Sequence[AnyArray]) -> tuple[list[int], list[int]]:
    """Points at which a switch is off, and for each the one at which it is on and all else is the same."""
    setting = [*zip(*(values.tolist() for values in others), strict=True)] if others else [()] * len(on)
    there = {setting[point]: point for point in np.flatnonzero(on).tolist()}
    pairs = [(point, there[setting[point]]) for point in np.flatnonzero(~on) if setting[point] in there]
    return [int(off) for off, _ in pairs], [beside for _, beside in pairs]


def _by_unit(values: FloatArray, unit: AnyArray | None) -> FloatArray:
    """The means of values[pairs, replicates] by replicate, or by the unit[pairs] of a drawn setting; those
    that are not a number are left out.
    """
    groups = values.T if unit is None else [values[unit == each].ravel() for each in np.unique(unit)]
    seen = (group[np.isfinite(group)] for group in groups)
    return np.array([group.mean() if len(group) else np.nan for group in seen])


def unpaired(without: FloatArray, beside: FloatArray) -> Interval:
    """The difference of the means over settings that have no partner, with a normal interval."""
    means = [_by_unit(side, np.arange(len(side))) for side in (without, beside)]
    means = [side[np.isfinite(side)] for side in means]
    if not all(len(side) for side in means):
        return Interval(np.nan, np.nan, np.nan)
    estimate = float(means[0].mean() - means[1].mean())
    if min(len(side) for side in means) < 2:
        return Interval(estimate, np.nan, np.nan)
    reach = normal_quantile(0.95) * float(np.sqrt(sum(side.var(ddof=1) / len(side) for side in means)))
    return Interval(estimate, estimate - reach, estimate + reach)


def _missing(twin: FloatArray, calm: FloatArray) -> float:
    """The share of runs measured against the calm alliance that have no living twin."""
    measured = np.isfinite(calm)
    return float(np.isnan(twin[measured]).mean()) if measured.any() else 0.0


def switches_off(results: FolderResults) -> dict[str, Figure]:
    """The figure of `switched_off`; nothing where no switch is varied."""
    manifest, rows = results.manifest, switched_off(results)
    if not rows or not isinstance(manifest, SweepManifest):
        return {}
    figure = two_references_figure(
        {row.mechanism: (row.difference.calm, row.difference.twin) for row in rows},
        title=captions.heading(said("What is lost without each mechanism?"), manifest),
        settings=manifest.points,
        n=manifest.ok,
        seed=manifest.seed,
        resampled=rendered(manifest.resampled.words),
        note=captions.note(manifest),
    )
    return {"loss-by-switch": figure}
