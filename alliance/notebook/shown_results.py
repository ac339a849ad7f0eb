"""What `run`, `sweep`, `compare` and `results` of the Python interface give."""

from pathlib import Path
from typing import Any

import pyarrow as pa
from matplotlib.figure import Figure

from alliance.notebook import html
from alliance.notebook.in_memory import HeldResults
from alliance.notebook.summary_table import Summary, summary
from experiments import comparison, single_run
from experiments.comparison import Comparison
from experiments.engine.evaluate import Evaluation
from experiments.engine.extensions.result_frames import Frame, ResultFrames, frame
from experiments.errors import UsageFault, Without
from experiments.figures.folder_figures import each_drawn, figures_in
from experiments.results import result_tables, store
from experiments.results.manifest import ComparisonManifest
from experiments.results.reserve_table import ReserveRow
from experiments.single_run import Result
from scenarios import Scenario
from scenarios.reading.safe_text import either, nearest


class NamedMeasures(dict[str, Any]):
    """Measures by name; one that is not there is answered with the nearest names."""

    def __missing__(self, name: str) -> Any:
        near = either(nearest(str(name), self))
        meant = f"did you mean {near}?" if near else f"there are {', '.join(self)}"
        raise KeyError(f"no such measure: {name!r}; {meant}")


class ShownResults(ResultFrames):
    """Results, with tables and figures; at the end of a notebook's cell they show themselves."""

    @property
    def ok(self) -> int:
        """How many runs were finished."""
        return self.manifest.ok

    @property
    def title(self) -> str:
        """What they are of."""
        if isinstance(self.manifest, ComparisonManifest):
            return " · ".join(self.manifest.compared)
        return self.manifest.heading

    def figures(self, kind: str = "main", lang: str = "en") -> dict[str, Figure]:
        """Figures by name: of one kind, `main`, or `all` these results can have (`alliance plot --kind list`
        says which), in the language `lang` (en or zh). Raises UsageFault for a kind there is none of and a
        language they cannot be drawn in, `Without` for a kind they cannot have.
        """
        with figures_in(lang):
            return {
                name: figure for drawn in each_drawn(self.results, kind) for name, figure in drawn.items()
            }

    def figure(self, kind: str = "main", lang: str = "en") -> Figure:
        """The first of these figures. Raises as `figures` does, and `Without` where there is none."""
        for figure in self.figures(kind, lang).values():
            return figure
        raise Without(f"{self.results.folder} has no figure of its own kind; ask for one by its kind")

    def lines(self) -> list[str]:
        """What was run, and that it is no forecast: lines for a reader."""
        manifest = self.manifest
        runs = f"{manifest.run_count:,} run{'s' * (manifest.run_count != 1)}"
        changed = [", ".join(manifest.changed)] if manifest.changed else []
        disagree = manifest.disagreements if isinstance(manifest, ComparisonManifest) else []
        return [
            "; ".join([f"{runs}, seed {manifest.seed}, model {manifest.model}", *changed]),
            *(part["words"] for part in disagree),
            "A theoretical exploration, not a forecast.",
        ]

    def summary(self) -> Summary:
        """What became of the runs, in a few rows."""
        return summary(self.results)

    def __repr__(self) -> str:
        told = self.summary()
        rows = ["; ".join(map(": ".join, zip(told.columns, row, strict=True))) for row in told.rows]
        return "\n".join([self.title, *self.lines(), *rows])

    def _repr_html_(self) -> str:
        lines, figure = self.lines(), None
        try:
            figure = self.figure()
        except UsageFault as without:
            lines = [*lines, str(without)]
        return html.page(self.title, lines, self.summary(), figure, f"Figure of {self.title}")


class RunResults(ShownResults):
    """The runs of one scenario, and all that is read off them."""

    def __init__(self, result: Result) -> None:
        manifest, rows = result.manifest(), result.reserve
        super().__init__(
            HeldResults(
                Path(f"this run of {result.scenario.name}"),
                manifest,
                range(1),
                make=lambda: single_run.tables(result),
                reserve_rows=rows,
            )
        )
        self.result = result

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.result.scenario

    @property
    def seed(self) -> int:
        """Of all draws."""
        return self.result.seed

    @property
    def replicates(self) -> int:
        """How many runs."""
        return self.result.replicates

    @property
    def measures(self) -> dict[str, Any] | None:
        """Quantiles of the measures and shares of the outcomes; None for a scenario without shock."""
        told = self.result.measures
        return None if told is None else NamedMeasures(told)

    @property
    def screening(self) -> dict[str, Any]:
        """Shares of runs that say little, and how often a rule's value was cut to its range."""
        return self.result.screening

    @property
    def reserve(self) -> tuple[ReserveRow, ...] | None:
        """How much more it could take, month by month; None where that was not asked for."""
        return self.result.reserve

    @property
    def evaluation(self) -> Evaluation:
        """The arrays themselves."""
        return self.result.evaluation

    def document(self) -> dict[str, Any]:
        """The result as one JSON document."""
        return self.result.document()


class ComparisonResults(ShownResults):
    """Scenarios side by side under the same draws."""

    def __init__(self, compared: Comparison) -> None:
        super().__init__(
            HeldResults(
                Path("this comparison"), compared.manifest(), range(1), make=lambda: _tables(compared)
            )
        )
        self.comparison = compared

    @property
    def differences(self) -> Frame:
        """How far each scenario but the first lies from it, measure by measure: means over pairs of runs with
        95 % intervals.
        """
        return frame(pa.Table.from_pylist(self.comparison.differences()))

    def document(self) -> dict[str, Any]:
        """The comparison as one JSON document."""
        return self.comparison.document()


def _tables(compared: Comparison) -> dict[str, pa.Table]:
    """Those of its folder, and the trajectories, which it does not keep."""
    every = [
        result_tables.trajectories(point, range(result.replicates), result.evaluation)
        for point, result in enumerate(compared.results)
    ]
    return {**comparison.tables(compared), store.TRAJECTORIES: pa.concat_tables(every)}
