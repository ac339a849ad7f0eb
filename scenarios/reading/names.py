"""The names a scenario may use, taken from the model in one place."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

UNION = "EU"
"""Stands for all member states where states are meant; among regions it is a region of its own."""

AXES = {"regions": "of", "states": "of", "kinds": "of", "classes": "classes", "domains": "domains"}
"""What a target selects by → the field of an event that says it."""


@lru_cache(maxsize=1)
def states() -> tuple[str, ...]:
    """ISO 3166 codes of the states of the model: the United States and the members of the Union."""
    from sim.actors import tables

    return tuple(row["state"] for row in tables.states())


@lru_cache(maxsize=1)
def regions() -> tuple[str, ...]:
    """Regions that make chips."""
    from sim.actors import tables

    return tuple(dict.fromkeys(row["region"] for row in tables.regions()))


@lru_cache(maxsize=1)
def kinds() -> tuple[str, ...]:
    """Kinds of firms."""
    from sim.actors import tables

    return tuple(row["kind"] for row in tables.kinds())


@lru_cache(maxsize=1)
def members() -> tuple[str, ...]:
    """The states of the Union."""
    from sim.actors import tables

    return tuple(row["state"] for row in tables.states() if row["side"] == UNION)


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Code of a state, region or kind of firms → its name in English."""
    from sim.actors import tables

    named = {row["region"]: row["title"] for row in tables.regions()}
    named |= {row["kind"]: f"{row['title']}s" for row in tables.kinds()}
    return named | {row["state"]: row["title"] for row in tables.states()}


def axis_names(axis: str) -> tuple[str, ...]:
    """Every name on an axis a target selects by; ``EU`` is none of the states (see :func:`expand_names`)."""
    from sim.series import CLASSES, DOMAINS

    return {
        "regions": regions(),
        "states": states(),
        "kinds": kinds(),
        "classes": tuple(CLASSES),
        "domains": tuple(DOMAINS),
    }[axis]


def allowed_names(axis: str) -> tuple[str, ...]:
    """What a file may write for an axis: its names and, for states, ``EU``."""
    return (*axis_names(axis), UNION) if axis == "states" else axis_names(axis)


def expand_names(axis: str, named: Iterable[str]) -> tuple[str, ...]:
    """Names as written → names of the model, each once, in its order; ``EU`` becomes its members."""
    wanted = set(named)
    if axis == "states" and UNION in wanted:
        wanted |= set(members())
    return tuple(name for name in axis_names(axis) if name in wanted)


def actor_fields() -> dict[str, tuple[float, float]]:
    """Field of an actor that a scenario may set → its range; slow, for it imports the model's arrays."""
    from sim.actors.fields import ACTOR_FIELDS

    return ACTOR_FIELDS
