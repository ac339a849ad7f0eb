"""The table of null models as it stands on its page."""

from collections.abc import Mapping, Sequence

from experiments.study.core.null_models.null_courses import AR1, LOSS_AND_RETURN, SCALED
from experiments.study.core.null_models.null_scores import ADDS_NOTHING
from experiments.study.page_tables.page_cells import Column, Row, digits, text


def _left(null: str) -> Column:
    def written(row: Row) -> str:
        return f"{float(row[f'{null} left']):.2f} ({digits(float(row[f'{null} error']))})"

    return f"{null}: share left (error)", written


def _named(null: str) -> Column:
    def written(row: Row) -> str:
        right = row[f"{null} right"]
        return f"{row[f'{null} outcome']} ({float(right):.0%})" if right else ""

    return f"outcome by {null} (share of draws right)", written


OF_NULLS: Mapping[str, Sequence[Column]] = {
    "null-verdicts": (
        text("case"), text("split", "scored"), text("series"),
        _left(AR1), _left(LOSS_AND_RETURN), _left(SCALED),
        text("outcome", "model's outcome"), _named(AR1), _named(LOSS_AND_RETURN),
        ("verdict", lambda row: row["verdict"] if row["verdict"] != ADDS_NOTHING else f"**{ADDS_NOTHING}**"),
        text("n"),
    ),
}  # fmt: skip
