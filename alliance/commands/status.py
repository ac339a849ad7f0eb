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

    status = results_folder.status(folder)
    if as_json:
        screen.data(status)
        return
    state = "finished" if status["finished"] else "being written now" if status["writing"] else "not finished"
    screen.line(
        f"{state}: {status['runs_done']:,} of {screen.counted(status['runs'], 'run')} "
        f"({status['done']:,} of {screen.counted(status['chunks'], 'chunk')}), {status['failed']:,} failed"
    )
    if status["resume"] and not status["writing"]:
        screen.line(f"To go on: {join(status['resume'])}")
