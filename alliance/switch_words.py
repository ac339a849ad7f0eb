"""What a sweep that varies switches says of them: what is lost without each mechanism."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance import screen

if TYPE_CHECKING:
    from experiments.results.manifest import SweepManifest


def switches(folder: Path, manifest: "SweepManifest") -> list[dict[str, Any]]:
    """What the loss does where each varied mechanism is off; nothing where none is varied."""
    if not any(key.startswith("switches.") for key in manifest.vary):
        return []
    from experiments.figures.switches_off import switched_off
    from experiments.results.reading.results import whole_results

    return [row.document() for row in switched_off(whole_results(folder, manifest))]


def show_switches(rows: list[dict[str, Any]]) -> None:
    """Those differences as a table, the calm alliance first, and the sentences where the twin misleads."""
    if not rows:
        return
    told = [
        (row["mechanism"], *(_by(row[name]) for name in ("against_calm", "against_twin"))) for row in rows
    ]
    columns = ("without", "against the calm alliance", "against its own twin")
    title = "How much more is lost without each mechanism, with 95 % intervals"
    screen.table(title, columns, told, numbers=(1, 2))
    screen.line(
        "A mechanism that is off is also missing in the twin, so judge by the calm alliance, in which every "
        "mechanism is on."
    )
    for row in rows:
        if row["words"]:
            screen.line(row["words"])
    screen.line()


def _by(told: dict[str, float | None]) -> str:
    if told["estimate"] is None:
        return "–"
    low, high = ("–" if told[end] is None else f"{told[end]:+.3g}" for end in ("low", "high"))
    return f"{told['estimate']:+.3g} ({low} … {high})"
