"""Where the study's results lie: tables in the package, since commands read them; pictures and pages in the
documentation.
"""

from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).resolve().parent / "results"
DOCS = Path(__file__).resolve().parents[2] / "docs"


class Folders(NamedTuple):
    """Where tables, pictures and pages lie."""

    tables: Path = RESULTS
    figures: Path = DOCS / "figures"
    pages: Path = DOCS

    @classmethod
    def under(cls, folder: Path) -> "Folders":
        """All of them under one folder that need not be there yet."""
        return cls(folder / "results", folder / "figures", folder)


SHIPPED = Folders()
