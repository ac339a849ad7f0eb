"""`alliance show`: one scenario in words, or one experiment."""

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
    """Describe in words what a scenario or an experiment sets up and asks, with all defaults filled in.

    \b
    Example:  alliance show taiwan-blockade
    """
    import scenarios

    if scenario not in scenarios.shipped() and _is_experiment(scenario):
        _show_experiment(scenario, source, as_json)
        return
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


def _is_experiment(name: str) -> bool:
    from experiments.design.files import is_experiment

    return is_experiment(name)


def _show_experiment(name: str, source: bool, as_json: bool) -> None:
    from experiments.design import files

    experiment = files.load(name)
    told, varied = experiment.told or {}, experiment.varied
    if as_json:
        runs = {"replicates": experiment.replicates, "settings": len(experiment.settings), "varied": varied}
        screen.data({**told, **runs})
        return
    if source:
        print(files.source(name), end="")
        return
    keys = ", ".join(varied) if len(varied) <= MOST_TOLD else f"{len(varied)} keys"
    settings = screen.counted(len(experiment.settings), "setting")
    for sentence in (
        told["title"],
        " ".join(told["asks"].split()),
        f"It asks this of {', '.join(told['scenarios'])}.",
        f"It tries {settings}, with {screen.counted(experiment.replicates, 'run')} each.",
        f"What varies: {keys}.",
        f"alliance sweep {name} runs it; with --dry-run it says how long that would take.",
    ):
        screen.line(sentence)
        screen.line()
    screen.line(screen.CAVEAT)
