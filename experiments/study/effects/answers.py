"""What the table of effects comes to: whether each effect shows, where, and at which stakes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from experiments.study.effects.effect_names import (
    ACTION,
    ADDS,
    COSTS,
    EFFECTS,
    PARTITIONS,
    READY,
    RECENTRED,
    SAVES,
    STRONGER,
)

if TYPE_CHECKING:
    from experiments.study.report import Row

CLAIMS = dict(zip(EFFECTS, ("A2", "A3", "A4"), strict=True))
"""The claim that each effect is."""
OUTSIDE_CELLS, INSIDE_CELLS = 3, 2
"""In so many cells an effect has to show; inside ones are asked of synergy and prevention alone."""
SHOWS, MIXED, NOT_SHOWN, DEPENDS = "shows", "mixed", "does not show", "depends on the stakes"
TOLD = ("cooperation", "output")
"""What is told of an effect: it shows in a cell where it saves either from any of the three starts."""


class Answer(NamedTuple):
    """Whether an effect shows by a partition at some stakes: the cells where it saves, and where it costs."""

    partition: str
    effect: str
    stakes: str
    saves_outside: tuple[str, ...]
    saves_inside: tuple[str, ...]
    costs_outside: tuple[str, ...]
    costs_inside: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """It shows in cells enough and costs nowhere; or it does both; or it does not show. Maintenance is
        judged by shocks from outside, of which alone the theory speaks.
        """
        enough = len(self.saves_outside) >= OUTSIDE_CELLS
        if self.effect != EFFECTS[0]:
            enough = enough and len(self.saves_inside) >= INSIDE_CELLS
        if not enough:
            return NOT_SHOWN
        counted = self.costs_outside
        if self.effect != EFFECTS[0]:
            counted += self.costs_inside
        return MIXED if counted else SHOWS


def answers_of(rows: "Sequence[Mapping[str, str] | Row]") -> Iterator[Answer]:
    """An answer for each partition, effect and stakes."""
    decisive = [row for row in rows if row["reading"] == RECENTRED and row["measure"] in TOLD]
    for partition in PARTITIONS:
        for effect in EFFECTS:
            for stakes in dict.fromkeys(row["stakes"] for row in decisive):
                mine = [
                    row
                    for row in decisive
                    if (row["partition"], row["what"], row["stakes"]) == (partition, effect, stakes)
                ]
                yield Answer(
                    partition, effect, stakes, _cells(mine, SAVES, "outside"), _cells(mine, SAVES, "inside"),
                    _cells(mine, COSTS, "outside"), _cells(mine, COSTS, "inside"),
                )  # fmt: skip


def _cells(rows: "Sequence[Mapping[str, str] | Row]", verdict: str, where: str) -> tuple[str, ...]:
    named = [row["cell"] for row in rows if (row["verdict"], row["where"]) == (verdict, where)]
    return tuple(dict.fromkeys(named))


def across_stakes(answers: Sequence[Answer]) -> dict[tuple[str, str], str]:
    """The verdict on each effect by partition: one word at all stakes, or that it depends on them."""
    words: dict[tuple[str, str], list[str]] = {}
    for answer in answers:
        words.setdefault((answer.partition, answer.effect), []).append(answer.verdict)
    return {key: said[0] if len(set(said)) == 1 else DEPENDS for key, said in words.items()}


def answer_rows(rows: "Sequence[Mapping[str, str] | Row]") -> "list[Row]":
    """The answers as a table, a row a partition, effect and stakes."""
    answers = [*answers_of(rows)]
    whole = across_stakes(answers)
    return [
        {
            "claim": CLAIMS[answer.effect], "effect": answer.effect, "partition": answer.partition,
            "stakes": answer.stakes, "saves_outside": " ".join(answer.saves_outside),
            "saves_inside": " ".join(answer.saves_inside), "costs_outside": " ".join(answer.costs_outside),
            "costs_inside": " ".join(answer.costs_inside),
            "verdict": answer.verdict, "at_all_stakes": whole[answer.partition, answer.effect],
        }
        for answer in answers
    ]  # fmt: skip


def reading_words(rows: "Sequence[Mapping[str, str] | Row]") -> dict[str, str]:
    """What the readings beyond the factorial came to, in a sentence or two a claim."""
    action = [row for row in rows if row["reading"] == ACTION]
    stronger = [float(row["mean"]) for row in rows if (row["reading"], row["verdict"]) == (STRONGER, ADDS)]
    ready = [row for row in rows if row["reading"] == READY]
    saved = [row for row in ready if (row["measure"], row["verdict"]) == ("output", SAVES)]
    spared = ", ".join(str(row["cell"]) for row in saved)
    stands = dict.fromkeys(row["measure"] for row in ready if row["verdict"] == ADDS)
    saves = ", ".join(at_all_stakes(action, SAVES)) or "no shock"
    costs = ", ".join(dict.fromkeys(row["cell"] for row in action if row["verdict"] == COSTS)) or "none"
    grown = f"adds {min(stronger):.2f} to {max(stronger):.2f} of output" if stronger else "does not show"
    return {
        "A3": f"A stronger whole: in calm it {grown}. Joint action alone, at all stakes: saves in {saves}; "
        f"costs somewhere in {costs}.",
        "A4": f"What stands ready because of cooperation: {', '.join(stands).replace('_', ' in ')}; "
        f"cooperation before and during a shock saves output in {spared}.",
    }


def at_all_stakes(rows: "Sequence[Mapping[str, str] | Row]", verdict: str) -> list[str]:
    """The cells in which some reading comes to a verdict at every one of the stakes, from any start."""
    stakes = {row["stakes"] for row in rows}
    cells = dict.fromkeys(row["cell"] for row in rows)
    said = {(row["cell"], row["stakes"]) for row in rows if row["verdict"] == verdict}
    return [cell for cell in cells if all((cell, at) in said for at in stakes)]
