"""`plan.json`: what a sweep's folder was begun for, written before its first run, checked when it is read."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from experiments.errors import NotResults
from experiments.results.json_types import field_misfits
from experiments.results.manifest import SweepManifest, is_as_sealed, read_json, seal
from experiments.results.store import PLAN

NEEDED = (
    *("kind", "format", "model", "scenario_hash", "scenario", "plan", "design", "vary", "replicates", "seed"),
    *("rest", "trajectories", "points", "points_a_chunk", "chunks", "runs", "changed"),
)
UNSHARED = ("command", "digest")
"""Keys of a plan that the manifest does not repeat: the words that were typed, and the plan's own seal."""


def sealed(plan: Mapping[str, Any]) -> dict[str, Any]:
    """The plan with a hash of itself under `digest`, by which an edit shows."""
    return {**plan, "digest": seal(plan)}


def is_as_written(folder: Path, plan: Mapping[str, Any]) -> bool | None:
    """Whether the plan read in a folder is what its own seal says; None for one of an earlier version, which
    has no seal.
    """
    return None if "digest" not in plan else is_as_sealed(folder / PLAN, plan)


def read_plan(folder: Path) -> dict[str, Any]:
    """What a folder was begun for. Raises NotResults for a folder that no sweep was begun in, or whose plan
    lacks a key or holds under it what does not belong there.
    """
    path = folder / PLAN
    try:
        plan = read_json(path)
    except FileNotFoundError:
        raise NotResults(f"{folder} holds no sweep ({PLAN} is missing)") from None
    if not isinstance(plan, dict):
        raise NotResults(f"{path} is not the plan of a sweep")
    if fault := next(field_misfits(plan, _kinds(), NEEDED), None):
        raise NotResults(f"{path}: {fault}")
    return plan


@cache
def _kinds() -> dict[str, Any]:
    """What each key must hold: a plan says beforehand what the manifest repeats."""
    kinds = get_type_hints(SweepManifest, include_extras=True)
    told = {name: kind for name, kind in kinds.items() if name in SweepManifest.KEYS}
    return {**told, "command": list[str], "digest": str}


def differing_keys(plan: Mapping[str, Any], document: Mapping[str, Any]) -> list[str]:
    """Keys under which a manifest's document says something else than the plan."""
    return [name for name in plan if name not in UNSHARED and document.get(name) != plan[name]]
