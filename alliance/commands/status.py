"""`alliance status`: how far has a sweep come?"""

from pathlib import Path
from shlex import join
from typing import Annotated, Any

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json

SHOWN = 3
"""So many faults, and so many parts that are missing, are told one by one."""


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.", show_default=False)],
    as_json: Json = False,
) -> int:
    """Say how much of a sweep is done, what failed, what is wrong with its files, and how to continue.

    \b
    Example:  alliance status results/taiwan-blockade
    """
    from experiments.checks import results_folder

    with screen.progress() as show:
        show("looking at every file", 0, None)
        status = results_folder.status(folder)
    if as_json:
        screen.data(status)
    else:
        _show(status)
    return ExitCode.INVALID if status["faults"] else ExitCode.OK


def _show(status: dict[str, Any]) -> None:
    state = "finished" if status["finished"] else "being written now" if status["writing"] else "not finished"
    screen.line(
        f"{state}: {status['runs_done']:,} of {screen.counted(status['runs'], 'run')} "
        f"({status['done']:,} of {screen.counted(status['chunks'], 'chunk')}), {status['failed']:,} failed"
    )
    for fault in status["faults"][:SHOWN]:
        screen.line(f"altered or damaged: {fault['file']} {fault['matter']}")
    if len(status["faults"]) > SHOWN:
        words = join(["alliance", "verify", str(Path(status["out"]).absolute())])
        screen.unbroken(f"and {len(status['faults']) - SHOWN:,} more: {words}")
    if status["more_replicates"]:
        screen.line(
            f"{status['more_replicates']:,} replicates were started; the old ones are kept until then."
        )
    _advise(status["resume"], status["shards"], writing=status["writing"])


def _advise(resume: list[str] | None, shards: list[str], *, writing: bool) -> None:
    """Words that can be pasted, wherever the folder lies now and wherever they are typed."""
    if resume and not writing:
        screen.unbroken(f"To continue: {join(resume)}")
    if resume and shards:
        more = " …" * (len(shards) > SHOWN)
        screen.line(f"Parts that are not done: {', '.join(shards[:SHOWN])}{more}")
        screen.unbroken(f"To compute one of them: {join([*resume[:-1], '--shard', shards[0]])}")
