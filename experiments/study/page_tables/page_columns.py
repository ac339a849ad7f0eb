"""Which columns of a stored table stand on a page, and which of its rows."""

from collections.abc import Callable, Mapping, Sequence

from experiments.study.core.core_columns import OF_CORE, OF_CORE_SHOWN
from experiments.study.core.null_models.null_columns import OF_NULLS
from experiments.study.lenses.lens_columns import LENS_VIEWS, OF_LENSES, OF_LENSES_SHOWN
from experiments.study.maps.reserve_columns import OF_RESERVE, OF_RESERVE_SHOWN
from experiments.study.page_tables.page_cells import (
    Column,
    Row,
    correlation_cell,
    digits,
    estimate_cell,
    fixed,
    held,
    interval,
    number,
    share,
    share_cell,
    spread,
    text,
    threshold_cell,
    with_ends,
)
from experiments.study.sensitivity.deciding.deciding_columns import OF_DECIDING, OF_DECIDING_SHOWN

_THREE_EACH = (
    share("outside bounced forward", "outside: forward"),
    share("outside bounced back", "back"),
    share("outside collapsed", "collapsed"),
    share("inside bounced forward", "inside: forward"),
    share("inside bounced back", "back"),
    share("inside collapsed", "collapsed"),
)
_ENDING = (
    text("map"),
    text("outcome"),
    interval("estimate", "share of runs (95 % interval)"),
    text("runs"),
)


def _saved(row: Row) -> str:
    """A share with its interval, to the thousandth."""
    return with_ends(row, ("mean", "low", "high"), fixed("+.3f"))


def _share_if_any(name: str) -> Callable[[Row], str]:
    """A share to the hundredth; nothing for rows that are no parts."""
    return lambda row: f"{float(row[name]):.2f}" if float(row.get("history") or 0) else ""


VIEWS: Mapping[str, str] = {"ablations-calm": "ablations", **LENS_VIEWS}
"""Tables on a page that are other columns or rows of a stored one: its name."""
SHOWN: Mapping[str, Callable[[Row], bool]] = {
    **OF_CORE_SHOWN,
    **OF_RESERVE_SHOWN,
    **OF_LENSES_SHOWN,
    **OF_DECIDING_SHOWN,
    "maps": lambda row: row["by"] == "five_years",
    "effects": lambda row: (
        (row["partition"], row["stakes"], row["reading"]) == ("model", "as they are", "re-centred")
        and row["measure"] in ("cooperation", "output", "dead")
        and (row["verdict"] != "none" or " " not in row["what"])
    ),
    "effect-readings": lambda row: (
        row["stakes"] == "as they are"
        and (row["reading"] in ("stronger whole", "stands ready") or row["verdict"] != "none")
    ),
    "matrix": lambda row: "yes" in (row["moved"], row["expected"]),
    "tornado": lambda row: {row["verdict"], row["default"]} == {"holds", "fails"},
    "order": lambda row: row["changed"] == "yes",
}
"""Which rows of a table stand on the page; of all others all do."""
COLUMNS: Mapping[str, Sequence[Column]] = {
    **OF_CORE,
    **OF_RESERVE,
    **OF_LENSES,
    **OF_NULLS,
    **OF_DECIDING,
    "effects": (
        text("cell"),
        text("start", "from"),
        text("measure"),
        text("what", "saved by"),
        ("share saved (interval)", lambda row: _saved(row)),
        number("share", "draws in which it matters"),
        text("n"),
        ("verdict", lambda row: row["verdict"] if row["verdict"] == "none" else f"**{row['verdict']}**"),
    ),
    "effect-answers": (
        text("claim"),
        text("effect"),
        text("partition"),
        text("stakes"),
        text("saves_outside", "saves: outside"),
        text("saves_inside", "inside"),
        text("costs_outside", "costs: outside"),
        text("costs_inside", "inside"),
        ("verdict", lambda row: f"**{row['verdict']}**"),
        text("at_all_stakes", "at all stakes"),
    ),
    "effect-readings": (
        text("reading"),
        text("of"),
        text("cell"),
        text("start", "from"),
        text("stakes"),
        text("measure"),
        ("difference, or share saved (interval)", lambda row: _saved(row)),
        ("verdict", lambda row: row["verdict"] if row["verdict"] == "none" else f"**{row['verdict']}**"),
    ),
    "maps": _ENDING,
    "rest-against-level": (text("map"), text("rest", "by rest"), text("level", "by level"), text("runs")),
    "thresholds": (text("thresholds"), text("by", "judged by"), held(), *_THREE_EACH),
    "shakes": (text("shake"), held(), *_THREE_EACH),
    "patterns": (
        ("part", lambda row: f"{row['id']} {row['part']}"),
        ("says", lambda row: row["says"] + (" (built in)" if row["built_in"] == "yes" else "")),
        text("scenario"),
        text("measure"),
        ("asked", threshold_cell),
        ("found (interval)", estimate_cell),
        text("unit"),
        text("n"),
        ("verdict", lambda row: row["verdict"] if row["verdict"] == "holds" else f"**{row['verdict']}**"),
        text("note"),
    ),
    "dated-course": (
        text("year", "December of"),
        spread("q", "q"),
        spread("trust_USA", "trust, United States"),
        spread("trust_EU", "trust, European Union"),
        text("n", "runs"),
    ),
    "dated-weights": (
        text("weight"),
        ("rank correlation with loss (95 %)", correlation_cell),
        text("settings"),
    ),
    "dated-outcomes": (text("outcome"), *_ENDING[2:]),
    "matrix": (
        text("mechanism", "off"),
        ("part", lambda row: f"{row['id']} {row['part']}"),
        ("with it", lambda row: digits(float(row["with"]))),
        ("without it", lambda row: digits(float(row["without"]))),
        ("difference (interval)", estimate_cell),
        ("smallest effect", lambda row: digits(float(row["smallest"]))),
        text("unit"),
        ("moved", lambda row: row["moved"] if row["moved"] == row["expected"] else f"**{row['moved']}**"),
        text("expected"),
    ),
    "tornado": (
        text("parameter"),
        text("times"),
        ("value", lambda row: digits(float(row["value"]))),
        text("part"),
        ("found", lambda row: digits(float(row["estimate"]))),
        text("verdict"),
        text("default", "at the default"),
    ),
    "order": (
        text("part"),
        ("at once", lambda row: digits(float(row["at_once"]))),
        ("in turn", lambda row: digits(float(row["in_turn"]))),
        text("verdict", "verdict at once"),
        text("verdict_in_turn", "in turn"),
    ),
    "volume": (
        text("what", "part, or runs that are"),
        ("share of draws (95 % interval)", share_cell),
        ("of those that live through the history", _share_if_any("in_history")),
        ("comes out otherwise", _share_if_any("otherwise")),
        text("nothing", "draws with nothing to measure"),
        text("draws"),
    ),
    "smooth": (text("map"), text("by", "judged by"), *_ENDING[1:]),
    "low-trust": (text("map"), text("by", "judged by"), *_ENDING[1:]),
    "hysteresis": (
        number("starting_trust", "share of calm trust"),
        number("without_noise", "rest without noise (P*)", 3),
        ("rest after a noisy burn-in (P*)", spread("noisy", "")[1]),
        text("n"),
    ),
    "chips-and-trust": (
        text("months", "route shut, months"),
        number("trust_USA", "trust at onset, USA"),
        number("trust_EU", "EU"),
        share("twins_alive"),
        spread("effort_during", "joint effort in compute during it ÷ twin's"),
        spread("interoperability_end", "interoperability in compute, last year ÷ twin's"),
        spread("q_end", "q, last year"),
        text("outcomes", "by rest"),
    ),
    "history": (
        text("months", "followed for, months"),
        ("by", lambda row: {"outcome_rest": "rest", "outcome": "level"}.get(row["by"], row["by"])),
        text("what"),
        ("share, or median q", lambda row: f"{float(row['value']):.2f}"),
        ("from – to", lambda row: f"{float(row['low']):.2f} – {float(row['high']):.2f}"),
        text("n"),
    ),
    "return-times": (
        text("size"),
        text("length", "months of turn"),
        text("outcome", "by rest"),
        ("months from its end to q ≥ .95", lambda row: row["months"] or "over 1,100"),
        number("q_12", "q one year after"),
        number("q_60", "five years"),
        number("q_120", "ten years"),
    ),
    "screening": (
        text("map"),
        ("level and rest agree", lambda row: f"{row['agree']} of {row['asked']}"),
        share("inert"),
        share("saturated"),
        share("dead_twin"),
        share("not_at_rest"),
        number("least_trust_USA", "least trust at onset, USA"),
        number("least_trust_EU", "EU"),
    ),
    "ablations": (
        text("off"),
        ("lost", lambda row: row["lost"] or "–"),
        held("criteria"),
        *_THREE_EACH,
    ),
    "ablations-calm": (
        text("off"),
        number("calm", "calm P ÷ default's"),
        number("calm_rest", "at rest"),
        number("low", "rests: little trust"),
        number("own", "own start"),
        number("high", "much trust"),
        number("top", "much trust and depth"),
    ),
}


RETIRED: Sequence[Column] = (
    ("part", lambda row: f"{row['id']} {row['part']}"),
    text("says"),
    text("retired", "why"),
    text("successor", "asked instead by"),
)
"""Parts of patterns that are asked no more."""
