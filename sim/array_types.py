"""Arrays by what they hold."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Keys = NDArray[np.uint64]
Grid = np.ndarray[tuple[int, int], np.dtype[np.float64]]
"""Rows of numbers: float64[rows, n]."""
