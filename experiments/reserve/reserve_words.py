"""What a reserve says, in a sentence or two: for the screen and below a figure's title."""

import math
from collections.abc import Sequence

from experiments.reserve.further_shocks import BLOCKADE, TURN, FurtherShock
from experiments.results.reserve_table import CALM, RUN, ReserveRow
from languages import in_a_row, rendered, said


def medians(rows: Sequence[ReserveRow], of: str, further: FurtherShock) -> dict[int, float]:
    """The median reserve by month, where there is one."""
    mine = (row for row in rows if (row.of, row.further) == (of, further.name))
    return {row.month: row.q50 for row in mine if row.q50 is not None}


def sentences(rows: Sequence[ReserveRow]) -> list[str]:
    """What the medians come to: when it takes least to end the alliance, and how much it takes in calm."""
    run = medians(rows, RUN, TURN)
    if not run:
        return ["There is no reserve: the twins of all runs are dead, so nothing can be compared with them."]
    return [_of_turn(run, medians(rows, CALM, TURN).get(0)), *_of_blockade(medians(rows, RUN, BLOCKADE))]


def answer(rows: Sequence[ReserveRow], further: FurtherShock) -> str:
    """What the medians of one further shock come to, for the head of its panel."""
    run, calm = medians(rows, RUN, further), medians(rows, CALM, further).get(0)
    title = rendered(further.title)
    if not run:
        return said("{shock}: no twin lives", shock=title)
    month = min(run, key=lambda month: run[month])
    lowest = said("{shock}: lowest {amount}", shock=title, amount=amount(run[month], further))
    when = [] if math.isinf(run[month]) else [said("in month {month}", month=month)]
    in_calm = [] if calm is None else [said("calm {amount}", amount=amount(calm, further))]
    return said("; ").join([in_a_row([lowest, *when]), *in_calm])


def _of_turn(run: dict[int, float], calm: float | None) -> str:
    month, highest = min(run, key=lambda month: run[month]), max(run, key=lambda month: run[month])
    if run[month] == 0:
        in_calm = "" if calm is None else f"; in calm that takes {amount(calm, TURN)} months of a full turn"
        return f"In month {month} no further shock is needed: what has happened ends the alliance{in_calm}."
    if math.isinf(run[month]):
        return (
            f"In none of the months tried would {TURN.most} further months of a full turn end the alliance."
        )
    least = amount(run[month], TURN)
    words = f"At its weakest, in month {month}, {least} further months of a full turn would end the alliance"
    if calm is None:
        return f"{words}."
    if run[highest] > calm:
        words += f"; at its strongest, in month {highest}, it would take {amount(run[highest], TURN)}"
    return f"{words}; in calm it would take {amount(calm, TURN)}."


def _of_blockade(run: dict[int, float]) -> list[str]:
    alive = {month: size for month, size in run.items() if size > 0}
    if not alive:
        return []
    month = min(alive, key=lambda month: alive[month])
    if math.isinf(alive[month]):
        return ["A blockade of Taiwan for 60 months would not end the alliance, whatever its size."]
    size = amount(alive[month], BLOCKADE)
    return [
        f"A blockade of Taiwan for 60 months from month {month} would end it if its size were {size} or more."
    ]


def amount(number: float, further: FurtherShock) -> str:
    """A median in words: of one beyond the highest level what is meant by that."""
    if not math.isinf(number):
        return f"{number:g}"
    return said("over {most}", most=TURN.most) if further is TURN else said("none")
