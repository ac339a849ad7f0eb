"""Every parameter and every mechanism once: symbol, meaning, unit, default, range, neutral value, source.

`parameters.csv` and `mechanisms.csv` beside this file are the only home of these facts; the schema of
scenario files, the tables in the docs and the constants of `sim.state.layout` (the places in the flat
vectors) are made from them.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Parameter:
    """One number of the model. `neutral` is the value at which its mechanism does nothing, or None if it
    has none.
    """

    name: str
    symbol: str
    meaning: str
    unit: str
    default: float
    low: float
    high: float
    neutral: float | None
    mechanism: str
    claims: str
    source: str


@dataclass(frozen=True)
class Mechanism:
    """One behaviour that can be switched off. `off` says in words what the world is without it."""

    name: str
    title: str
    default: bool
    off: str
    claims: str
    source: str


def _rows(name: str) -> list[dict[str, str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _parameter(row: dict[str, str]) -> Parameter:
    number: dict[str, Any] = {key: float(row[key]) for key in ("default", "low", "high")}
    neutral = None if row["neutral"] == "none" else float(row["neutral"])
    text: dict[str, Any] = {
        key: row[key] for key in ("name", "symbol", "meaning", "unit", "mechanism", "claims", "source")
    }
    return Parameter(**text, **number, neutral=neutral)


def _mechanism(row: dict[str, str]) -> Mechanism:
    return Mechanism(**{**row, "default": row["default"] == "on"})  # type: ignore[arg-type]


PARAMETERS: dict[str, Parameter] = {row["name"]: _parameter(row) for row in _rows("parameters.csv")}
MECHANISMS: dict[str, Mechanism] = {row["name"]: _mechanism(row) for row in _rows("mechanisms.csv")}


def vector(overrides: Mapping[str, float]) -> "np.ndarray":
    """All parameters in the order of the table, defaults replaced by `overrides` (name → value).

    Raises KeyError for a name the table does not have.
    """
    import numpy as np

    unknown = set(overrides) - set(PARAMETERS)
    if unknown:
        raise KeyError(f"no such parameter: {', '.join(sorted(unknown))}")
    return np.array([overrides.get(name, row.default) for name, row in PARAMETERS.items()], dtype=np.float64)


def switches(off: Iterable[str] = (), on: Iterable[str] = ()) -> "np.ndarray":
    """One integer a mechanism, in the order of the table: 1 on, 0 off. KeyError for an unknown name."""
    import numpy as np

    unknown = (set(off) | set(on)) - set(MECHANISMS)
    if unknown:
        raise KeyError(f"no such mechanism: {', '.join(sorted(unknown))}")
    state = [(row.default or name in on) and name not in off for name, row in MECHANISMS.items()]
    return np.array(state, dtype=np.int64)


def effective(values: "np.ndarray", switched: "np.ndarray") -> "np.ndarray":
    """The parameters the rules see, one vector or rows of them: those of a mechanism that is off take their
    neutral value.

    So *off* and *at neutral* are one state of the model and give the same bits, for every rule there is or
    will be.
    """
    on = dict(zip(MECHANISMS, switched, strict=True))
    seen = values.copy()
    for place, row in enumerate(PARAMETERS.values()):
        if row.mechanism and row.neutral is not None and not on[row.mechanism]:
            seen[..., place] = row.neutral
    return seen
