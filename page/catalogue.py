"""What the page can show: scenarios, sliders, mechanisms, lenses, outcomes, states. Names only: the words for
them are texts.
"""

import csv
from functools import cache
from typing import Any

from analysis.outcomes import FIVE_YEARS_ON, OUTCOMES
from experiments.study.patterns.arms import PARTITIONS
from page.sliders import sliders
from scenarios.lenses import lens_names
from scenarios.library import shipped
from sim.actors.tables import states
from sim.parameters.table import MECHANISMS

PARTITION = "model"
"""Which grouping of mechanisms by effect the page shows: the one of the model's own page."""
ELSE = "other"


@cache
def catalogue() -> dict[str, Any]:
    """All of it, as JSON can hold it."""
    effects = effect_of()
    return {
        "scenarios": list(shipped()),
        "sliders": [slider._asdict() for slider in sliders()],
        "mechanisms": [
            {"name": name, "effect": effects.get(name, ELSE), "on": row.default}
            for name, row in MECHANISMS.items()
        ],
        "lenses": list(lens_names()),
        "outcomes": list(dict.fromkeys((*FIVE_YEARS_ON, *OUTCOMES))),
        "states": [{"state": row["state"], "side": row["side"]} for row in states()],
    }


def effect_of() -> dict[str, str]:
    """Mechanism → maintenance, synergy or prevention, for those that belong to one."""
    with PARTITIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["mechanism"]: row["effect"] for row in rows if row["partition"] == PARTITION}
