"""What null models come to, a row a case, split and series: where the model adds nothing, where they fail."""

from collections.abc import Mapping, Sequence

from experiments.study.core.null_models.null_courses import AR1, LOSS_AND_RETURN, SCALED
from experiments.study.report import Row

SHOWN = (AR1, LOSS_AND_RETURN, SCALED)


def verdict_rows(rows: Sequence[Mapping[str, object]]) -> list[Row]:
    """The rows of null models side by side: what each leaves unexplained, its error, how it says that it ends
    and in which share of draws that is right.
    """
    made: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        case, split, series = (str(row[name]) for name in ("case", "split", "series"))
        wide = made.setdefault(
            (case, split, series),
            {"case": case, "split": split, "size": row["size"], "series": series,
             "outcome": row["outcome"], "verdict": row["verdict"], "n": row["n"]},
        )  # fmt: skip
        if row["null"] in SHOWN:
            named = {"left": "unexplained", "error": "error", "outcome": "null_outcome", "right": "right"}
            wide |= {f"{row['null']} {name}": row[column] for name, column in named.items()}
    return [*made.values()]
