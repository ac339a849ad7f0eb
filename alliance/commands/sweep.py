"""`alliance sweep`: many runs over a grid."""

from pathlib import Path
from shlex import join, quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance import REPLICATES_SWEEP, screen
from alliance import experiment as asked_for
from alliance.boundary import EXIT
from alliance.commands.run import BOTH, screening
from alliance.options import (
    Json,
    Lens,
    Off,
    Out,
    Set,
    check_lens,
    complete_keys,
    complete_sweeps,
    mechanisms,
    resuming,
    settings,
)

if TYPE_CHECKING:
    from experiments.results.manifest import Shares, SweepManifest


def command(
    context: typer.Context,
    scenario: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO|EXPERIMENT",
            help="A shipped scenario or experiment (alliance list), or a file of either.",
            show_default=False,
            autocompletion=complete_sweeps,
        ),
    ],
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=LO:HI:N",
            help="N values with both ends in it, or KEY=V1,V2,… Repeatable. Default: the scenario's own map, "
            "else size × months of its first shock, 10 × 10. An experiment says itself what it varies.",
            show_default=False,
            autocompletion=complete_keys,
        ),
    ] = None,
    replicates: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help=f"Runs a point. Default: {REPLICATES_SWEEP} (a point's share is then known to ±22 points at "
            "worst), or what the experiment says.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="S",
            help="Seed of all draws, 0 or more. Default: 1, or what the experiment says.",
            show_default=False,
        ),
    ] = None,
    lens: Lens = "resilience",
    off: Off = None,
    set_: Set = None,
    jobs: Annotated[
        int | None,
        typer.Option(metavar="N", help="Worker processes. Default: one a core.", show_default=False),
    ] = None,
    rest: Annotated[
        bool,
        typer.Option("--rest", help="Also follow every run until it rests, for outcome_rest; much slower."),
    ] = False,
    trajectories: Annotated[
        bool,
        typer.Option("--trajectories", help="Also keep every series of every run; large."),
    ] = False,
    out: Out = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on in --out, which may hold part of this sweep.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, from a few settings, and stop.")
    ] = False,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="Compute the I-th of N parts. All parts fill the same --out; the last one finishes it.",
            show_default=False,
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Compute on the workers of this Dask scheduler, all of which must see --out.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Run a scenario over a grid of values, or an experiment over all its settings; each with the same draws.

    Tables and figures go to --out, by default results/NAME-sweep-001, -002 and so on. Exit code 4 if some
    runs failed. What is interrupted goes on with --resume.

    \b
    Example:  alliance sweep taiwan-blockade --vary shock.size=0:1:11 --out results/blockade
    """
    from experiments import captions
    from experiments.errors import StoreFault, UsageFault, WorkersLost
    from experiments.sweep import workers

    check_lens(lens)
    if out is None and (resume or shard is not None):
        raise UsageFault(f"{'--resume' if resume else '--shard'} needs --out, the folder to go on in")
    if dask is not None and jobs is not None:
        raise UsageFault("--jobs counts our own workers; with --dask the cluster has them")
    if dask is None and not dry_run:
        workers.call_ahead()
        context.call_on_close(workers.send_home)
    changes, without = settings(set_), mechanisms(off)
    experiment = asked_for(
        scenario,
        vary=vary or (),
        replicates=replicates,
        seed=seed,
        changes=changes,
        off=without,
        rest=rest,
        trajectories=trajectories,
    )
    for note in captions.notes(experiment.scenario, [*changes, *experiment.varied]):
        screen.message(note)
    from experiments.results import store  # only now, so that what is refused is refused at once
    from experiments.sweep import sweep as many
    from experiments.sweep.resume import Shard

    part = Shard.parse(shard) if shard is not None else None
    if dry_run:
        return _forecast(experiment, jobs, as_json)
    folder = out or store.fresh(Path("results"), f"{experiment.name}-sweep")
    try:
        with screen.progress() as show:
            manifest = many.sweep(
                experiment,
                folder,
                jobs,
                show,
                command=resuming(folder),
                resume=resume,
                shard=part,
                cluster=dask,
            )
            show("drawing", 0, None)
            figures = _drawn(folder) if manifest else []
    except (KeyboardInterrupt, WorkersLost, StoreFault):
        _how_to_go_on(folder, part is not None)
        raise
    if manifest is None:
        return _part_done(folder, shard, as_json)
    if as_json:
        screen.data(_document(manifest, folder, figures))
    else:
        _show(manifest, folder)
        drawn = f" Figure: {figures[0]}" if figures else " No run succeeded, so there is no figure."
        screen.message(f"Tables in {folder}.{drawn}")
    return EXIT.some_failed if manifest.failed else EXIT.ok


def _drawn(folder: Path) -> list[Path]:
    from experiments.figures import draw  # slow to load, and not needed by what is refused or fails

    return draw.draw(folder)


def _how_to_go_on(folder: Path, part: bool) -> None:
    """Whole chunks stay: say how to use them."""
    from experiments.results.store import MANIFEST
    from experiments.sweep.resume import PLAN

    if (folder / PLAN).exists() and not (folder / MANIFEST).exists():
        words = [word for word in resuming(folder) if not (part and word == "--resume")]
        screen.message(f"What is done stays in {folder}. To go on: alliance {join(words)}")


def _part_done(folder: Path, shard: str | None, as_json: bool) -> int:
    from experiments.sweep.resume import read_plan, receipts

    found = [one is not None for one in receipts(folder, read_plan(folder))]
    if as_json:
        screen.data({"out": str(folder), "shard": shard, "done": sum(found), "chunks": len(found)})
    else:
        screen.line(
            f"Part {shard} is done: {sum(found)} of {screen.counted(len(found), 'chunk')} are in {folder}."
        )
        screen.message("Whichever part ends last writes the manifest and draws. See: alliance status")
    return EXIT.ok


def _forecast(experiment: Any, jobs: int | None, as_json: bool) -> int:
    from experiments.sweep.forecast import forecast

    with screen.progress() as show:
        show("trying some settings", 0, None)
        found = forecast(experiment, jobs)
    if as_json:
        screen.data(found.document())
        return EXIT.ok
    screen.line(
        f"{screen.counted(found.points, 'point')} × {screen.counted(found.replicates, 'replicate')} = "
        f"{screen.counted(found.runs, 'run')} in {screen.counted(found.chunks, 'chunk')}"
    )
    screen.line(
        f"about {screen.duration(found.seconds)} with {screen.counted(found.jobs, 'worker')}, "
        f"{screen.size(found.bytes)} of tables; nothing was kept"
    )
    return EXIT.ok


def _document(manifest: "SweepManifest", folder: Any, figures: list[Any]) -> dict[str, Any]:
    names = (
        "points",
        "replicates",
        "seed",
        "runs",
        "ok",
        "failed",
        "errors",
        "outcomes",
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
        "figures": [str(path) for path in figures],
    }


def _show(manifest: "SweepManifest", folder: Path) -> None:
    size = f"{screen.counted(manifest.points, 'point')}, {screen.counted(manifest.runs, 'run')}"
    subject = manifest.experiment or manifest.scenario
    screen.line(f"{subject['title']} ({subject['name']})")
    screen.line(f"{_varied(manifest)}: {size}, seed {manifest.seed}")
    screen.line(screen.CAVEAT)
    screen.line()
    _shares("Over the whole map, at the end", manifest.shares, meant=True)
    if manifest.shares_rest:
        _shares("Over the whole map, once at rest", manifest.shares_rest, meant=False)
        screen.line(BOTH)
    ends = any(last is not None for _, last in manifest.windows)
    screening({**manifest.screening, "clamps": manifest.clamps}, ends=ends)
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


def _shares(title: str, shares: "Shares", *, meant: bool) -> None:
    """A table of outcomes; their meanings are those at the end, not those at rest."""
    from analysis.outcomes import meanings

    rows = [
        (
            name,
            screen.share(row["share"]),
            _ends(row["low"], row["high"]),
            f"{row['n']:,}",
            *([meanings()[name]] if meant else []),
        )
        for name, row in shares.items()
        if row["n"]
    ]
    columns = ("outcome", "runs", "95 % interval", "count", *(["meaning"] if meant else []))
    screen.table(title, columns, rows, numbers=(1, 2, 3))


def _ends(low: float | None, high: float | None) -> str:
    """The ends of an interval; with a single replicate there is none."""
    return "–" if low is None or high is None else f"{100 * low:.0f}–{100 * high:.0f}"
