"""Which verdicts depend on whether states act at once or one after another, in an order drawn anew.

`python -m experiments.study activation-order` runs it and writes the table `order`. What is expected was
written down before (`docs/expectations.md`).
"""

from experiments.study.folders import SHIPPED, Folders
from experiments.study.patterns.verdicts import joint_confidence
from experiments.study.recheck import Recheck, whole
from experiments.study.report import Row, save_table, say
from experiments.study.sensitivity.ablation import Changes, N, paired_parts, part_values_of_each
from experiments.study.sensitivity.one_at_a_time import estimates_and_verdicts

IN_TURN: Changes = {"switches.random_order": True}


def rows(n: int = N, jobs: int | None = None) -> list[Row]:
    """A row a part: what it comes to and its verdict when states act at once and in turn.

    All intervals together hold with 95 %.
    """
    confidence = joint_confidence(2 * len(paired_parts()))
    at_once, in_turn = (
        estimates_and_verdicts(values, confidence) for values in part_values_of_each([{}, IN_TURN], n, jobs)
    )
    made = []
    for part, (estimate, verdict) in at_once.items():
        estimate_in_turn, verdict_in_turn = in_turn[part]
        made.append({
            "part": part, "at_once": estimate, "in_turn": estimate_in_turn, "verdict": verdict,
            "verdict_in_turn": verdict_in_turn, "changed": "yes" if verdict_in_turn != verdict else "no",
        })  # fmt: skip
    return made


def recheck(_: Folders, __: int | None, jobs: int | None) -> dict[str, Recheck]:
    """Every part measured anew, in both orders."""
    return {"order": whole(rows(jobs=jobs))}


def write_all(folders: Folders = SHIPPED, jobs: int | None = None) -> None:
    """Measure every part in both orders and write the table."""
    made = rows(jobs=jobs)
    save_table(folders, "order", made)
    say(f"{sum(row['changed'] == 'yes' for row in made)} of {len(made)} verdicts changed")
