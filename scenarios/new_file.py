"""A commented scenario file to start from."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios.events import all_kinds
from scenarios.reading.faults import Fault, KeyFault
from scenarios.reading.names import actor_fields
from scenarios.reading.safe_text import echo
from scenarios.schema import SLUG

TEMPLATE = Path(__file__).with_name("new_file.txt")
LONGEST_NAME = 60


def starter(name: str) -> str:
    """A scenario file with the title ``name`` that explains every field and can be run as it stands.

    ``name``: small letters, digits and single hyphens. Raises :class:`KeyFault` for another.
    """
    if not re.fullmatch(SLUG, name) or len(name) > LONGEST_NAME:
        message = f"must be small letters, digits and single hyphens, a letter first, at most {LONGEST_NAME}"
        raise KeyFault((Fault("", 0, 0, "name", message, echo(name), _slug(name)),))
    width = max(map(len, all_kinds()))
    filled = {
        "{name}": name,
        "{capabilities}": ", ".join(field for field in actor_fields() if field.startswith("capability_")),
        "{kinds}": "\n".join(f"#   {kind.name:{width}}  {kind.words}" for kind in all_kinds().values()),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for mark, words in filled.items():
        text = text.replace(mark, words)
    return text


def _slug(name: str) -> str:
    """The nearest name that would do; nothing where no letter begins it.

    >>> _slug("My Shock (2)")
    'my-shock-2'
    """
    words = re.findall(r"[a-z0-9]+", name[:LONGEST_NAME].lower())
    slug = "-".join(words)
    return slug if re.fullmatch(SLUG, slug) else ""
