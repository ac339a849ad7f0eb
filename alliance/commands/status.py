"""`alliance status`: how far has a sweep come?"""

from pathlib import Path
from typing import Annotated

import typer

from alliance import screen
from alliance.options import Json


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.", show_default=False)],
    as_json: Json = False,
) -> None:
    """Say what is done of a sweep, what failed, and how to go on.

    \b
    Example:  alliance status results/taiwan-blockade
    """
    from shlex import join

    from experiments.checks import results_folder

    found = results_folder.status(folder)
    if as_json:
        screen.data(found)
        return
    state = "finished" if found["finished"] else "being written now" if found["writing"] else "not finished"
    screen.line(
        f"{state}: {found['runs_done']:,} of {screen.counted(found['runs'], 'run')} "
        f"({found['done']:,} of {screen.counted(found['chunks'], 'chunk')}), {found['failed']:,} failed"
    )
    if found["resume"] and not found["writing"]:
        screen.line(f"To go on: {join(found['resume'])}")
