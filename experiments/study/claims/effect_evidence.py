"""What the factorial of the three effects comes to for claims A2, A3 and A4, in words and as a verdict."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from experiments.study.claims.part_results import DEPENDS, NOT_SUPPORTED, SUPPORTED
from experiments.study.effects.answers import CLAIMS, NOT_SHOWN, SHOWS, reading_words
from experiments.study.effects.effect_names import ACTION, STRONGER

ASKS = "effects"
"""What stands in `patterns.csv` as asking better than a part that read performance for an effect."""


def effect_words(tables: Path) -> dict[str, str]:
    """What each effect came to as the loss it saves, by partition, at all stakes, and what was read besides;
    nothing where that has not been measured.
    """
    readings = _rows(tables / "effect-readings.csv")
    besides = reading_words(readings) if readings else {}
    words = {}
    for claim, said in _by_partition(tables).items():
        told = "; ".join(f"{partition}: {word}" for partition, word in said.items())
        beside = besides.get(claim, "")
        words[claim] = f"As the loss it saves ([effects](effects.md)): {told}. {beside}".rstrip()
    return words


def effect_verdicts(tables: Path) -> dict[str, str]:
    """The verdict of the factorial on each claim: supported if the effect shows by every partition at all
    stakes, not supported if it shows by none at any, else it depends. A stronger whole, or joint action that
    saves, is a part of A3 that shows.
    """
    return {
        claim: verdict_of([*said.values(), *(_shown_besides(tables) if claim == "A3" else ())])
        for claim, said in _by_partition(tables).items()
    }


def verdict_of(words: Iterable[str]) -> str:
    """One verdict from those by partition.

    >>> verdict_of(["shows", "shows"]), verdict_of(["does not show"]), verdict_of(["shows", "mixed"])
    ('supported', 'not supported', 'depends')
    """
    said = set(words)
    return SUPPORTED if said == {SHOWS} else NOT_SUPPORTED if said == {NOT_SHOWN} else DEPENDS


def _shown_besides(tables: Path) -> list[str]:
    rows = _rows(tables / "effect-readings.csv")
    shown = any((row["reading"], row["verdict"]) in ((STRONGER, "adds"), (ACTION, "saves")) for row in rows)
    return [SHOWS] if shown else []


def _by_partition(tables: Path) -> dict[str, Mapping[str, str]]:
    """What is said of each claim at all stakes, by partition."""
    rows = _rows(tables / "effect-answers.csv")
    said = {
        claim: {row["partition"]: row["at_all_stakes"] for row in rows if row["effect"] == effect}
        for effect, claim in CLAIMS.items()
    }
    return {claim: words for claim, words in said.items() if words}


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]
