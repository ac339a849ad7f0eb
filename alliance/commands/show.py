"""`alliance show`: one scenario in words."""

from typing import Annotated

import typer

from alliance import screen
from alliance.options import Json, ScenarioName

MOST_TOLD = 8
"""More events than this stand in a table."""


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

    subject = scenarios.load(scenario)
    if as_json:
        screen.data(scenarios.plain_data(subject))
    elif source:
        print(scenarios.source(scenario), end="")
    else:
        events = len(subject.context) + len(subject.shocks)
        *told, last = scenarios.sentences(subject, events=events <= MOST_TOLD)
        for sentence in told:
            screen.line(sentence)
            screen.line()
        if events > MOST_TOLD:
            columns = ("from", "months", "event", "what", "to whom", "size")
            for where, rows in scenarios.event_table(subject).items():
                screen.table(f"In the {where}", columns, rows, numbers=(1, 5), whole=(0, 1, 2, 5))
        screen.line(last)
