"""Readers of the actors' tables. Every row names its source or says `assumed`."""

import csv
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def states() -> tuple[dict[str, str], ...]:
    """state (ISO3), title, side: the states side by side, in the order of the table."""
    return tuple(_rows("states.csv"))


@cache
def sides() -> tuple[dict[str, str], ...]:
    """side, title, the Council's thresholds, and for each domain how its position is found (vote or mean)."""
    return tuple(_rows("sides.csv"))


@cache
def figures() -> dict[tuple[str, str], float]:
    """(state, field) → value: gdp (USD bn), population, security, autonomy, notable_models, gpu_share (%)."""
    return {(row["actor"], row["field"]): float(row["value"]) for row in _rows("figures.csv")}


@cache
def regions() -> tuple[dict[str, str], ...]:
    """region, title, class, share of the world's capacity (%)."""
    return tuple(_rows("regions.csv"))


@cache
def kinds() -> tuple[dict[str, str], ...]:
    """kind of firm: share of firms, of output and of the need for its class of chips; dependence; what it
    gains by domain.
    """
    return tuple(_rows("kinds.csv"))
