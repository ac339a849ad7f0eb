"""`alliance list`: what there is."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Annotated, Any

import typer

from alliance import screen
from alliance.options import Json


def _scenarios() -> list[tuple[str, str]]:
    from scenarios import catalogue, own_catalogue

    return [*catalogue(), *own_catalogue()]


def _experiments() -> list[tuple[str, str]]:
    from experiments.design.files import catalogue

    return list(catalogue())


def _shocks() -> list[tuple[str, str]]:
    from scenarios import all_kinds

    return [(kind.name, f"{kind.title}: {kind.words}") for kind in all_kinds().values()]


def _mechanisms() -> list[tuple[str, str]]:
    from sim.parameters.table import MECHANISMS

    return [(row.name, f"{row.title}; off: {row.off}") for row in MECHANISMS.values()]


def _series() -> list[tuple[str, str]]:
    from sim.series import SERIES

    return [(series.name, f"{series.title} [{series.unit}]") for series in SERIES]


def _outcomes() -> list[tuple[str, str]]:
    from analysis.outcomes import meanings

    return list(meanings().items())


def _parameters() -> list[dict[str, Any]]:
    from sim.parameters.table import PARAMETERS

    return [
        {"name": row.name, "title": row.meaning, "default": row.default, "low": row.low, "high": row.high,
         "unit": row.unit}
        for row in PARAMETERS.values()
    ]  # fmt: skip


NAMED: dict[str, Callable[[], list[tuple[str, str]]]] = {
    "scenarios": _scenarios,
    "experiments": _experiments,
    "mechanisms": _mechanisms,
    "shocks": _shocks,
    "series": _series,
    "outcomes": _outcomes,
}
WHAT = (*NAMED, "parameters")


def command(
    what: Annotated[str, typer.Argument(metavar="WHAT", help=f"{', '.join(WHAT[:-1])} or {WHAT[-1]}.")] = (
        "scenarios"
    ),
    as_json: Json = False,
) -> None:
    """List the scenarios, the mechanisms that can be switched off, the kinds of shock, the recorded series,
    the outcomes a run can have, or the parameters that --set and --vary can change.

    \b
    Example:  alliance list mechanisms
    """
    if what not in WHAT:
        from experiments.errors import UsageFault

        raise UsageFault(_refusal(what))
    if what == "parameters":
        _show_parameters(as_json)
        return
    rows = NAMED[what]()
    if as_json:
        screen.data([{"name": name, "title": title} for name, title in rows])
    else:
        screen.table(what, ("name", "what it is"), rows)


def _show_parameters(as_json: bool) -> None:
    rows = _parameters()
    if as_json:
        screen.data(rows)
        return
    screen.table(
        "parameters (set them with --set parameters.NAME=VALUE)",
        ("name", "default", "range", "meaning"),
        [
            (row["name"], f"{row['default']:g}", f"{row['low']:g} … {row['high']:g}", row["title"])
            for row in rows
        ],
        numbers=(1, 2),
    )


def _refusal(what: str) -> str:
    near = get_close_matches(what, WHAT, n=1, cutoff=0.5)
    meant = f"Did you mean {near[0]}? " if near else ""
    return f"no such thing to list: {what!r}. {meant}There are: {', '.join(WHAT)}."
