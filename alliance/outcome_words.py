"""What `run` and `sweep` both say of their runs: how outcomes are judged, and which runs tell little."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from alliance import screen
from alliance.exit_codes import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

    from experiments.results.manifest import Shares, SweepManifest
    from experiments.results.reading.results import FolderResults

BOTH_JUDGEMENTS = (
    "The outcome at the end judges the last year of the scenario. The long-run outcome says whether the "
    "alliance would survive or collapse if run and twin were left alone from then on."
)


def too_short(months: int) -> str:
    """What is said where a horizon ends before the outcome five years on, by so many months."""
    missing = screen.counted(months, "month")
    return f"The scenario ends {missing} too early to judge the outcome five years after the shock."


def say_part(results: "FolderResults") -> ExitCode:
    """Say how much of a folder was taken, where that is not all, and return the exit code that says so."""
    if not results.part:
        return ExitCode.OK
    screen.message(f"This is a part: {results.part}.")
    return ExitCode.SOME_FAILED


def kind_of_runs(draws: Iterable[bool]) -> str:
    """What makes runs differ, given for each scenario whether its runs draw parameters."""
    from sim.parameters.spread import SPREAD

    drawn = set(draws)
    if drawn == {False}:
        return "All runs have the same parameters: they differ by chance inside the model alone."
    some = "" if drawn == {True} else ", in scenarios that do not fix them,"
    return (
        f"Each run{some} draws the parameters that are not set, within {100 * SPREAD:g} % of their defaults."
    )


def show_shares(title: str, shares: "Shares", column: str) -> None:
    """A table of the outcomes of a column, with what each means there."""
    from analysis.outcomes import meanings

    rows = [
        (
            name,
            screen.share(row["share"]),
            _ends(row["low"], row["high"]),
            f"{row['n']:,}",
            meanings(column=column)[name],
        )
        for name, row in shares.items()
        if row["n"]
    ]
    columns = ("outcome", "runs", "95 % interval", "count", "meaning")
    screen.table(title, columns, rows, numbers=(1, 2, 3))


def _ends(low: float | None, high: float | None) -> str:
    """The ends of an interval; with a single replicate there is none."""
    return "–" if low is None or high is None else f"{100 * low:.0f}–{100 * high:.0f}"


def show_cells(folder: "Path", manifest: "SweepManifest") -> None:
    """What became of each setting of a small sweep, in a table; of a large one, how to have that."""
    from experiments.captions import full_key
    from experiments.results.cells import cell_rows

    rows = cell_rows(folder, manifest)
    if not rows:
        screen.line(
            f"For a row for each of the {manifest.points:,} settings, group the table of runs by its keys "
            "(docs/python.md shows how)."
        )
        return
    keys = [full_key(key, manifest.shock_names) for key in manifest.vary]
    told = [[_value(value) for value in row.values()] for row in rows]
    for cells, row in zip(told, rows, strict=True):
        cells[-3] = screen.share(row["share"])
    columns = (*keys, "most frequent outcome", "share", "loss", "robustness")
    numbers = [*range(len(keys)), *range(len(keys) + 1, len(columns))]
    screen.line()
    title = "Each setting (loss and robustness are medians)"
    screen.table(title, columns, told, numbers=numbers, whole=(len(keys),))


def _value(value: Any) -> str:
    return screen.figure(value) if isinstance(value, int | float) else "–" if value is None else str(value)


def show_screening(shares: dict[str, Any], *, ends: bool = True) -> None:
    """Say what share of runs carries little information, and how often values were cut to their range. A
    shock that does not end has nothing to come back from.
    """
    words = [
        f"{screen.share(shares[name])} {text}"
        for name, text in (
            ("inert", "never moved"),
            ("saturated", "stay at full effort or at none"),
            ("censored", "have not recovered by the end"),
            ("dead_twin", "have no living twin"),
        )
        if shares[name] > 0 and (ends or name != "censored")
    ]
    screen.line(f"Runs that say little about the shock: {', '.join(words) or 'none'}.")
    if not ends:
        screen.line("Whether runs recover is not judged, since the shock has no end.")
    if clamps := ", ".join(f"{name} {count:,} times" for name, count in shares["clamps"].items() if count):
        screen.line(f"Values that a rule had to cut to their range: {clamps}.")
