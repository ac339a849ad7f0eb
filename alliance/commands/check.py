"""`alliance check`: every fault of scenario and experiment files, where it stands."""

from typing import Annotated

import typer

from alliance import screen
from alliance.boundary import EXIT
from alliance.options import Json


def command(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Scenario or experiment files.", show_default=False)
    ],
    as_json: Json = False,
) -> int:
    """Check scenario and experiment files and print every fault as file:line:col: field: message.

    Exit code 3 if there is one.

    \b
    Example:  alliance check my-scenario.yaml
    """
    from dataclasses import asdict

    from alliance import check

    found = {file: check(file) for file in files}
    if as_json:
        screen.data([asdict(fault) for faults in found.values() for fault in faults])
    else:
        for faults in found.values():
            for fault in faults:
                print(fault)
    for file, faults in found.items():
        if not faults and not as_json:
            screen.message(f"{file}: no fault")
    return EXIT.invalid if any(found.values()) else EXIT.ok
