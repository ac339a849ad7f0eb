"""The page's texts in each language, apart from its code; names of the model it shares with figures."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from languages import names

HERE = Path(__file__).parent / "texts"


@cache
def texts(language: str) -> dict[str, Any]:
    """All texts of a language: groups of names and words."""
    own: dict[str, Any] = json.loads((HERE / f"{language}.json").read_text(encoding="utf-8"))
    shared = names(language)
    return own | {group: {**shared[group], **own.get(group, {})} for group in shared}


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
