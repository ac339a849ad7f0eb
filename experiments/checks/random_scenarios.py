"""Random valid scenarios, to hold the engines against one another where nobody looked."""

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from scenarios import Invalid, Scenario, load
from sim.actors.fields import ACTOR_FIELDS
from sim.parameters.table import MECHANISMS, PARAMETERS
from sim.series import CLASSES, DOMAINS
from sim.world.build import build_world
from sim.world.causes import PROFILES, TARGETS

Draw = np.random.Generator
ATTEMPTS = 100


def random_scenario(number: int, seed: int) -> Scenario:
    """The scenario of that number: 12 to 60 months, 5 to 240 firms, every switch, parameter and shock
    drawn.
    """
    draw = np.random.default_rng([seed, number])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"case-{number}.yaml"
        for _ in range(ATTEMPTS):
            path.write_text(json.dumps(_file(draw, number)), encoding="utf-8")
            try:
                scenario: Scenario = load(str(path))
            except Invalid:
                continue  # parts that do not fit one another, such as a shock that runs past the end
            return scenario
    raise RuntimeError(
        f"{ATTEMPTS} drawn scenarios in a row were refused: the schema and the drawing disagree"
    )


def _file(draw: Draw, number: int) -> dict[str, Any]:
    months = int(draw.integers(12, 61))
    file = {
        "version": 1,
        "title": f"Random case {number}",
        "asks": "Do the engines agree?",
        "start": "2025-01",
        "horizon": {"months": months},
        "burn_in": {"months": int(draw.integers(0, 25))},
        "population": {"firms": int(draw.integers(5, 241)), "seed": int(draw.integers(1000))},
        "switches": {name: "on" if draw.random() < 0.5 else "off" for name in MECHANISMS},
        "parameters": {
            row.name: float(draw.uniform(row.low, row.high))
            for row in PARAMETERS.values()
            if draw.random() < 0.3
        },
        "actors": _actors(draw),
        "context": [_event(draw, f"context-{k}", months) for k in range(draw.integers(0, 2))],
        "shocks": [_event(draw, f"shock-{k}", months) for k in range(draw.integers(0, 4))],
    }
    if draw.random() < 0.5:
        file["start"] = {"month": "2025-01", **_shares_of_calm(draw)}
    file["recalm"] = "on" if draw.random() < 0.5 else "off"
    return file


def _shares_of_calm(draw: Draw) -> dict[str, float]:
    """Where run and twin start: far below calm, far above it, and anything between."""
    return {name: float(draw.uniform(0.05, 1.8)) for name in ("trust", "interoperability", "effort")}


def _actors(draw: Draw) -> dict[str, dict[str, float]]:
    fields = [name for name in ACTOR_FIELDS if name not in ("gdp", "population")]
    names = draw.choice([*build_world(firms=1).states, "EU"], size=draw.integers(0, 4), replace=False)
    return {
        str(name): {
            str(field): float(draw.uniform(*ACTOR_FIELDS[field])) for field in draw.choice(fields, size=1)
        }
        for name in names
    }


def _event(draw: Draw, name: str, months: int) -> dict[str, Any]:
    target = TARGETS[str(draw.choice(list(TARGETS)))]
    world = build_world(firms=1)
    profile = str(draw.choice(PROFILES))
    event: dict[str, Any] = {
        "name": name,
        "target": target.name,
        "from": int(draw.integers(0, months)),
        "size": float(draw.choice([0.0, 1.0, draw.random()])),
        "profile": profile,
    }
    chosen = {
        "regions": ("of", world.regions),
        "states": ("of", world.states),
        "kinds": ("of", world.kinds),
        "classes": ("classes", CLASSES),
        "domains": ("domains", DOMAINS),
    }
    for axis in target.select:
        field, names = chosen[axis]
        some = draw.choice(names, size=draw.integers(1, len(names) + 1), replace=False)
        event[field] = [str(member) for member in some]
    return event | _timing(draw, profile, months)


def _timing(draw: Draw, profile: str, months: int) -> dict[str, Any]:
    length = int(draw.integers(1, max(2, months // 3)))
    if profile == "pulse" or (profile == "step" and draw.random() < 0.3):
        return {}
    if profile == "step":
        return {"months": length}
    if profile == "ramp":
        return {"months": length, "ramp": int(draw.integers(1, length + 1))}
    if profile == "repeated":
        return {"months": length, "every": length + int(draw.integers(0, 7))}
    return {"months": length, "hazard": float(draw.random())}
