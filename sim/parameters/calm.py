"""The calm alliance of the shipped defaults, stored: what performance, output and cooperation are measured
against.

`python -m experiments.study calm` measures them anew and writes `calm.json`; a test repeats the
measurement.
"""

import json
from pathlib import Path

_STORED: dict[str, float] = json.loads((Path(__file__).parent / "calm.json").read_text(encoding="utf-8"))

P_STAR: float = _STORED["performance"]
"""Median performance after the burn-in with the shipped defaults."""
C_STAR: float = _STORED["cooperation"]
"""Median active cooperation after the burn-in with the shipped defaults: a share of it tells who is alive."""
Y_STAR: float = _STORED["output"]
"""Allied output, in sizes of firms, at calm rest with the shipped defaults: where Y = 1."""
