"""`alliance check`: every fault of scenario and experiment files, where it stands."""

from typing import TYPE_CHECKING, Annotated

import typer

from alliance import screen
from alliance.exit_codes import ExitCode
from alliance.options import Json

if TYPE_CHECKING:
    from scenarios import Fault


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Scenario or experiment files.", show_default=False)
    ],
    as_json: Json = False,
) -> int:
    """Check scenario and experiment files, and print every fault as file:line:col: field: message.

    \b
    Example:  alliance check my-scenario.yaml
    """
    from dataclasses import asdict

    from alliance import check

    faults = {file: check(file) for file in files}
    if as_json:
        screen.data([asdict(fault) for of_file in faults.values() for fault in of_file])
    else:
        _show(faults)
    return ExitCode.INVALID if any(faults.values()) else ExitCode.OK


def _show(faults: "dict[str, list[Fault]]") -> None:
    for of_file in faults.values():
        for fault in of_file:
            screen.unbroken(fault)
    for file, of_file in faults.items():
        if not of_file:
            screen.message(f"{file}: no fault{_horizon_words(file)}")


def _horizon_words(file: str) -> str:
    """A warning where a scenario ends before the outcome five years on can be judged."""
    from alliance.outcome_words import too_short
    from analysis.outcomes import months_short
    from experiments.design import files
    from scenarios import load, window

    if files.is_experiment(file):
        return ""
    scenario = load(file)
    first, last = window(scenario)
    if first is None or last is None:
        return ""
    missing = months_short(scenario.horizon.months - first, last - first)
    words = f"{too_short(missing)} It needs a horizon of {scenario.horizon.months + missing} months."
    return f". {words}" if missing else ""
