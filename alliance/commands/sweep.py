"""`alliance sweep`: many runs over a grid."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance import screen
from alliance.advice import say_parts_left, saying_how_to_go_on
from alliance.exit_codes import ExitCode
from alliance.options import (
    TYPED,
    Fixed,
    Json,
    Lang,
    Lens,
    Off,
    Out,
    Recalm,
    Set,
    check_figures,
    complete_keys,
    complete_sweeps,
    mechanisms,
    settings,
)
from alliance.outcome_words import (
    BOTH_JUDGEMENTS,
    kind_of_runs,
    show_cells,
    show_screening,
    show_shares,
    too_short,
)
from alliance.switch_words import show_switches, switches
from languages import speaking

if TYPE_CHECKING:
    from experiments.design.experiment import Experiment
    from experiments.results.manifest import SweepManifest
    from experiments.sweep.resume import Shard

Subject = Annotated[
    str,
    typer.Argument(
        metavar="SCENARIO|EXPERIMENT|DIR",
        help="The name of a scenario or experiment (alliance list), or a file of either; or, with --resume "
        "or --shard, the folder of a sweep that has been started.",
        show_default=False,
        autocompletion=complete_sweeps,
    ),
]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=LO:HI:N",
        help="N values from LO to HI, both included, or KEY=V1,V2,… May be repeated. Default: the scenario's "
        "own map, or else 10 sizes × 10 lengths of its first shock. An experiment says what it varies.",
        show_default=False,
        autocompletion=complete_keys,
    ),
]
Replicates = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Number of runs at each point. Default: 20 (a point's share is then known to within ±22 points "
        "at worst), or what the experiment says.",
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="S",
        help="Seed of all draws, 0 or more. Default: 1, or what the experiment says.",
        show_default=False,
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(metavar="N", help="Worker processes. Default: one for each core.", show_default=False),
]
Rest = Annotated[
    bool, typer.Option("--rest", help="Also judge the long-run outcome (outcome_rest). This is much slower.")
]
Trajectories = Annotated[
    bool, typer.Option("--trajectories", help="Also keep every series of every run. This takes much space.")
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume", help="Continue in --out, which may hold part of this sweep, or fewer replicates of it."
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Estimate time, space and memory from a few settings, and stop.")
]
PartOfMany = Annotated[
    str | None,
    typer.Option(
        metavar="I/N",
        help="Compute the I-th of N parts. All parts write to the same --out; the last completes it.",
        show_default=False,
    ),
]
Dask = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Compute on the workers of this Dask scheduler, all of which must be able to reach --out.",
        show_default=False,
    ),
]


def command(
    context: typer.Context,
    scenario: Subject,
    vary: Vary = None,
    replicates: Replicates = None,
    seed: Seed = None,
    lens: Lens = "resilience",
    off: Off = None,
    set_: Set = None,
    fixed: Fixed = False,
    recalm: Recalm = False,
    jobs: Jobs = None,
    rest: Rest = False,
    trajectories: Trajectories = False,
    out: Out = None,
    resume: Resume = False,
    dry_run: DryRun = False,
    shard: PartOfMany = None,
    dask: Dask = None,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Run a scenario over a grid of values, or an experiment over all its settings, each with the same draws.

    Tables and figures are written to --out, by default results/NAME-sweep-001, -002 and so on. Continue an
    interrupted sweep with --resume.

    \b
    Example:  alliance sweep taiwan-blockade --vary shock.size=0:1:11 --out results/blockade
    """
    from alliance.api import experiment as experiment_of
    from experiments.design.sweep_options import SweepOptions

    check_figures(lang)
    out = _place(scenario, out, goes_on=resume or shard is not None, dry_run=dry_run)
    _check_together(out, jobs, resume=resume, shard=shard, dask=dask)
    if dask is None and not dry_run:
        _start_workers(context)
    changes, without = settings(set_, recalm), tuple(mechanisms(off))
    options = SweepOptions(
        tuple(vary or ()), replicates, seed, changes, without, rest, trajectories, fixed=fixed, lens=lens
    )
    experiment = experiment_of(scenario, options)
    _say_notes(experiment, changes)
    part = _parsed(shard)
    if dry_run:
        return _forecast(experiment, jobs, as_json)
    return _sweep(experiment, out, jobs, resume=resume, part=part, dask=dask, lang=lang, as_json=as_json)


def _place(subject: str, out: Path | None, *, goes_on: bool, dry_run: bool) -> Path | None:
    """Where results go: what --out says or, where the sweep in a folder goes on, that folder. Raises
    UsageFault.
    """
    from alliance.api import is_folder
    from experiments.errors import UsageFault

    if not is_folder(subject):
        return out
    if not (goes_on or dry_run):
        raise UsageFault(f"{subject} is a folder: --resume continues the sweep that was started in it")
    if out is not None and out.resolve() != Path(subject).resolve():
        raise UsageFault(f"the sweep in {subject} is continued in the same folder: leave out --out")
    return Path(subject)


def _check_together(
    out: Path | None, jobs: int | None, *, resume: bool, shard: str | None, dask: str | None
) -> None:
    """Refuse options that need or exclude one another. Raises UsageFault."""
    from experiments.errors import UsageFault

    if out is None and (resume or shard is not None):
        raise UsageFault(f"{'--resume' if resume else '--shard'} needs --out, the folder to continue in")
    if dask is not None and jobs is not None:
        raise UsageFault("--jobs sets the number of local workers; with --dask the cluster has its own")


def _start_workers(context: typer.Context) -> None:
    """Let the worker processes load their modules while this one reads what is asked."""
    from experiments.sweep import workers

    workers.call_ahead()
    context.call_on_close(workers.send_home)


def _say_notes(experiment: "Experiment", changes: dict[str, str]) -> None:
    from experiments import captions

    for note in captions.notes(experiment.scenario, [*changes, *experiment.varied]):
        screen.message(note)


def _parsed(shard: str | None) -> "Shard | None":
    if shard is None:
        return None
    from experiments.sweep.resume import Shard

    return Shard.parse(shard)


def _sweep(
    experiment: "Experiment",
    out: Path | None,
    jobs: int | None,
    *,
    resume: bool,
    part: "Shard | None",
    dask: str | None,
    lang: str,
    as_json: bool,
) -> int:
    """Compute, draw, and say what came of it."""
    from experiments.results.places import numbered  # only now, so that what is refused is refused at once
    from experiments.sweep import sweep

    with (
        numbered(out, f"{experiment.name}-sweep") as folder,
        saying_how_to_go_on(folder, str(part) if part else None),
        screen.progress() as show,
    ):
        if resume:
            _say_more(folder, experiment)
        manifest = sweep.sweep(
            experiment,
            folder,
            jobs,
            show,
            command=TYPED.get(),
            resume=resume,
            shard=part,
            cluster=dask,
        )
        show("drawing", 0, None)
        figures = _drawn(folder, lang) if manifest else None
    if manifest is None:
        assert part is not None  # only a part may end before the whole does
        return _part_done(folder, part, as_json)
    if as_json:
        screen.data({**_document(manifest, folder, figures or []), "switches": switches(folder, manifest)})
    else:
        _show(manifest, folder)
        none = "" if figures is None else " No run succeeded, so there is no figure."
        drawn = f" Figure: {figures[0]}" if figures else none
        screen.message(f"Tables in {folder}.{drawn}")
    if figures is None:
        return ExitCode.FAILURE
    return ExitCode.SOME_FAILED if manifest.failed else ExitCode.OK


def _say_more(folder: Path, experiment: "Experiment") -> None:
    from experiments.sweep.more_replicates import fewer_there

    if there := fewer_there(folder, experiment):
        screen.message(
            f"{folder} has {screen.counted(there, 'replicate')}, and keeps them until all "
            f"{experiment.replicates:,} are there. All are computed again, since curves are of all "
            "together; the first ones come out the same. If it is stopped, the same command continues it."
        )


def _drawn(folder: Path, lang: str) -> list[Path] | None:
    from experiments.figures import after_tables  # slow to load, and not needed by what is refused or fails

    with speaking(lang):
        return after_tables.draw_if_possible(folder)


def _part_done(folder: Path, part: "Shard", as_json: bool) -> int:
    from experiments.results.reading.folder_state import examine

    receipts = examine(folder).receipts
    done, left = sum(receipt is not None for receipt in receipts), part.left(receipts)
    if as_json:
        screen.data(
            {"out": str(folder), "shard": str(part), "done": done, "chunks": len(receipts), "shards": left}
        )
    else:
        chunks = screen.counted(len(receipts), "chunk")
        screen.line(f"Part {part} is done: {folder} now holds {done} of {chunks}.")
        say_parts_left(folder, left)
    return ExitCode.OK


def _forecast(experiment: "Experiment", jobs: int | None, as_json: bool) -> int:
    from experiments.sweep.forecast import forecast

    with screen.progress() as show:
        show("trying some settings", 0, None)
        expected = forecast(experiment, jobs)
    if as_json:
        screen.data(expected.document())
        return ExitCode.OK
    screen.line(
        f"{screen.counted(expected.points, 'point')} × {screen.counted(expected.replicates, 'replicate')} = "
        f"{screen.counted(expected.runs, 'run')} in {screen.counted(expected.chunks, 'chunk')}"
    )
    screen.line(
        f"The sweep will take about {screen.duration(expected.seconds)} with "
        f"{screen.counted(expected.jobs, 'worker')}, and its tables about {screen.size(expected.bytes)}. "
        "Nothing was kept."
    )
    screen.line(
        f"All processes together will use at most {screen.size(expected.memory)} of memory at a time."
    )
    return ExitCode.OK


def _document(manifest: "SweepManifest", folder: Path, figures: list[Path]) -> dict[str, Any]:
    names = (
        "points",
        "replicates",
        "seed",
        "runs",
        "ok",
        "failed",
        "errors",
        "outcomes",
        "shares_60",
        "months_short",
        "shares",
        "shares_rest",
        "screening",
        "clamps",
    )
    return {
        "scenario": manifest.scenario["name"],
        "experiment": (manifest.experiment or {}).get("name"),
        "out": str(folder),
        **{name: getattr(manifest, name) for name in names},
        "resampled": manifest.resampled.words,
        "figures": [str(path) for path in figures],
    }


def _show(manifest: "SweepManifest", folder: Path) -> None:
    size = f"{screen.counted(manifest.points, 'point')}, {screen.counted(manifest.runs, 'run')}"
    subject = manifest.experiment or manifest.scenario
    screen.line(f"{subject['title']} ({subject['name']})")
    screen.line(f"{_varied(manifest)}: {size}, seed {manifest.seed}")
    scenarios = (manifest.scenarios or {"": manifest.scenario}).values()
    screen.line(kind_of_runs(scenario["draw"] for scenario in scenarios))
    screen.line(screen.CAVEAT)
    screen.line()
    if manifest.shares_60:
        show_shares("Over the whole map, five years after each shock", manifest.shares_60, "outcome_60")
    if manifest.months_short:
        screen.line(too_short(manifest.months_short))
    show_shares("Over the whole map, at the end", manifest.shares, "outcome")
    if manifest.shares_rest:
        show_shares("Over the whole map, in the long run", manifest.shares_rest, "outcome_rest")
        screen.line(BOTH_JUDGEMENTS)
    if manifest.shares:
        screen.line(f"The intervals come from resampling {manifest.resampled.words}.")
    if manifest.ok:
        show_cells(folder, manifest)
    show_switches(switches(folder, manifest))
    ends = any(last is not None for _, last in manifest.windows)
    show_screening({**manifest.screening, "clamps": manifest.clamps}, ends=ends)
    if manifest.failed:
        first = manifest.errors[0]
        screen.message(
            f"{screen.counted(manifest.failed, 'run')} failed, the rest is kept. Run {first['index']}: "
            f"{first['error']}. To repeat it: alliance run --only {first['index']} {quote(str(folder))}"
        )


def _varied(manifest: "SweepManifest") -> str:
    """Each axis with its number of values; of settings that were drawn or listed, the keys and how."""
    from experiments.captions import full_key

    keys = {full_key(key, manifest.shock_names): values for key, values in manifest.vary.items()}
    if manifest.tried_all:
        return " × ".join(f"{key} ({len(values)})" for key, values in keys.items())
    return f"{', '.join(keys)} ({manifest.design})"
