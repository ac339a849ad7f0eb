"""`alliance schema`: what an editor needs to complete and check a file while it is written."""

from typing import Annotated

import typer

from alliance import screen

KINDS = ("scenario", "experiment")


def command(
    what: Annotated[
        str, typer.Argument(metavar="[WHAT]", help="The kind of file: scenario or experiment.")
    ] = "scenario",
) -> None:
    """Print the JSON Schema of scenario or experiment files: every field, name and range, for editors.

    \b
    Example:  alliance schema > scenario.schema.json
    """
    from experiments.errors import UsageFault

    if what not in KINDS:
        raise UsageFault(f"no schema of {what!r}; there are {' and '.join(KINDS)}")
    if what == "experiment":
        from experiments.design.file_editor_schema import json_schema
    else:
        from scenarios import json_schema
    screen.data(json_schema())
