"""Which verdicts depend on whether states act at once or one after another, in an order drawn anew.

`python -m experiments.study.sensitivity.activation_order` runs it (a minute) and writes
`docs/results/order.csv` and the table in `docs/patterns.md`. What is expected was written down before
(`docs/expectations.md`).
"""

from collections.abc import Mapping
from pathlib import Path

from experiments.study.maps.map_tables import DOCS, say, table
from experiments.study.maps.starting_points import Row
from experiments.study.pages import fill_pages
from experiments.study.sensitivity.ablation import N, all_measured, paired
from experiments.study.sensitivity.one_at_a_time import verdicts

IN_TURN: Mapping[str, float | bool] = {"switches.random_order": True}


def rows(n: int = N, jobs: int | None = None) -> list[Row]:
    """A row a part: what it comes to and its verdict when states act at once and in turn.

    All intervals together hold with 95 %.
    """
    confidence = 1 - 0.05 / (2 * len(paired()))
    at_once, in_turn = (verdicts(one, confidence) for one in all_measured([{}, IN_TURN], n, jobs))
    made = []
    for part, (estimate, verdict) in at_once.items():
        other, said = in_turn[part]
        made.append({"part": part, "at_once": estimate, "in_turn": other, "verdict": verdict,
                     "verdict_in_turn": said, "changed": "yes" if said != verdict else "no"})  # fmt: skip
    return made


def write_all(folder: Path = DOCS, jobs: int | None = None) -> None:
    """Run everything and write table and page into `folder`."""
    made = rows(jobs=jobs)
    table(folder, "order", made)
    fill_pages(folder, ["patterns.md"])
    say(f"{sum(row['changed'] == 'yes' for row in made)} of {len(made)} verdicts changed")


if __name__ == "__main__":
    write_all()
