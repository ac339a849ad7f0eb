"""Plain value → checked file, or everything that is wrong with it."""

from __future__ import annotations

from typing import Any

from scenarios.checking.consistency import PLACES, consistency_blames
from scenarios.checking.default_sweep import corner_blames, map_blames
from scenarios.checking.partial_values import without_blamed
from scenarios.checking.type_faults import SCENARIO_LAYOUT, validate_types
from scenarios.reading.faults import Blame, Path
from scenarios.schema import File


def examine(
    value: Any, blamed: frozenset[Path] = frozenset(), with_map: bool = True
) -> tuple[File | None, list[Blame]]:
    """The file and no blames, or None and all of them; the reader has complained about ``blamed``."""
    file, blames = validate_types(value, SCENARIO_LAYOUT, File)
    blames = [blame for blame in blames if not is_blamed(blame.path, blamed)]
    wrong = blamed | {blame.path for blame in blames}
    rest = without_blamed(value, wrong)
    if isinstance(rest, dict) and () not in wrong - blamed:
        events_valid = not any(path[0] in PLACES for path in wrong if path)
        on_map = map_blames(rest, events_valid) if with_map else ()
        further = (*consistency_blames(rest), *on_map)
        blames += [blame for blame in further if not is_blamed(blame.path, blamed)]
    if file is not None and with_map and not blames and not blamed:
        blames = list(corner_blames(file))
    return (file, []) if file is not None and not blames and not blamed else (None, blames)


def is_blamed(path: Path, blamed: frozenset[Path]) -> bool:
    """Whether a path, or a part of its way, was blamed already."""
    return any(path[:length] in blamed for length in range(1, len(path) + 1))
