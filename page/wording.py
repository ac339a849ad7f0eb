"""The page's texts in each language, apart from its code."""

import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "texts"


@cache
def texts(language: str) -> dict[str, Any]:
    """All texts of a language: groups of names and words."""
    document: dict[str, Any] = json.loads((HERE / f"{language}.json").read_text(encoding="utf-8"))
    return document


def flat(document: dict[str, Any], before: str = "") -> dict[str, str]:
    """Texts by their whole names.

    >>> flat({"view": {"map": "Map"}})
    {'view.map': 'Map'}
    """
    by_name: dict[str, str] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            by_name |= flat(value, f"{before}{name}.")
        else:
            by_name[before + name] = value
    return by_name
