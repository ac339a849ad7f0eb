"""`alliance verify`: are the two engines one model?"""

from typing import Annotated

import typer

from alliance import screen
from alliance.boundary import EXIT
from alliance.options import Json, Seed


def command(
    cases: Annotated[int, typer.Option(metavar="N", help="Random scenarios to run in both engines.")] = 20,
    seed: Seed = 1,
    as_json: Json = False,
) -> int:
    """Hold both engines against one another on random scenarios, bit by bit; also workers, order, fresh
    compile.

    Exit code 1 if a single bit differs.

    \b
    Example:  alliance verify --cases 50
    """
    from experiments import docking

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
            f"The same bits? {cases} random scenarios, seed {seed}",
            ("check", "compared", "different", "first difference"),
            rows,
            numbers=(1, 2),
        )
        screen.line(
            "Every number agrees to the last bit." if found["ok"] else "There are differences: this is a bug."
        )
    return EXIT.ok if found["ok"] else EXIT.failure
