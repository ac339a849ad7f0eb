"""Months of the calendar and months counted from a scenario's start."""

from __future__ import annotations

import re
from collections.abc import Mapping

YEAR_MONTH = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$"
"""Years 1900 to 2199, as ``2025-01``."""

_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def is_year_month(value: object) -> bool:
    """Whether ``value`` is text such as ``2025-01``."""
    return isinstance(value, str) and re.fullmatch(YEAR_MONTH, value) is not None and not value.endswith("\n")


def month_number(year_month: str) -> int:
    """Months since January of year 0."""
    return int(year_month[:4]) * 12 + int(year_month[5:7]) - 1


def first_month(start: object) -> str:
    """The month called 0 of a scenario's ``start`` as its file writes it: by itself, or in a group.

    Empty where there is none.

    >>> first_month("2025-01"), first_month({"month": "2025-01", "trust": 0.5})
    ('2025-01', '2025-01')
    """
    return str((start.get("month") if isinstance(start, Mapping) else start) or "")


def from_start(moment: int | str, start: str) -> int:
    """Month counted from ``start`` (0 = its first month) of a whole number or a year-month."""
    return month_number(moment) - month_number(start) if isinstance(moment, str) else int(moment)


def month_name(month: int, start: str) -> str:
    """Month ``month`` of a scenario that begins at ``start``, as ``January 2026``."""
    year, place = divmod(month_number(start) + month, 12)
    return f"{_NAMES[place]} {year}"


def year_month(month: int, start: str) -> str:
    """The same month as ``2026-01``."""
    year, place = divmod(month_number(start) + month, 12)
    return f"{year}-{place + 1:02}"
