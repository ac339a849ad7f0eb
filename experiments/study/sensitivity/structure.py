"""Which parts of patterns come out otherwise where one rule's text is another.

A part whose sign no draw of parameters turns may still owe it to the form of a rule. So all parts are
measured in the structural alternatives of the core (`experiments.study.core.alternatives`), at the defaults:
`python -m experiments.study structure` writes the table `structure`.
"""

from collections.abc import Iterator

import numpy as np

from experiments.study.core.alternatives import ALTERNATIVES, rows_of
from experiments.study.folders import SHIPPED, Folders
from experiments.study.recheck import Recheck, whole
from experiments.study.report import Row, save_table, say
from experiments.study.sensitivity.ablation import N, finite_mean, paired_parts, part_values
from experiments.study.sensitivity.volume import otherwise

MAKER = "experiments.study.sensitivity.structure:part_means"


def part_means(n: int) -> Iterator[Row]:
    """What every part comes to in the model that this process imports, over n replicates."""
    for name, values in part_values({}, n).items():
        yield {"part": name, "mean": finite_mean(values)}


def rows(n: int = N) -> list[Row]:
    """A row an alternative and part: its mean, and whether it comes out otherwise; the first alternative
    replaces nothing and is the control.
    """
    written, made = {part.name: part for part in paired_parts()}, []
    for alternative in ALTERNATIVES:
        for row in rows_of(alternative, n, MAKER):
            part, mean = written[str(row["part"])], float(str(row["mean"]))
            turned = np.isfinite(mean) and otherwise(part, {part.name: mean})
            made.append({
                "alternative": row["alternative"], "part": part.name, "mean": mean,
                "otherwise": "yes" if turned else "no", "n": n,
            })  # fmt: skip
        say(f"structure: {alternative.name}")
    return made


def recheck(_: Folders, __: int | None, ___: int | None) -> dict[str, Recheck]:
    """Every part measured anew in every alternative."""
    return {"structure": whole(rows())}


def write_all(folders: Folders = SHIPPED, _: int | None = None) -> None:
    """Measure every part in every alternative and write the table."""
    made = rows()
    save_table(folders, "structure", made)
    turned = sum(row["otherwise"] == "yes" for row in made)
    say(f"{turned} of {len(made)} come out otherwise")
