"""How much more the alliance of a run could take: what a folder's table of reserves says, as the figure wants
it.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from analysis.figures.reserve_curve import ReserveCurve, ReservePanel, reserve_figure
from experiments.errors import NotResults, Without
from experiments.figures import figure_captions as captions
from experiments.reserve.further_shocks import ALL, BLOCKADE, TURN, FurtherShock
from experiments.reserve.reserve_words import amount, answer, medians
from experiments.results.manifest import RunManifest
from experiments.results.reading.results import FolderResults
from experiments.results.reserve_table import CALM, FILE, RUN, TWIN, ReserveRow
from languages import rendered, said, worded
from scenarios.reading.calendar import first_month

LABELS = {TURN.name: worded("further months"), BLOCKADE.name: worded("size (0–1)")}
NOTE = (
    worded("what had happened until then stays, what was still to come is left out"),
    worded("the end: cooperation below a quarter of the twin's twenty years after"),
)


def reserve_left(results: FolderResults) -> dict[str, Figure]:
    """The reserve by month, a panel for each further shock. Raises Without where it was not asked for."""
    folder, manifest, rows = results.folder, results.manifest, results.reserve()
    if rows is None or not isinstance(manifest, RunManifest):
        raise Without(f"{folder} has no {FILE}: alliance run --reserve writes it")
    if not any(row.of == RUN for row in rows) or not 0 <= max(row.month for row in rows) < manifest.months:
        raise NotResults(f"{folder}: {FILE} does not fit its manifest")
    figure = reserve_figure(
        np.datetime64(first_month(manifest.scenario["start"]), "M") + np.arange(manifest.months),
        panels_of(rows),
        t0=manifest.shock["first"],
        t1=manifest.shock["last"],
        title=captions.heading(said("How much more could the alliance take?"), manifest),
        n=max(row.n for row in rows),
        seed=manifest.seed,
        note=captions.note(manifest, *map(rendered, NOTE)),
    )
    return {"reserve": figure}


def panels_of(rows: Sequence[ReserveRow]) -> dict[str, ReservePanel]:
    """A panel for each further shock, under what it comes to."""
    return {answer(rows, further): _panel(rows, further) for further in ALL.values()}


def _panel(rows: Sequence[ReserveRow], further: FurtherShock) -> ReservePanel:
    twin = _curve(rows, TWIN, further)
    return ReservePanel(
        label=rendered(LABELS[further.name]),
        most=further.amount(further.most),
        beyond=amount(np.inf, further),
        run=_curve(rows, RUN, further),
        twin=twin if twin.months else None,
        calm=medians(rows, CALM, further).get(0),
    )


def _curve(rows: Sequence[ReserveRow], of: str, further: FurtherShock) -> ReserveCurve:
    mine = [row for row in rows if (row.of, row.further) == (of, further.name)]
    low, middle, high = (
        [np.nan if (value := getattr(row, name)) is None else value for row in mine]
        for name in ("q10", "q50", "q90")
    )
    return ReserveCurve([row.month for row in mine], low, middle, high)
