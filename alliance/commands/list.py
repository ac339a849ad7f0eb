"""`alliance list`: what there is."""

from enum import StrEnum
from typing import Annotated

import typer

from alliance import screen
from alliance.options import Json


class What(StrEnum):
    """The things that can be listed."""

    scenarios = "scenarios"
    mechanisms = "mechanisms"
    shocks = "shocks"
    series = "series"


def command(
    what: Annotated[What, typer.Argument(help="What to list.")] = What.scenarios,
    as_json: Json = False,
) -> None:
    """List the scenarios, the mechanisms that can be switched off, the kinds of shock, or the recorded
    series.

    \b
    Example:  alliance list mechanisms
    """
    rows = _rows(what)
    if as_json:
        screen.data([{"name": name, "title": title} for name, title in rows])
    else:
        screen.table(what.value, ("name", "what it is"), rows)


def _rows(what: What) -> list[tuple[str, str]]:
    if what is What.scenarios:
        from scenarios import catalogue

        return list(catalogue())
    if what is What.shocks:
        from scenarios import all_kinds

        return [(kind.name, f"{kind.title}: {kind.words}") for kind in all_kinds().values()]
    if what is What.mechanisms:
        from sim.parameters import MECHANISMS

        return [(row.name, f"{row.title}; off: {row.off}") for row in MECHANISMS.values()]
    from sim.series import SERIES

    return [(series.name, f"{series.title} [{series.unit}]") for series in SERIES]
