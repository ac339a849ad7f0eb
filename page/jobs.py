"""What is to be computed, in parts that a queue can deal out."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """Something to compute: `parts` one by one, in any order and perhaps side by side, and `join`, which
    makes the answer of what they gave, in order. Jobs of one `key` have one answer.
    """

    key: Hashable
    parts: tuple[Callable[[], Any], ...]
    join: Callable[[list[Any]], bytes]
