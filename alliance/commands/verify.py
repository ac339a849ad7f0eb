"""`alliance verify`: are the two engines one model?"""

from pathlib import Path
from typing import Annotated, Any

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json

CASES, SEED = 20, 1

Folder = Annotated[
    Path | None,
    typer.Argument(metavar="[DIR]", help="A folder of results to verify instead.", show_default=False),
]
Cases = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help=f"Number of random scenarios to run in both engines. Default: {CASES}.",
        show_default=False,
    ),
]
SeedOfCases = Annotated[
    int | None,
    typer.Option(metavar="S", help=f"Seed of the scenarios, 0 or more. Default: {SEED}.", show_default=False),
]


def command(
    folder: Folder = None, cases: Cases = None, seed: SeedOfCases = None, as_json: Json = False
) -> int:
    """Check on random scenarios that both engines agree bit by bit, and that neither the number of workers
    nor the order of runs nor a fresh compilation changes a result.

    With DIR, check instead that every file of these results is as it was written, and that some of its runs
    come out the same again.

    \b
    Example:  alliance verify --cases 50
    """
    from experiments.errors import UsageFault

    if folder is None:
        return _engines(CASES if cases is None else cases, SEED if seed is None else seed, as_json)
    if cases is not None or seed is not None:
        raise UsageFault("--cases and --seed apply to the engines: leave out DIR, or leave out these options")
    return _folder(folder, as_json)


def _engines(cases: int, seed: int, as_json: bool) -> int:
    from experiments.checks import docking

    with screen.progress() as show:
        report = docking.verify(cases, seed, show)
    if as_json:
        screen.data(report)
    else:
        screen.table(
            f"The same bits? {screen.counted(cases, 'random scenario')}, seed {seed}",
            ("check", "compared", "different", "first difference"),
            [
                (check["name"], f"{check['compared']:,}", f"{check['different']:,}", check["first"])
                for check in report["checks"]
            ],
            numbers=(1, 2),
        )
        screen.line(
            "Every number agrees to the last bit."
            if report["ok"]
            else "There are differences: this is a bug."
        )
    return ExitCode.OK if report["ok"] else ExitCode.FAILURE


def _folder(folder: Path, as_json: bool) -> int:
    from experiments.checks import results_folder

    with screen.progress() as show:
        show("looking at every file", 0, None)
        report = results_folder.verify(folder)
    if as_json:
        screen.data(report)
    elif report["ok"]:
        screen.line(_sound(report))
    else:
        rows = [(fault["file"], fault["matter"]) for fault in report["faults"]]
        screen.table(f"What is wrong in {folder}", ("file", "matter"), rows)
    return ExitCode.OK if report["ok"] else ExitCode.FAILURE


def _sound(report: dict[str, Any]) -> str:
    """How far a folder without a fault was looked into."""
    words = (
        "Every file is as it was written" if report["finished"] else "What is there is intact but incomplete"
    )
    if report["repeated"]:
        words += f", and {screen.counted(report['repeated'], 'run')} came out the same again"
    if report.get("model") == "another":
        words += "; it comes from another model, so no run was repeated"
    return f"{words}."
