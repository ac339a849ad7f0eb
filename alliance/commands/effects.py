"""`alliance effects`: what maintenance, synergy and prevention save of what a shock takes."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json, Out, ScenarioName, Seed, Set, settings

if TYPE_CHECKING:
    from experiments.study.effects.arms import EffectQuestion

REPLICATES = 40
"""Draws of each arm where nobody says how many: sixteen arms and their twins take some ten seconds."""
Partition = Annotated[
    str, typer.Option(metavar="P", help="Which mechanisms make an effect: model (ours), paper or completed.")
]
Start = Annotated[
    str,
    typer.Option(
        "--from",
        metavar="S",
        help="The state in which the shock meets the alliance: calm, half-turn or turn-of-.8.",
    ),
]
Replicates = Annotated[
    int, typer.Option(metavar="N", help="Number of draws for each combination, 2 to 10,000.")
]
Shapley = Annotated[
    list[str] | None,
    typer.Option(
        "--shapley",
        metavar="MECH,…",
        help="Divide what these mechanisms save together among them by Shapley values (12 at most).",
        show_default=False,
    ),
]


def command(
    scenario: ScenarioName,
    partition: Partition = "model",
    start: Start = "calm",
    replicates: Replicates = REPLICATES,
    seed: Seed = 1,
    set_: Set = None,
    attribute: Shapley = None,
    out: Out = None,
    as_json: Json = False,
) -> int:
    """Run a scenario with each of the theory's three effects on and off, under the same draws, and say how
    much cooperation, how much output and how many alliances each effect saves.

    Maintenance keeps the alliance going under a shock, synergy makes it stronger through joint action, and
    prevention guards against what may come. An effect is a group of mechanisms: by our grouping (model), by
    the paper's table (paper), or by all that the paper says (completed). What an effect saves is the loss
    without it minus the loss with it, over the shock and the two years after; any gain over the run without
    the shock does not count. With --from half-turn or turn-of-.8, a government turns away for the four years
    before the shock. Runs continue for twenty years after the shock, whatever the scenario's horizon.

    \b
    Example:  alliance effects taiwan-blockade --from turn-of-.8 --set shock.months=36
    """
    from experiments.figures.after_tables import drawn_or_warned
    from experiments.results import places
    from experiments.study.effects import one_scenario, shapley

    asked = _question(scenario, partition, start, replicates, seed, settings(set_))
    names = shapley.checked(_named(attribute)) if attribute else ()
    with (
        places.numbered(out, "effects") as folder,
        places.held(folder, places.FEW),
        screen.progress() as show,
    ):
        measured = one_scenario.measure(asked, names, show)
        with places.whole(folder):
            one_scenario.write(asked, measured, folder)
    draw = partial(one_scenario.draw, asked, measured, folder)
    figures = drawn_or_warned(folder, draw, "the same command with another --out") or []
    if as_json:
        told = {
            "scenario": asked.cell.cell,
            "set": dict(asked.cell.set),
            "partition": partition,
            "from": start,
        }
        tables = {"effects": _finite(measured.effects), "shapley": _finite(measured.shares)}
        files = {"out": str(folder), "figures": [str(path) for path in figures]}
        screen.data({**told, "from": start, "n": replicates, "seed": seed, **tables, **files})
    else:
        _show(asked, measured.effects, measured.shares)
        screen.message(f"Tables in {folder}." + (f" Figure: {figures[0]}" if figures else ""))
    return ExitCode.OK if figures else ExitCode.FAILURE


def _named(given: list[str]) -> list[str]:
    """`A,B` and repeated --shapley as one list of names; empty ones are told by whoever checks them."""
    return [name.strip() for text in given for name in text.split(",")]


def _question(
    scenario: str, partition: str, start: str, replicates: int, seed: int, changes: Mapping[str, str]
) -> "EffectQuestion":
    from experiments.errors import UsageFault
    from experiments.study.effects.arms import TURNS, asked_of
    from experiments.study.effects.effect_names import PARTITIONS

    names = {turn.replace(" ", "-"): turn for turn in TURNS}
    for name, value, known in (("--partition", partition, PARTITIONS), ("--from", start, [*names])):
        if value not in known:
            raise UsageFault(f"{name} is one of {', '.join(known)}, and {value!r} is none")
    if not 2 <= replicates <= 10_000:
        raise UsageFault(f"--replicates must be 2 to 10,000 (got {replicates})")
    return asked_of(scenario, changes, names[start], partition, replicates, seed)


def _finite(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Null for what is no finite number, which JSON cannot hold."""
    return [{key: None if _endless(cell) else cell for key, cell in row.items()} for row in rows]


def _endless(cell: Any) -> bool:
    return isinstance(cell, float) and not math.isfinite(cell)


def _show(
    asked: "EffectQuestion", rows: Sequence[Mapping[str, Any]], shared: Sequence[Mapping[str, Any]]
) -> None:
    from experiments.study.effects.one_scenario import changes, draws

    what = ", ".join(filter(None, (asked.cell.cell, changes(asked))))
    screen.line(f"{what}, from {asked.start}: {draws(asked)}, seed {asked.seed}")
    screen.line(
        "Effects are groups of mechanisms. One that is off is off from the first month on, in run and twin."
    )
    screen.line(screen.CAVEAT)
    for reading, title in (
        ("re-centred", "Loss that each effect saves (calm is derived anew for every combination)"),
        ("as it is", "Loss that each effect saves (what is off is missing in calm as well)"),
        ("calm", "What each effect adds without a shock"),
    ):
        lines = [_line(row) for row in rows if row["reading"] == reading and _is_shown(row)]
        screen.table(title, ("measure", "effect", "share", "interval", "verdict"), lines, numbers=(2,))
    if shared:
        screen.table(
            "What each mechanism saves (Shapley values)",
            ("measure", "mechanism", "share", "interval", "verdict"),
            [_line({**row, "what": row["mechanism"]}) for row in shared],
            numbers=(2,),
        )
    screen.line(
        "Rows with × show what two effects save together beyond what each saves alone. The verdict is none "
        "where the whole interval lies within .005 of zero."
    )
    screen.line("The option --json and effects.csv also give what each effect saves with another one off.")


def _is_shown(row: Mapping[str, Any]) -> bool:
    """What each effect saves of the most telling things, and what two save together."""
    return row["measure"] in ("cooperation", "output", "dead") and " with " not in row["what"]


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    between = f"{row['low']:+.3f} to {row['high']:+.3f}"
    return row["measure"], row["what"], f"{row['mean']:+.3f}", between, row["verdict"]
