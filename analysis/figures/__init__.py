"""Pictures, a file each: arrays and tables in, a matplotlib `Figure` out; `style.save` writes it."""

import os
import sys
from contextlib import suppress

BACKEND = "MPLBACKEND"
"""Where a notebook leaves the name of its backend, for itself and for all that it starts."""


def import_matplotlib() -> None:
    """Import matplotlib with the backend named in the environment, or with its own where that name means
    nothing here: it would refuse to be imported, and our pictures are drawn without a backend.
    """
    if "matplotlib" in sys.modules:
        return
    named = os.environ.pop(BACKEND, None)
    try:
        import matplotlib
    finally:
        if named is not None:
            os.environ[BACKEND] = named
    if named:
        with suppress(ValueError):
            matplotlib.rcParams["backend"] = named


import_matplotlib()
