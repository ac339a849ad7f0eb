"""What an evaluation adds to the receipt of its chunk."""

from typing import TYPE_CHECKING

from analysis.outcomes import months_short
from experiments.results.reading.receipt import Receipt

if TYPE_CHECKING:
    from experiments.engine.evaluate import Evaluation


def count_runs(receipt: Receipt, evaluation: "Evaluation") -> None:
    """Count the runs of an evaluation."""
    measures = evaluation.measures
    receipt.ok += len(evaluation.inert)
    receipt.outcomes.update(str(name) for name in measures["outcome"] if name)
    receipt.counts.update(
        inert=int(evaluation.inert.sum()),
        saturated=int(evaluation.saturated.sum()),
        censored=int(measures["censored"].sum()),
        dead_twin=int((~measures["twin_alive"]).sum()),
    )
    receipt.clamps.update(clamps(evaluation))
    receipt.months_short = max(receipt.months_short, months_short(*horizon_and_end(evaluation)))


def horizon_and_end(evaluation: "Evaluation") -> tuple[int, int | None]:
    """H, the months from the shock's first to the end, and the shock's last month counted from its first;
    None where there is no shock or it lasts to the end.
    """
    first, last, months = evaluation.t0 or 0, evaluation.t1, evaluation.case.months
    return months - first, None if last is None or last >= months - 1 else last - first


def clamps(evaluation: "Evaluation") -> dict[str, int]:
    """How often the runs' rules had to cut a value to its range, by rule."""
    from sim.run import CLAMPS  # whoever has an evaluation has loaded the engine

    return dict(zip(CLAMPS, evaluation.run.clamps.sum(axis=0).tolist(), strict=True))
