"""`alliance sweep`: many runs over a grid."""

from typing import Annotated, Any

import typer

from alliance import REPLICATES_SWEEP, prepared, screen
from alliance.boundary import EXIT
from alliance.commands.run import BOTH, screening
from alliance.options import (
    Json,
    Lens,
    Off,
    Out,
    ScenarioName,
    Seed,
    Set,
    check_lens,
    complete_keys,
    mechanisms,
    settings,
)


def command(
    scenario: ScenarioName,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=LO:HI:N",
            help="N values with both ends in it, or KEY=V1,V2,… Repeatable. Default: the scenario's own map, "
            "else size × months of its first shock, 10 × 10.",
            show_default=False,
            autocompletion=complete_keys,
        ),
    ] = None,
    replicates: Annotated[
        int,
        typer.Option(
            metavar="N", help="Runs a point; with 20, a point's share is known to ±22 points at worst."
        ),
    ] = REPLICATES_SWEEP,
    seed: Seed = 1,
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
    out: Out = None,
    as_json: Json = False,
) -> int:
    """Run a scenario over a grid of values, each point with the same draws; tables and figures go to --out.

    By default --out is results/SCENARIO-sweep-001, -002 and so on. Exit code 4 if some runs failed.

    \b
    Example:  alliance sweep taiwan-blockade --vary shock.size=0:1:11 --out results/blockade
    """
    from pathlib import Path

    from experiments import captions, pictures, store
    from experiments import sweep as many

    check_lens(lens)
    changes, without = settings(set_), mechanisms(off)
    found = prepared(scenario, changes, without)
    experiment = many.design(found, vary or (), replicates=replicates, seed=seed, rest=rest, changes=changes)
    first = captions.first_meant(found, [*changes, *(axis.key for axis in experiment.axes)])
    folder = out or store.fresh(Path("results"), f"{found.name}-sweep")
    if first:
        screen.message(first)
    try:
        with screen.progress() as show:
            said = captions.changed(found, changes, without)
            manifest = many.sweep(experiment, folder, jobs, show, changed=said)
            show("drawing", 0, None)
            figures = pictures.draw(folder)
    except KeyboardInterrupt:
        if folder.exists():
            screen.message(f"Finished chunks stay in {folder}. To sweep anew, choose another --out.")
        raise
    if as_json:
        screen.data(_document(manifest, folder, figures))
    else:
        _show(manifest)
        drawn = f" Figure: {figures[0]}" if figures else " No run succeeded, so there is no figure."
        screen.message(f"Tables in {folder}.{drawn}")
    return EXIT.some_failed if manifest["failed"] else EXIT.ok


def _document(manifest: dict[str, Any], folder: Any, figures: list[Any]) -> dict[str, Any]:
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
        "scenario": manifest["scenario"]["name"],
        "out": str(folder),
        **{name: manifest[name] for name in names},
        "figures": [str(path) for path in figures],
    }


def _show(manifest: dict[str, Any]) -> None:
    from experiments.captions import full_key

    shocks = [shock["name"] for shock in manifest["scenario"].get("shocks", ())]
    keys = " × ".join(f"{full_key(key, shocks)} ({len(values)})" for key, values in manifest["vary"].items())
    size = f"{screen.counted(manifest['points'], 'point')}, {screen.counted(manifest['runs'], 'run')}"
    screen.line(f"{manifest['scenario']['title']} ({manifest['scenario']['name']})")
    screen.line(f"{keys}: {size}, seed {manifest['seed']}")
    screen.line(screen.CAVEAT)
    screen.line()
    _shares("Over the whole map, at the end", manifest["shares"], meant=True)
    if manifest["shares_rest"]:
        _shares("Over the whole map, once at rest", manifest["shares_rest"], meant=False)
        screen.line(BOTH)
    screening({**manifest["screening"], "clamps": manifest["clamps"]})
    if manifest["failed"]:
        first = manifest["errors"][0]
        screen.message(
            f"{manifest['failed']} runs failed, the rest is kept. Run {first['index']}: {first['error']}"
        )


def _shares(title: str, shares: dict[str, Any], *, meant: bool) -> None:
    """A table of outcomes; their meanings are those at the end, not those at rest."""
    from analysis.meanings import meanings

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
