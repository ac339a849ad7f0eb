"""The calm alliance of the shipped defaults, stored: what performance and output are measured against.

`python -m experiments.study calm` measures both anew and writes `calm.json`; a test repeats the
measurement.
"""

import json
from pathlib import Path

_STORED: dict[str, float] = json.loads((Path(__file__).parent / "calm.json").read_text(encoding="utf-8"))

P_STAR: float = _STORED["performance"]
"""Median performance after the burn-in with the shipped defaults."""
Y_STAR: float = _STORED["output"]
"""Allied output, in sizes of firms, at calm rest with the shipped defaults: where Y = 1."""
