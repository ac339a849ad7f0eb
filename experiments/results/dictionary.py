"""What every column of the tables means: written beside them, made from where the columns have their home."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from analysis.bands import QUANTILES
from analysis.outcomes import NAMES
from analysis.thresholds import STATED
from experiments.design.axes import Value
from experiments.results import reserve_table, result_tables, store
from sim.series import SERIES

FILE = "dictionary.csv"
FIELDS = ("table", "column", "type", "unit", "range", "meaning")
_ANY, _SHARE, _MONTHS = "any number", "0 … 1", "0 … months of the scenario"
_Entry = tuple[str, str, str]
_AGE = STATED.five_years
_BACK = (
    f"q, having fallen below {STATED.degraded:g}, is back at {STATED.degraded:g} or more with the shock "
    f"over, and stays there for {STATED.dwell} months"
)

_HEAD: dict[str, _Entry] = {
    "index": ("", "0 …", "number of the run: point × replicates + replicate"),
    "point": ("", "0 …", "number of the setting; the same in runs and curves"),
    "replicate": ("", "0 …", "number of the draws; the same draws at every point"),
    "seed": ("", "0 …", "seed of all draws"),
    "scenario": ("", "", "name of the scenario (in a comparison)"),
    "status": (
        "",
        "ok, failed",
        "whether the run succeeded; where it failed, manifest.json gives the error, and measures are empty",
    ),
}
_MEASURES: dict[str, _Entry] = {
    "robustness": (
        "q",
        "0 … inf",
        "lowest q (performance divided by the twin's) from the shock's first month to the end",
    ),
    "depth": ("q", "up to 1", "1 - robustness"),
    "trough": ("months", _MONTHS, "months from the shock's first month to the lowest q"),
    "recovery": (
        "months",
        _MONTHS,
        f"months from the shock's first month until {_BACK}; empty where q never recovered or never fell",
    ),
    "recovery_t1": ("months", _MONTHS, "the same, counted from the shock's last month"),
    "recovered": (
        "",
        "true, false",
        "whether q recovered; empty where it never fell, or where the shock has no end",
    ),
    "relapses": ("", "0 …", f"how often q fell below {STATED.degraded:g} again after a recovery"),
    "rise_to_back": (
        "months",
        _MONTHS,
        f"months from the lowest q until q is first at {STATED.degraded:g} or more, whether or not the shock "
        "is over; empty where q does not reach it by the end (see rise_window), or never fell below it",
    ),
    "rise_to_twin": ("months", _MONTHS, "the same, until q is first at 1 or more"),
    "rise_window": (
        "months",
        _MONTHS,
        "months from the lowest q to the end, after which an empty rise_to_back or rise_to_twin is censored; "
        f"empty where q never fell below {STATED.degraded:g}",
    ),
    "months_below": (
        "months",
        _MONTHS,
        f"months with q below {STATED.degraded:g}, whether or not the shock is over; a lower bound where the "
        "last month is one of them",
    ),
    "loss": ("q", "0 … 1", "mean of max(0, 1 - q) from the shock to the end"),
    "gain": ("q", "0 … inf", "mean of max(0, q - 1) from the shock to the end"),
    "loss_calm": (
        "q",
        "0 … 1",
        "loss against the calm reference: every mechanism on, no shock, the same draws",
    ),
    "residual_12": ("q", "0 … inf", "q 12 months after the shock; empty where the run ends before"),
    "residual_60": ("q", "0 … inf", "q 60 months after the shock"),
    "residual_120": ("q", "0 … inf", "q 120 months after the shock"),
    "dead": (
        "",
        "true, false",
        f"whether cooperation is below {STATED.dead:g} of the twin's {STATED.dead_after} months after the "
        "shock; empty where the run ends before, or the twin is dead",
    ),
    "outcome_60": (
        "",
        ", ".join(NAMES["outcome_60"]),
        f"outcome five years on, by the mean of q {_AGE[0]} to {_AGE[1]} months after the shock's last: "
        f"collapsed below {STATED.collapsed:g}, partial below {STATED.degraded:g}, bounced back below "
        f"{STATED.forward:g} (not degraded where q never fell below {STATED.degraded:g}), otherwise bounced "
        f"forward; under a shock without end, judged by the last {STATED.last_window} months, and adapted "
        f"where that is {STATED.degraded:g} or more; empty where the run ends before",
    ),
    "outcome": (
        "",
        ", ".join(NAMES["outcome"]),
        "what became of the run, judged by its last year (alliance list outcomes)",
    ),
    "outcome_rest": (
        "",
        ", ".join(NAMES["outcome_rest"]),
        "long-run outcome: run and twin are left alone until they no longer move; collapsed where the run's "
        f"cooperation then lies below {STATED.alive:g} of C*, cooperation in calm, or where it would have "
        "settled from no trust and no interoperability; empty where this was not asked, or where a run is "
        "still moving",
    ),
    "twin_alive": (
        "",
        "true, false",
        f"whether the twin's cooperation stays at {STATED.alive:g} or more of C*, cooperation in calm; "
        "otherwise there is no baseline",
    ),
}
_FIRST_CALM = "the calm alliance of the scenario named first (in a comparison)"
_COMPARED: dict[str, _Entry] = {
    "loss_first_calm": ("", "0 … 1", f"mean shortfall of performance behind {_FIRST_CALM}"),
    "robustness_first_calm": ("", "0 … inf", f"lowest performance over that of {_FIRST_CALM}"),
    "gain_first_calm": ("", "0 … inf", f"mean lead of performance over {_FIRST_CALM}"),
}
_CURVES: dict[str, _Entry] = {
    "series": (
        "",
        "",
        "name of the series (alliance list series), performance_twin, performance_calm, or q; q_first_calm "
        f"and twin_first_calm: performance of run and twin over that of {_FIRST_CALM}",
    ),
    "month": ("months", _MONTHS, "months from the scenario's start"),
    "mean": ("of the series", _ANY, "mean over the replicates"),
    **{
        name: ("of the series", _ANY, f"{100 * share:g} % of the replicates lie below")
        for name, share in QUANTILES.items()
    },
    "n": ("", "0 …", "replicates that have a value"),
}
_TRAJECTORIES: dict[str, _Entry] = {
    "shocked": ("", "true, false", "true: the run; false: its twin without the shock"),
    "month": _CURVES["month"],
    **{series.name: (series.unit, f"{series.low:g} … {series.high:g}", series.title) for series in SERIES},
}

_UNIT, _LEAST = "unit", "smallest further shock that ends the alliance:"
_RESERVE: dict[str, _Entry] = {
    "of": (
        "",
        "run, twin, calm",
        "alliance whose reserve it is: the run, its twin (left out where the twin is calm), or the alliance "
        "in calm, without shock or context, in month 0",
    ),
    "further": (
        "",
        "turn, blockade",
        "further shock that begins in the month, beyond what has happened until then",
    ),
    "unit": ("", "months, size", "unit of the reserve"),
    "month": _CURVES["month"],
    "q10": (
        _UNIT,
        "0 … inf",
        f"{_LEAST} tenth percentile of the runs; inf where it is larger than the column most; empty where no "
        "twin lives",
    ),
    "q50": (_UNIT, "0 … inf", f"{_LEAST} median of the runs"),
    "q90": (_UNIT, "0 … inf", f"{_LEAST} ninetieth percentile of the runs"),
    "lost": ("", "0 … 1", "share of the runs that end without a further shock"),
    "beyond": ("", "0 … 1", "share of the runs that the largest further shock tried does not end"),
    "most": (_UNIT, "0 …", "largest further shock that was tried"),
    "n": ("", "0 …", "number of runs searched whose twin lives"),
}


def rows(schemas: Mapping[str, pa.Schema], varied: Iterable[str] = ()) -> list[dict[str, str]]:
    """A row for every column of the tables, by table name. Raises KeyError for a column without an entry."""
    keys: dict[str, _Entry] = dict.fromkeys(varied, ("", "", "value of this key, which was varied"))
    homes = {
        store.RUNS: {**_HEAD, **keys, **_MEASURES, **_COMPARED},
        store.CURVES: {**_HEAD, **_CURVES},
        store.TRAJECTORIES: {**_HEAD, **_TRAJECTORIES},
        reserve_table.FILE: _RESERVE,
    }
    return [
        dict(zip(FIELDS, (table, field.name, str(field.type), *homes[table][field.name]), strict=True))
        for table, schema in schemas.items()
        for field in schema
    ]


def write(
    folder: Path,
    vary: Mapping[str, Sequence[Value]],
    *,
    trajectories: bool = False,
    scenario_column: bool = False,
    reserve: bool = False,
) -> str:
    """Write `dictionary.csv` into a folder whose runs vary these keys and return its hash;
    `scenario_column` where runs say what their scenario is called, `reserve` where there is a table of what
    more they could take. Raises StoreFault.
    """
    varied = {key: values[0] for key, values in vary.items()}
    runs = result_tables.runs_schema(varied)
    compared = [pa.field(name, kind) for name, kind in result_tables.COMPARED.items()]
    schemas = {
        store.RUNS: pa.schema([*runs, *compared]) if scenario_column else runs,
        store.CURVES: result_tables.CURVES,
    }
    if trajectories:
        schemas[store.TRAJECTORIES] = result_tables.TRAJECTORIES
    if reserve:
        schemas[reserve_table.FILE] = reserve_table.SCHEMA
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(schemas, varied))
    data = text.getvalue().encode()
    store.commit(folder / FILE, data)
    return hashlib.sha256(data).hexdigest()
