"""Plain value → checked file, or everything that is wrong with it."""

from __future__ import annotations

from typing import Any

from scenarios.checking.consistency import PLACES, meaning
from scenarios.checking.default_sweep import corner_blames, map_blames
from scenarios.checking.partial_values import prune
from scenarios.checking.type_faults import shape
from scenarios.reading.faults import Blame, Path
from scenarios.schema import File


def examine(
    value: Any, blamed: frozenset[Path] = frozenset(), with_map: bool = True
) -> tuple[File | None, list[Blame]]:
    """The file and no blames, or None and all of them; the reader has complained about ``blamed``."""
    file, blames = shape(value)
    blames = [blame for blame in blames if not within(blame.path, blamed)]
    wrong = blamed | {blame.path for blame in blames}
    rest = prune(value, wrong)
    if isinstance(rest, dict) and () not in wrong - blamed:
        events_well = not any(path[0] in PLACES for path in wrong if path)
        on_map = map_blames(rest, events_well) if with_map else ()
        blames += [blame for blame in (*meaning(rest), *on_map) if not within(blame.path, blamed)]
    if file is not None and with_map and not blames and not blamed:
        blames = list(corner_blames(file))
    return (file, []) if file is not None and not blames and not blamed else (None, blames)


def within(path: Path, blamed: frozenset[Path]) -> bool:
    """Whether a path, or a part of its way, was blamed already."""
    return any(path[:length] in blamed for length in range(1, len(path) + 1))
