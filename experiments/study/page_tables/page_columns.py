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
    share("outside bounced forward", "outside map: bounced forward"),
    share("outside bounced back", "bounced back"),
    share("outside collapsed", "collapsed"),
    share("inside bounced forward", "inside map: bounced forward"),
    share("inside bounced back", "bounced back"),
    share("inside collapsed", "collapsed"),
)
_JUDGEMENTS = {
    "five_years": "five years on",
    "rest": "long-run outcome",
    "outcome_rest": "long-run outcome",
    "level": "outcome at the horizon",
    "outcome": "outcome at the horizon",
}
"""What each way of judging a run is called on a page, by its name in stored tables."""
_ENDING = (
    text("map"),
    text("outcome"),
    interval("estimate", "share of runs (95 % interval)"),
    text("runs"),
)


def _saved(row: Row) -> str:
    """A share with its interval, to the thousandth."""
    return with_ends(row, ("mean", "low", "high"), fixed("+.3f"))


def _listed(name: str, title: str) -> Column:
    """A column of names that stand in a table with spaces between them."""
    return title, lambda row: row[name].replace(" ", ", ") or "–"


def _share_if_any(name: str) -> Callable[[Row], str]:
    """A share to the hundredth; nothing for rows that are no parts."""
    return lambda row: f"{float(row[name]):.2f}" if float(row.get("history") or 0) else ""


def _judged(title: str = "judged by") -> Column:
    """A column that says by which outcome runs are judged."""
    return title, lambda row: _JUDGEMENTS.get(row["by"], row["by"])


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
        text("cell", "shock"),
        text("start", "starting from"),
        text("measure"),
        text("what", "saved by"),
        ("share saved (interval)", lambda row: _saved(row)),
        number("share", "share of draws in which it matters"),
        text("n"),
        ("verdict", lambda row: row["verdict"] if row["verdict"] == "none" else f"**{row['verdict']}**"),
    ),
    "effect-answers": (
        text("claim"),
        text("effect"),
        text("partition", "grouping"),
        text("stakes"),
        _listed("saves_outside", "saves in shocks from outside"),
        _listed("saves_inside", "saves in shocks from inside"),
        _listed("costs_outside", "costs in shocks from outside"),
        _listed("costs_inside", "costs in shocks from inside"),
        ("verdict", lambda row: f"**{row['verdict']}**"),
        text("at_all_stakes", "verdict over all stakes"),
    ),
    "effect-readings": (
        text("reading"),
        text("of", "effect of (grouping or mechanisms)"),
        text("cell", "shock"),
        text("start", "starting from"),
        text("stakes"),
        text("measure"),
        ("difference, or share saved (interval)", lambda row: _saved(row)),
        ("verdict", lambda row: row["verdict"] if row["verdict"] == "none" else f"**{row['verdict']}**"),
    ),
    "maps": _ENDING,
    "rest-against-level": (
        text("map"),
        text("rest", "long-run outcome"),
        text("level", "outcome at the horizon"),
        text("runs"),
    ),
    "thresholds": (text("thresholds"), _judged(), held("criterion holds"), *_THREE_EACH),
    "shakes": (text("shake", "set of parameters"), held("criterion holds"), *_THREE_EACH),
    "patterns": (
        ("part", lambda row: f"{row['id']} {row['part']}"),
        ("says", lambda row: row["says"] + (" (built in)" if row["built_in"] == "yes" else "")),
        text("scenario"),
        text("measure"),
        ("asked for", threshold_cell),
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
        text("mechanism", "mechanism off"),
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
        text("times", "multiplied by"),
        ("value", lambda row: digits(float(row["value"]))),
        text("part"),
        ("found", lambda row: digits(float(row["estimate"]))),
        text("verdict"),
        text("default", "verdict at the default"),
    ),
    "order": (
        text("part"),
        ("found, all at once", lambda row: digits(float(row["at_once"]))),
        ("found, one after another", lambda row: digits(float(row["in_turn"]))),
        text("verdict", "verdict, all at once"),
        text("verdict_in_turn", "verdict, one after another"),
    ),
    "volume": (
        text("what", "part, or kind of run"),
        ("share of draws (95 % interval)", share_cell),
        ("share of the draws that live through the history", _share_if_any("in_history")),
        ("share of draws in which the sign differs", _share_if_any("otherwise")),
        text("nothing", "draws with nothing to measure"),
        text("draws"),
    ),
    "smooth": (text("map"), _judged(), *_ENDING[1:]),
    "low-trust": (text("map"), _judged(), *_ENDING[1:]),
    "hysteresis": (
        number("starting_trust", "starting trust, as a share of calm"),
        number("without_noise", "long-run cooperation without noise (calm = 1)", 3),
        ("long-run cooperation after a noisy burn-in (calm = 1)", spread("noisy", "")[1]),
        text("n"),
    ),
    "chips-and-trust": (
        text("months", "months for which the route is closed"),
        number("trust_USA", "trust as the shock begins, United States"),
        number("trust_EU", "trust as the shock begins, European Union"),
        share("twins_alive", "share of twins alive"),
        spread("effort_during", "joint effort in compute during the shock ÷ twin's"),
        spread("interoperability_end", "interoperability in compute in the last year ÷ twin's"),
        spread("q_end", "q in the last year"),
        text("outcomes", "long-run outcome"),
    ),
    "history": (
        text("months", "months followed"),
        _judged(),
        text("what", "outcome, or months after the turn"),
        ("share, or median q", lambda row: f"{float(row['value']):.2f}"),
        (
            "from – to (share: 95 % interval; q: 5th to 95th percentile)",
            lambda row: f"{float(row['low']):.2f} – {float(row['high']):.2f}",
        ),
        text("n"),
    ),
    "return-times": (
        text("size", "size of the turn"),
        text("length", "months of turn"),
        text("outcome", "long-run outcome"),
        ("months from its end to q ≥ .95", lambda row: row["months"] or "over 1,100"),
        number("q_12", "q one year after"),
        number("q_60", "q five years after"),
        number("q_120", "q ten years after"),
    ),
    "screening": (
        text("map"),
        ("both outcomes agree on collapse", lambda row: f"{row['agree']} of {row['asked']}"),
        share("inert"),
        share("saturated"),
        share("dead_twin"),
        share("not_at_rest", "no long-run outcome"),
        number("least_trust_USA", "least trust as the shock begins, United States"),
        number("least_trust_EU", "least trust as the shock begins, European Union"),
    ),
    "ablations": (
        text("off", "mechanism off"),
        ("outcomes lost", lambda row: row["lost"] or "–"),
        held("criterion holds"),
        *_THREE_EACH,
    ),
    "ablations-calm": (
        text("off", "mechanism off"),
        number("calm", "twin's performance ÷ default's, with noise"),
        number("calm_rest", "twin's long-run level ÷ default's"),
        number("low", "long-run cooperation from little trust"),
        number("own", "from its own start"),
        number("high", "from much trust"),
        number("top", "from much trust and interoperability"),
    ),
}


RETIRED: Sequence[Column] = (
    ("part", lambda row: f"{row['id']} {row['part']}"),
    text("says"),
    text("retired", "why it was retired"),
    text("successor", "replaced by"),
)
"""Parts of patterns that are no longer tested."""
