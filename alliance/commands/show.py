"""`alliance show`: one scenario in words."""

from typing import Annotated

import typer

from alliance import screen
from alliance.options import Json, ScenarioName


def command(
    scenario: ScenarioName,
    source: Annotated[bool, typer.Option("--source", help="Print the file as it was written.")] = False,
    as_json: Json = False,
) -> None:
    """Tell in words what a scenario sets up and asks, with all defaults filled in.

    \b
    Example:  alliance show taiwan-blockade
    """
    import scenarios

    found = scenarios.load(scenario)
    if as_json:
        screen.data(scenarios.resolved(found))
    elif source:
        print(scenarios.source(scenario), end="")
    else:
        for sentence in scenarios.words(found):
            screen.line(sentence)
            screen.line()
