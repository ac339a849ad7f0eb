"""`alliance verify`: are the two engines one model?"""

from pathlib import Path
from typing import Annotated

import typer

from alliance import screen
from alliance.boundary import EXIT
from alliance.options import Json

CASES, SEED = 20, 1


def command(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="A folder of results, to verify that instead.", show_default=False
        ),
    ] = None,
    cases: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help=f"Random scenarios to run in both engines. Default: {CASES}.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(
            metavar="S", help=f"Seed of the scenarios, 0 or more. Default: {SEED}.", show_default=False
        ),
    ] = None,
    as_json: Json = False,
) -> int:
    """Hold both engines against one another on random scenarios, bit by bit; also workers, order, fresh
    compile.

    With DIR: is every file of these results as it was written, and do some of its runs come out the same
    again? Exit code 1 if a single bit differs.

    \b
    Example:  alliance verify --cases 50
    """
    from experiments.errors import UsageFault

    if folder is not None:
        if cases is not None or seed is not None:
            raise UsageFault("--cases and --seed are for the engines: leave out DIR, or these")
        return _folder(folder, as_json)
    from experiments.checks import docking

    cases, seed = CASES if cases is None else cases, SEED if seed is None else seed
    with screen.progress() as show:
        found = docking.verify(cases, seed, show)
    if as_json:
        screen.data(found)
    else:
        rows = [
            (row["name"], f"{row['compared']:,}", f"{row['different']:,}", row["first"])
            for row in found["checks"]
        ]
        screen.table(
            f"The same bits? {screen.counted(cases, 'random scenario')}, seed {seed}",
            ("check", "compared", "different", "first difference"),
            rows,
            numbers=(1, 2),
        )
        screen.line(
            "Every number agrees to the last bit." if found["ok"] else "There are differences: this is a bug."
        )
    return EXIT.ok if found["ok"] else EXIT.failure


def _folder(folder: Path, as_json: bool) -> int:
    from experiments.checks import results_folder

    with screen.progress() as show:
        show("looking at every file", 0, None)
        found = results_folder.verify(folder)
    if as_json:
        screen.data(found)
    elif found["ok"]:
        again = (
            f", and {screen.counted(found['repeated'], 'run')} came out the same again"
            if found["repeated"]
            else ""
        )
        other = (
            "; it comes from another model, so no run was repeated" if found.get("model") == "another" else ""
        )
        whole = (
            "Every file is as it was written"
            if found["finished"]
            else "What is there is whole, but not all is"
        )
        screen.line(f"{whole}{again}{other}.")
    else:
        rows = [(fault["file"], fault["matter"]) for fault in found["faults"]]
        screen.table(f"What is wrong in {folder}", ("file", "matter"), rows)
    return EXIT.ok if found["ok"] else EXIT.failure
