"""The tables of `docs/results.md` and `docs/patterns.md`, put in place: `python -m experiments.study pages`.

A table stands between `<!-- NAME -->` and `<!-- end -->`; the words around it are written by hand.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from analysis.figures.style import percent
from analysis.intervals import Interval
from experiments.errors import StoreFault
from experiments.study.folders import SHIPPED, Folders
from experiments.study.report import read, read_text

PAGES = ("results.md", "patterns.md")
_APART = ("earlier-sets", "matrix", "mutation", "order", "patterns", "precision", "tornado", "volume",
          "volume-draws", "volume-maps-draws")  # fmt: skip
"""Tables with an origin of their own, apart from the maps and their checks."""
Row = Mapping[str, str]
Column = tuple[str, Callable[[Row], str]]
_BLOCK = re.compile(r"(<!-- (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def fill(text: str, tables: Path) -> str:
    """The page with every table made anew. Raises KeyError for a table that nobody knows how to make, and
    StoreFault for tables of different models that would stand under one hash.
    """
    return _BLOCK.sub(
        lambda block: block[1] + "\n".join(_block(block["name"], tables)) + "\n" + block[3], text
    )


def _block(name: str, tables: Path) -> list[str]:
    if name == "origin":
        return [_made_on(path for path in sorted(tables.glob("*.csv")) if path.stem not in _APART)]
    if name == "patterns-origin":
        return [_made_on([tables / "patterns.csv"])]
    if name == "matrix-idle":
        return [_idle(read(tables / "matrix.csv"))]
    rows = read(tables / f"{name.removesuffix('-calm')}.csv")
    columns = _COLUMNS[name]
    is_shown = _SHOWN.get(name)
    shown = [row for row in rows if is_shown is None or is_shown(row)]
    try:
        lines = [_line(make(row) for _, make in columns) for row in shown]
    except KeyError as fault:
        raise StoreFault(f"{name}.csv has no column {fault}") from fault
    return [_line(title for title, _ in columns), _line("---" for _ in columns), *lines]


def _made_on(tables: Iterable[Path]) -> str:
    """Seed and model of the tables; they have to be the same in all of them."""
    made = {(row.get("seed", ""), row.get("model", "")) for path in tables for row in read(path)}
    if len(made) != 1:
        models = ", ".join(f"{model} (seed {seed})" for seed, model in sorted(made))
        raise StoreFault(f"the tables come from different models: {models or 'none at all'}")
    seed, model = made.pop()
    return f"Seed {seed}, model `{model}` (a hash of every rule and table in `sim/`, and of the compiler)."


def _idle(rows: Sequence[Row]) -> str:
    """Which mechanisms move no part at all."""
    moving = {row["mechanism"] for row in rows if row["moved"] == "yes"}
    idle = [name for name in dict.fromkeys(row["mechanism"] for row in rows) if name not in moving]
    many = len({row["mechanism"] for row in rows})
    return f"Of {many} mechanisms {len(idle)} move none of these parts: {', '.join(idle) or 'none'}."


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(name: str, title: str | None = None) -> Column:
    return title or name.replace("_", " "), lambda row: row[name]


def _number(name: str, title: str | None = None, digits: int = 2) -> Column:
    return title or name.replace("_", " "), lambda row: f"{float(row[name]):.{digits}f}"


def _share(name: str, title: str | None = None) -> Column:
    return title or name.replace("_", " "), lambda row: percent(float(row[name]))


def _interval(middle: str, title: str, low: str = "low", high: str = "high") -> Column:
    return title, lambda row: percent(Interval(float(row[middle]), float(row[low]), float(row[high])))


def _spread(name: str, title: str) -> Column:
    def written(row: Row) -> str:
        middle, low, high = (float(row[column]) for column in (name, f"{name}_q05", f"{name}_q95"))
        return f"{middle:.2f} ({low:.2f}–{high:.2f})"

    return title, written


def _held(title: str = "holds") -> Column:
    return title, lambda row: "yes" if row["kept"] == "True" else f"**no**: {row['faults']}"


def _threshold_cell(row: Row) -> str:
    """What a part of a pattern has to come to, in signs."""
    least = row["smallest"]
    return {"-": f"≤ −{least}", "below": f"≤ {least}", "zero": "= 0"}.get(row["sign"], f"≥ {least}")


def _estimate_cell(row: Row) -> str:
    """A part's estimate with its interval, to three digits."""
    middle, low, high = (_digits(float(row[name])) for name in ("estimate", "low", "high"))
    return f"{middle} ({low} to {high})" if low != high else middle


def _correlation_cell(row: Row) -> str:
    middle, low, high = (
        f"{float(row[name]):.2f}".replace("-", "−") for name in ("correlation", "low", "high")
    )
    return f"{middle} ({low} to {high})"


def _share_cell(row: Row) -> str:
    middle, low, high = (float(row[name]) for name in ("share", "low", "high"))
    return f"{middle:.2f} ({low:.2f} to {high:.2f})" if low != high else f"{middle:.2f}"


def _digits(value: float) -> str:
    return "over 1" if value == float("inf") else f"{value:.3g}".replace("-", "−")


_THREE_EACH = (
    _share("outside bounced forward", "outside: forward"),
    _share("outside bounced back", "back"),
    _share("outside collapsed", "collapsed"),
    _share("inside bounced forward", "inside: forward"),
    _share("inside bounced back", "back"),
    _share("inside collapsed", "collapsed"),
)
_ENDING = (
    _text("map"),
    _text("outcome"),
    _interval("estimate", "share of runs (95 % interval)"),
    _text("runs"),
)
_SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "maps": lambda row: row["by"] == "rest",
    "matrix": lambda row: "yes" in (row["moved"], row["expected"]),
    "tornado": lambda row: {row["verdict"], row["default"]} == {"holds", "fails"},
    "order": lambda row: row["changed"] == "yes",
}
"""Which rows of a table stand on the page; of all others all do."""
_COLUMNS: Mapping[str, Sequence[Column]] = {
    "maps": _ENDING,
    "earlier-sets": (_text("set"), *_ENDING, _text("model")),
    "rest-against-level": (_text("map"), _text("rest", "by rest"), _text("level", "by level"), _text("runs")),
    "thresholds": (_text("thresholds"), _text("by", "judged by"), _held(), *_THREE_EACH),
    "shakes": (_text("shake"), _held(), *_THREE_EACH),
    "patterns": (
        ("part", lambda row: f"{row['id']} {row['part']}"),
        ("says", lambda row: row["says"] + (" (built in)" if row["built_in"] == "yes" else "")),
        _text("scenario"),
        _text("measure"),
        ("asked", _threshold_cell),
        ("found (interval)", _estimate_cell),
        _text("unit"),
        _text("n"),
        ("verdict", lambda row: row["verdict"] if row["verdict"] == "holds" else f"**{row['verdict']}**"),
        _text("note"),
    ),
    "dated-course": (
        _text("year", "December of"),
        _spread("q", "q"),
        _spread("trust_USA", "trust, United States"),
        _spread("trust_EU", "trust, European Union"),
        _text("n", "runs"),
    ),
    "dated-weights": (
        _text("weight"),
        ("rank correlation with loss (95 %)", _correlation_cell),
        _text("settings"),
    ),
    "dated-outcomes": (_text("outcome"), *_ENDING[2:]),
    "matrix": (
        _text("mechanism", "off"),
        ("part", lambda row: f"{row['id']} {row['part']}"),
        ("with it", lambda row: _digits(float(row["with"]))),
        ("without it", lambda row: _digits(float(row["without"]))),
        ("difference (interval)", _estimate_cell),
        ("smallest effect", lambda row: _digits(float(row["smallest"]))),
        _text("unit"),
        ("moved", lambda row: row["moved"] if row["moved"] == row["expected"] else f"**{row['moved']}**"),
        _text("expected"),
    ),
    "tornado": (
        _text("parameter"),
        _text("times"),
        ("value", lambda row: _digits(float(row["value"]))),
        _text("part"),
        ("found", lambda row: _digits(float(row["estimate"]))),
        _text("verdict"),
        _text("default", "at the default"),
    ),
    "order": (
        _text("part"),
        ("at once", lambda row: _digits(float(row["at_once"]))),
        ("in turn", lambda row: _digits(float(row["in_turn"]))),
        _text("verdict", "verdict at once"),
        _text("verdict_in_turn", "in turn"),
    ),
    "volume": (
        _text("what", "part, or runs that are"),
        ("share of draws (95 % interval)", _share_cell),
        _text("nothing", "draws with nothing to measure"),
        _text("draws"),
    ),
    "smooth": (_text("map"), _text("by", "judged by"), *_ENDING[1:]),
    "low-trust": (_text("map"), _text("by", "judged by"), *_ENDING[1:]),
    "hysteresis": (
        _number("starting_trust"),
        _number("without_noise", "rest without noise (P*)", 3),
        ("rest after a noisy burn-in (P*)", _spread("noisy", "")[1]),
        _text("n"),
    ),
    "chips-and-trust": (
        _text("months", "route shut, months"),
        _number("trust_USA", "trust at onset, USA"),
        _number("trust_EU", "EU"),
        _share("twins_alive"),
        _spread("effort_during", "joint effort in compute during it ÷ twin's"),
        _spread("interoperability_end", "interoperability in compute, last year ÷ twin's"),
        _spread("q_end", "q, last year"),
        _text("outcomes", "by rest"),
    ),
    "history": (
        _text("months", "followed for, months"),
        ("by", lambda row: {"outcome_rest": "rest", "outcome": "level"}.get(row["by"], row["by"])),
        _text("what"),
        ("share, or median q", lambda row: f"{float(row['value']):.2f}"),
        ("from – to", lambda row: f"{float(row['low']):.2f} – {float(row['high']):.2f}"),
        _text("n"),
    ),
    "return-times": (
        _text("size"),
        _text("length", "months of turn"),
        _text("outcome", "by rest"),
        ("months from its end to q ≥ .95", lambda row: row["months"] or "over 1,100"),
        _number("q_12", "q one year after"),
        _number("q_60", "five years"),
        _number("q_120", "ten years"),
    ),
    "screening": (
        _text("map"),
        ("level and rest agree", lambda row: f"{row['agree']} of {row['asked']}"),
        _share("inert"),
        _share("saturated"),
        _share("dead_twin"),
        _share("not_at_rest"),
        _number("least_trust_USA", "least trust at onset, USA"),
        _number("least_trust_EU", "EU"),
    ),
    "ablations": (
        _text("off"),
        ("lost", lambda row: row["lost"] or "–"),
        _held("criteria"),
        *_THREE_EACH,
    ),
    "ablations-calm": (
        _text("off"),
        _number("calm", "calm P ÷ default's"),
        _number("calm_rest", "at rest"),
        _number("low", "rests: little trust"),
        _number("own", "own start"),
        _number("high", "much trust"),
        _number("top", "much trust and depth"),
    ),
}


def texts(folders: Folders = SHIPPED) -> dict[Path, str]:
    """What the pages have to say: their own words, and the tables as they are now."""
    written = {folders.pages / name: read_text(folders.pages / name) for name in PAGES}
    return {page: fill(text, folders.tables) for page, text in written.items()}
