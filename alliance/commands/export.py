"""`alliance export`: the tables of a results folder for other programs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from alliance import screen
from alliance.options import Json, Partial
from alliance.outcome_words import say_part


class Format(StrEnum):
    """The formats there are."""

    csv = "csv"
    netcdf = "netcdf"


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.", show_default=False)],
    to: Annotated[
        Format, typer.Option(help="csv: one file for each table; netcdf: one file with labelled axes.")
    ] = Format.csv,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="An empty folder. Default: DIR-csv or DIR-netcdf.", show_default=False
        ),
    ] = None,
    members: Annotated[
        bool,
        typer.Option(
            "--members", help="For a single run, also write every state's trust and effort, month by month."
        ),
    ] = False,
    firms: Annotated[
        bool,
        typer.Option(
            "--firms", help="For a single run, also write every firm's output, stock and code. Large."
        ),
    ] = False,
    partial: Partial = False,
    as_json: Json = False,
) -> int:
    """Write the tables of a run or sweep for a spreadsheet (CSV) or for xarray, R and MATLAB (netCDF), with
    dictionary.csv, which says what every column means.

    All results must be there and intact, unless --partial is given: then the names of the files end with
    `-partial`, and missing runs have rows whose status is `missing`. For --members and --firms the runs are
    repeated to the last bit, and the tables are written as CSV.

    \b
    Example:  alliance export results/taiwan-blockade --to csv
    """
    from experiments.engine import actor_tables
    from experiments.results.export import export_results
    from experiments.results.reading.results import open_results

    place = out or _beside(folder, to.value)
    with screen.progress() as show:
        show("looking at every file", 0, None)
        results = open_results(folder, partial=partial)
        which = [name for name, wanted in (("members", members), ("firms", firms)) if wanted]
        if which:
            actor_tables.check_actors(results, which)
        show("writing", 0, None)
        files = export_results(results, to.value, place)
        if which:
            files += actor_tables.write_actors(
                results, which, place, lambda done, of: show("running", done, of)
            )
    if as_json:
        part = results.part or None
        screen.data({"out": str(place), "files": [str(path) for path in files], "part": part})
    else:
        for path in files:
            screen.unbroken(path)
    return say_part(results)


def _beside(folder: Path, ending: str) -> Path:
    """A folder beside the one that is read, named after it; `.` and `..` are first given their names."""
    from experiments.errors import UsageFault

    named = folder if folder.name.strip(".") else folder.resolve()
    if not named.name:
        raise UsageFault(f"{named} has no name from which to name the new folder; give --out")
    return named.with_name(f"{named.name}-{ending}")
