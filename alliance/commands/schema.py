"""`alliance schema`: what an editor needs to complete and check a scenario file while it is written."""

from typing import Annotated

import typer

from alliance import screen

KINDS = ("scenario",)


def command(
    what: Annotated[str, typer.Argument(metavar="[WHAT]", help="The kind of file: scenario.")] = "scenario",
) -> None:
    """Print the JSON Schema of scenario files: every field, name and range, for editors.

    \b
    Example:  alliance schema > scenario.schema.json
    """
    from experiments.errors import UsageFault
    from scenarios import json_schema

    if what not in KINDS:
        raise UsageFault(f"no schema of {what!r}; so far there is scenario")
    screen.data(json_schema())
