"""The lenses' tables as they stand on their page."""

from collections.abc import Callable, Mapping, Sequence

from experiments.engine.observations import OBSERVABLE
from experiments.study.lenses.lens_cases import CALM, LENSES
from experiments.study.lenses.lens_outcomes import ASKED
from experiments.study.lenses.observers import ANSWER, BOOKS
from experiments.study.lenses.recovery_controls import OTHER_DEALS
from experiments.study.lenses.theory_recovery import ALL, ALL_SIX, ANY
from experiments.study.page_tables.page_cells import Column, Row, digits, fixed, number, text, with_ends
from sim.series import DOMAINS

CHANCE = 1 / len(LENSES)
_BOTH = {observer.name for observer in ANSWER}


def _right(row: Row) -> str:
    return with_ends(row, ("right", "low", "high"), fixed(".2f"))


def _drawn(row: Row) -> str:
    return f"± {100 * float(row['spread']):.0f} %"


def _signed(middle: str, low: str, high: str) -> Callable[[Row], str]:
    return lambda row: with_ends(row, (middle, low, high), fixed("+.2f"))


def _band(whose: str) -> Callable[[Row], str]:
    return lambda row: with_ends(row, (f"{whose}_middle", f"{whose}_low", f"{whose}_high"), digits)


def _level(name: str, title: str) -> Column:
    return title, lambda row: digits(float(row[name]))


def _first(series: str) -> bool:
    """Whether a series is no commitment, or the first of them: one stands for all four."""
    return not series.startswith(BOOKS[0]) or series == f"{BOOKS[0]}_{DOMAINS[0]}"


def _as_argued(row: Row) -> bool:
    return (row["size"], row["spread"]) == ("1", "0.15")


_SHARE: tuple[Column, ...] = (("named rightly (95 % interval)", _right), text("n", "runs"))
_WHO: tuple[Column, ...] = (text("observer", "what is seen"), text("scenario"))
_OBSERVED: tuple[Column, ...] = (
    text("scenario"), text("lens"), text("other", "other lens"), text("series"), text("month"),
    _level("since_shock", "months since the shock began"),
    ("lens (middle 90 %)", _band("here")), ("other lens (middle 90 %)", _band("there")), number("gap"),
)  # fmt: skip
OF_LENSES: Mapping[str, Sequence[Column]] = {
    "theory-recovery": (
        ("parameters drawn within", _drawn), text("size", "size of the shift"),
        text("observer", "what is seen"), *_SHARE,
    ),
    "recovery-by-scenario": (*_WHO, *_SHARE),
    "recovery-by-lens": (
        *_WHO, text("truth", "true lens"), *_SHARE,
        *(number(f"as_{lens}", f"as {lens}") for lens in LENSES),
    ),
    "lens-pairs": (*_WHO, text("lens"), text("other", "other lens"), *_SHARE, text("verdict")),
    "lens-observations": _OBSERVED,
    "lens-at-once": _OBSERVED[1:4] + _OBSERVED[6:],
    "recovery-controls": (text("control"), text("observer", "what is seen"), text("scenario"), *_SHARE),
    "lens-outcomes": (
        text("scenario"), text("measure"), text("lens"),
        ("mean (95 % interval)", _signed("mean", "low", "high")),
        ("difference from the resilience lens", _signed("more", "more_low", "more_high")), text("n", "runs"),
    ),
    "lens-left-out": (
        text("scenario"), text("measure"), text("lens"), text("left_out", "number left at the default"),
        _level("whole", "with the whole lens"), _level("mean", "without this number"),
        ("difference (95 % interval)", _signed("more", "low", "high")), text("n", "runs"),
    ),
}  # fmt: skip
OF_LENSES_SHOWN: Mapping[str, Callable[[Row], bool]] = {
    "theory-recovery": lambda row: (
        row["truth"] == ALL and row["scenario"] == ANY and row["observer"] in _BOTH
    ),
    "recovery-by-scenario": lambda row: _as_argued(row) and row["truth"] == ALL,
    "recovery-by-lens": lambda row: (
        _as_argued(row)
        and row["truth"] != ALL
        and row["scenario"] in (ANY, ALL_SIX)
        and row["observer"] in _BOTH
    ),
    "lens-pairs": _as_argued,
    "lens-observations": lambda row: (
        (row["apart"], row["at_once"]) == ("yes", "no")
        and (row["rank"] == "1" or not row["series"].startswith(BOOKS))
    ),
    "lens-at-once": lambda row: (
        (row["apart"], row["at_once"]) == ("yes", "yes") and row["scenario"] == CALM and _first(row["series"])
    ),
    "recovery-controls": lambda row: (
        row["control"] != OTHER_DEALS and (row["observer"] not in OBSERVABLE or float(row["low"]) > CHANCE)
    ),
    "lens-outcomes": lambda row: row["measure"] == ASKED[row["scenario"]],
    "lens-left-out": lambda row: abs(float(row["more"])) >= (1.0 if "months" in row["measure"] else 0.005),
}
LENS_VIEWS: Mapping[str, str] = {
    "lens-at-once": "lens-observations",
    "recovery-by-scenario": "theory-recovery",
    "recovery-by-lens": "theory-recovery",
}
"""Tables of the page that are other rows of a stored one."""
