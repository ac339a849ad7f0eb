"""The Python interface: each function reads its arguments, calls one thing below and returns its answer."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from alliance.designs import PLAIN as PLAIN
from alliance.designs import load as load
from alliance.designs import prepared as prepared
from alliance.designs import side_by_side, two_sides

if TYPE_CHECKING:
    from pyarrow import Table

    from alliance.notebook.shown_results import ComparisonResults, RunResults, ShownResults
    from experiments.design.experiment import Experiment
    from experiments.design.sweep_options import SweepOptions
    from experiments.results.reading.results import FolderResults
    from scenarios import Fault, Scenario

    Named = str | Path | Scenario

P = ParamSpec("P")
T = TypeVar("T")
REPLICATES = 50
"""Runs of a scenario where nobody says how many; the standard error of a share is then at most 7 percentage
points.
"""


def shipped() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    from scenarios import shipped as names

    return names()


def check(path: str | Path) -> "list[Fault]":
    """Everything wrong with a scenario or experiment file; an empty list if nothing is."""
    from experiments.design import files
    from scenarios import check as examine

    if files.is_experiment(path):
        return files.check(path)
    return examine(str(path))


def in_words_of_python(function: Callable[P, T]) -> Callable[P, T]:
    """The same function, whose errors speak of arguments and not of options of the command."""

    @wraps(function)
    def called(*arguments: P.args, **options: P.kwargs) -> T:
        from experiments.errors import StoreFault, UsageFault

        try:
            return function(*arguments, **options)
        except (StoreFault, UsageFault, RuntimeError) as fault:
            if type(fault).__module__ == StoreFault.__module__:
                fault.args = tuple(_of_python(words) for words in fault.args)
            raise

    return called


def _of_python(words: Any) -> Any:
    """What an error says, with arguments in place of options.

    >>> _of_python("r is not empty; choose another --out, or go on with --resume")
    'r is not empty; choose another folder (out), or go on with resume=True'
    """
    if not isinstance(words, str):
        return words
    words = words.replace("another --out", "another folder (out)").replace("--resume", "resume=True")
    return re.sub(r"--([a-z]+)", r"\1", words)


@in_words_of_python
def run(
    scenario: "str | Path | Scenario",
    *,
    replicates: int = REPLICATES,
    seed: int = 1,
    engine: str = "kernel",
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    lens: str = PLAIN,
    out: str | Path | None = None,
    reserve: bool = False,
    lang: str = "en",
) -> "RunResults":
    """Run one scenario beside its twins and measure it; with `out`, write tables and figure into that empty
    folder, the figure in the language `lang` (en or zh); with `reserve`, search how much more it could take,
    month by month.

    What is returned has tables and figures, and shows itself in a notebook. `changes` maps keys to values.

    Each run draws the parameters that nobody set (+- 15 %); `fixed` keeps them at their defaults, `lens`
    is a theory to look through. `engine` is
    `kernel` (compiled) or `agents` (Mesa; the same numbers, slower). Raises `scenarios.Invalid`
    for the scenario, `experiments.errors.UsageFault` for numbers out of range, `StoreFault` for the folder.
    """
    from contextlib import nullcontext

    from alliance.notebook.shown_results import RunResults
    from experiments import captions, single_run
    from experiments.figures.folder_figures import figures_in
    from experiments.results import places

    off = tuple(off)
    scenario = prepared(scenario, changes, off, fixed, lens)
    room = single_run.least_room(scenario, replicates, seed)
    with figures_in(lang), nullcontext() if out is None else places.held(Path(out), room):
        result = single_run.run(
            scenario,
            replicates=replicates,
            seed=seed,
            engine=single_run.engine(engine),
            changed=captions.changed(scenario, changes or {}, off, lens),
            reserve=reserve,
        )
        if out is not None:
            single_run.write(result, Path(out))
    return RunResults(result)


@in_words_of_python
def compare(
    scenarios: "Named | Iterable[Named] | Mapping[str, Named]",
    *,
    left: Mapping[str, Any] | None = None,
    right: Mapping[str, Any] | None = None,
    replicates: int = REPLICATES,
    seed: int = 1,
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    out: str | Path | None = None,
    lang: str = "en",
) -> "ComparisonResults":
    """Run 2 to 12 scenarios under the same draws; with `out`, write tables and figure into that empty folder,
    the figure in the language `lang` (en or zh).

    `left` and `right` map keys to values of the first and of the second of two scenarios alone, which may be
    one and the same, named once. A mapping says what each is called, so that one scenario may stand there
    under several settings (see `prepared`). `changes`, `off` and `fixed` hold for all. Raises as `run` does.
    """
    from contextlib import nullcontext

    from alliance.notebook.shown_results import ComparisonResults
    from experiments import comparison
    from experiments.figures.folder_figures import figures_in
    from experiments.results import places

    named = list(_called(scenarios))
    if left or right:
        sides = ("left", left or {}), ("right", right or {})
        variants = two_sides([each for _, each in named], *sides, changes or {}, tuple(off), fixed)
    else:
        variants = side_by_side(named, changes or {}, tuple(off), fixed)
    room = comparison.least_room([scenario for scenario, _ in variants], replicates, seed)
    with figures_in(lang), nullcontext() if out is None else places.held(Path(out), room):
        compared = comparison.compare(variants, replicates=replicates, seed=seed)
        if out is not None:
            comparison.write(compared, Path(out))
    return ComparisonResults(compared)


def _called(
    scenarios: "Named | Iterable[Named] | Mapping[str, Named]",
) -> "Iterable[tuple[str | None, Named]]":
    """Scenarios, each with what it is called, or None."""
    from scenarios import Scenario

    if isinstance(scenarios, Mapping):
        return scenarios.items()
    if isinstance(scenarios, str | Path | Scenario):
        return [(None, scenarios)]
    return [(None, each) for each in scenarios]


def results(folder: str | Path, *, partial: bool = False) -> "ShownResults":
    """The results in a folder that a run, a sweep or a comparison has left, once every file of it was found
    as it was written. With `partial` it need not be whole, and a warning says how much of it is.

    Raises NotResults for a folder that may not be read so.
    """
    from alliance.notebook.shown_results import ShownResults

    return ShownResults(_opened(folder, partial))


def extend(folder: str | Path) -> None:
    """Let a folder add measures, figures, kinds of event and scenarios, in this process and those it starts.

    Raises `scenarios.Invalid` for a folder that is not there, or holds nothing that could be added.
    """
    from scenarios import extend as add

    add(folder)


def is_folder(what: str | Path) -> bool:
    """Whether a folder is named where a scenario could be; the name of a shipped one is that of no folder."""
    import os

    from experiments.design import files
    from scenarios import own_scenarios

    return os.path.isdir(what) and str(what) not in {*shipped(), *own_scenarios(), *files.shipped()}


def experiment(what: "str | Path | Scenario", options: "SweepOptions") -> "Experiment":
    """What a sweep with these options does: that of an experiment's file, a scenario over axes, or what a
    folder of results was begun for, which no option may change but for more replicates.

    Raises as `sweep` does.
    """
    from dataclasses import replace

    from experiments.design import files
    from experiments.design.experiment import design
    from experiments.design.sweep_options import SweepOptions
    from experiments.errors import UsageFault

    if isinstance(what, str | Path) and is_folder(what):
        from experiments.results.reading.planned_experiment import begun_experiment

        if options != SweepOptions(replicates=options.replicates):
            raise UsageFault(f"the sweep in {what} goes on as it was begun: leave out what would change it")
        begun = begun_experiment(Path(what))
        many = begun.replicates if options.replicates is None else options.replicates
        return replace(begun, replicates=many)
    if isinstance(what, str | Path) and files.is_experiment(what):
        return files.with_options(files.load(what), options)
    return design(prepared(what, options.changes, options.off, options.fixed, options.lens), options)


@in_words_of_python
def sweep(
    scenario: "str | Path | Scenario",
    out: str | Path | None = None,
    *,
    vary: "Mapping[str, str | Iterable[float]] | Sequence[str]" = (),
    replicates: int | None = None,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    fixed: bool = False,
    lens: str = PLAIN,
    rest: bool = False,
    trajectories: bool = False,
    jobs: int | None = None,
    resume: bool = False,
) -> "ShownResults":
    """Run a scenario over a grid, or an experiment, into an empty folder, or with `resume` one that holds
    part of it, and return the results; see `alliance sweep --help`. Such a folder may also stand in place of
    the scenario: `sweep(folder, folder, resume=True)` goes on with what was begun there. With more
    `replicates` than are there the first ones keep their numbers.

    `vary` maps keys to values, `{"shock.size": [0, 0.5, 1]}` or `{"shock.size": "0:1:11"}`, or lists axes as
    they are typed, such as `shock.size=0:1:11`; without any, the scenario's own map. What is None is left
    as the experiment's file says, else 20 replicates, seed 1 and one worker a core. `fixed` draws no
    parameters, `lens` is a theory to look through. Raises as `run` does.
    """
    from alliance.notebook.shown_results import ShownResults
    from experiments.design.sweep_options import SweepOptions
    from experiments.errors import UsageFault
    from experiments.results.reading.results import whole_results
    from experiments.sweep import sweep as many

    options = SweepOptions(
        typed_axes(vary),
        replicates,
        seed,
        changes or {},
        tuple(off),
        rest,
        trajectories,
        fixed=fixed,
        lens=lens,
    )
    if out is None:
        raise UsageFault('a sweep writes to a folder: name it second, as in sweep(scenario, "results/a")')
    manifest = many.sweep(experiment(scenario, options), Path(out), jobs, resume=resume)
    assert manifest is not None  # only a shard may end before the whole does
    return ShownResults(whole_results(Path(out), manifest))


def typed_axes(vary: "Mapping[str, str | Iterable[float]] | Sequence[str]") -> tuple[str, ...]:
    """Axes as they are typed, of a mapping from keys to values or of axes that are typed already.

    >>> typed_axes({"shock.size": [0.2, 1], "shock.months": "6:24:3"})
    ('shock.size=0.2,1', 'shock.months=6:24:3')
    """
    if isinstance(vary, str):
        return (vary,)
    if not isinstance(vary, Mapping):
        return tuple(vary)
    return tuple(
        f"{key}={values if isinstance(values, str) else ','.join(str(value) for value in _listed(values))}"
        for key, values in vary.items()
    )


def _listed(values: "Iterable[float]") -> list[float]:
    """The values of an axis, numbers of Python whatever library they come from; a single one is a list."""
    each = values if isinstance(values, Iterable) else [values]
    return [value.item() if hasattr(value, "item") else value for value in each]


@in_words_of_python
def plot(
    folder: str | Path,
    kind: str = "all",
    formats: Sequence[str] = ("png", "svg"),
    *,
    out: str | Path | None = None,
    size: float | None = None,
    points: float | None = None,
    bare: bool = False,
    partial: bool = False,
    lang: str = "en",
) -> list[Path]:
    """Draw the figures of a results folder again, from its tables alone, in the language `lang` (en or zh).

    `kind` is one of `alliance plot --kind list`, `formats` some of png, svg and pdf. They are written into
    the folder, or into `out`; `size` is their width in centimetres (None: 12), `points` the size of the
    smallest letters (None: in proportion to the width), and `bare` leaves title and caption to a file
    beside each figure, with the ending .txt. With `partial` the
    folder may be that of a sweep that is not finished or not as it was written: what is whole is drawn, and
    every caption, and a warning, says how much that is. Raises `experiments.errors.UsageFault` for other
    kinds and formats, for sizes no page has and letters nobody could read, and NotResults for a folder that
    may not be read so.
    """
    from experiments.figures import folder_figures

    folder_figures.check_asked(kind, formats)
    place = None if out is None else Path(out)
    with folder_figures.on_page(size, points, bare), folder_figures.figures_in(lang):
        return folder_figures.draw_results(_opened(folder, partial), kind, formats, size, place)


def _opened(folder: str | Path, partial: bool) -> "FolderResults":
    """What may be read of a folder; where that is not all of it, a warning says how much it is."""
    import warnings

    from experiments.results.reading.results import open_results

    results = open_results(Path(folder), partial=partial)
    if results.part:
        warnings.warn(f"{folder} is read in part: {results.part}", stacklevel=3)
    return results


def export(folder: str | Path, out: str | Path, to: str = "csv", *, partial: bool = False) -> list[Path]:
    """Write the tables of a results folder into the empty folder `out`, as `csv` or `netcdf`, and return the
    files. With `partial` it need not be whole, as for `plot`; the names of the files then end with `-partial`
    and runs that are not there have rows whose status is `missing`.

    Raises `experiments.errors.UsageFault` for another format, NotResults for a folder that may not be read
    so, StoreFault for `out`.
    """
    from experiments.results import export as exporting

    exporting.check_format(to)
    return exporting.export_results(_opened(folder, partial), to, Path(out))


def table(folder: str | Path, name: str = "runs", *, partial: bool = False) -> "Table":
    """A table of a results folder, `runs`, `curves` or `trajectories`, as a `pyarrow.Table` (`.to_pandas()`
    makes a data frame of it), once every file of the folder was found as it was written.

    With `partial` it need not be whole: of `runs` those that are not there have rows whose status is
    `missing`. Raises `experiments.errors.UsageFault` for a table it does not have, NotResults for a folder
    that may not be read so.
    """
    from experiments.errors import UsageFault

    results = _opened(folder, partial)
    if name not in results.tables:
        raise UsageFault(f"{folder} has no table {name!r}; there are {', '.join(results.tables)}")
    return results.whole_table(name)


def verify(cases: int = 20, seed: int = 1) -> dict[str, Any]:
    """Hold the two engines against one another on random scenarios; see `alliance verify --help`."""
    from experiments.checks import docking

    return docking.verify(cases, seed)
