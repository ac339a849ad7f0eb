"""`alliance compare`: scenarios side by side under the same draws."""

from typing import TYPE_CHECKING, Annotated

import typer

from alliance import REPLICATES_RUN, prepared, screen
from alliance.options import Json, Off, Out, Seed, Set, mechanisms, settings

if TYPE_CHECKING:
    from experiments.comparison import Comparison


def command(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO…", help="Shipped scenarios or files.", show_default=False),
    ],
    replicates: Annotated[
        int, typer.Option(metavar="N", help="Runs of each; with 50, a share is known to ±14 points at worst.")
    ] = REPLICATES_RUN,
    seed: Seed = 1,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MECH,…",
            help="Add each scenario once more with these mechanisms off. Repeatable.",
            show_default=False,
        ),
    ] = None,
    off: Off = None,
    set_: Set = None,
    lenses: Annotated[bool, typer.Option("--lenses", help="Through every theory; not there yet.")] = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Run scenarios under the same draws and say how far they part and where one would see it.

    --set and --off hold for all of them. They are laid over one another by the first month of their shocks,
    or from the start where one has none.

    \b
    Example:  alliance compare ally-singled-out --without pledge
    """
    from pathlib import Path

    from experiments import captions
    from experiments import comparison as side_by_side
    from experiments.errors import UsageFault
    from experiments.results import store

    if lenses:
        raise UsageFault("there is one lens so far, resilience; --lenses comes with the others")
    changes, always = settings(set_), mechanisms(off)
    asked = []
    for name in scenarios:
        for more in ([], *(mechanisms([given]) for given in without or [])):
            one = prepared(name, changes, [*always, *more])
            asked.append((one, captions.changed(one, changes, [*always, *more])))
    folder = out or store.fresh(Path("results"), "compare")
    store.check_free(folder)
    with screen.progress() as show:
        show("running", 0, None)
        found = side_by_side.compare(asked, replicates=replicates, seed=seed)
        show("drawing", 0, None)
        figures = side_by_side.write(found, folder)
    if as_json:
        screen.data({**found.document(), "out": str(folder), "figures": [str(path) for path in figures]})
    else:
        _show(found)
        screen.message(f"Tables in {folder}. Figure: {figures[0]}")


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.3g}"


def _show(found: "Comparison") -> None:
    first = found.results[0]
    runs = screen.counted(first.replicates, "run")
    screen.line(f"{runs} of each under the same draws, seed {first.seed}")
    screen.line(screen.CAVEAT)
    screen.line()
    rows: list[tuple[str, ...]] = []
    for name, result in zip(found.names, found.results, strict=True):
        measures = result.measures
        if measures is None:
            rows.append((name, "no shock", "–", "–", "–"))
            continue
        ends = [
            ", ".join(
                f"{outcome} {screen.share(row['share'])}" for outcome, row in judged.items() if row["n"]
            )
            for judged in (measures["outcome"], (measures["outcome_rest"] or {"outcomes": {}})["outcomes"])
        ]
        numbers = [screen.figure(measures[measure]["q50"]) for measure in ("robustness", "loss")]
        rows.append((name, *ends, *numbers))
    screen.table(
        "What became of each",
        ("scenario", "at the end", "once at rest", "robustness", "loss"),
        rows,
        numbers=(3, 4),
    )
    screen.table(
        f"Against {found.names[0]}, run by run",
        ("scenario", "measure", "difference", "95 % interval"),
        [
            (
                row["scenario"],
                row["measure"],
                _signed(row["estimate"]),
                f"{_signed(row['low'])} … {_signed(row['high'])}",
            )
            for row in found.differences()
        ],
        numbers=(2, 3),
    )
    told = found.clearest_signals()
    shock = bool(told) and told[0]["of"] == "shock"
    screen.table(
        "Where one would see what the shocks change" if shock else "Where one would see it",
        ("scenario", "series", "months in" if shock else "month", "difference", "in spreads"),
        [
            (
                row["scenario"],
                row["series"],
                str(row["month"]),
                f"{row['difference']:+.3g}",
                f"{row['spreads']:.3g}",
            )
            for row in told
        ],
        numbers=(2, 3, 4),
    )
