"""The lenses' tables as they stand on their page."""

from collections.abc import Callable, Mapping, Sequence

from experiments.study.lenses.lens_cases import LENSES
from experiments.study.lenses.observers import ANSWER
from experiments.study.lenses.theory_recovery import ALL, ALL_SIX, ANY
from experiments.study.page_tables.page_cells import Column, Row, digits, number, text

_BOTH = {observer.name for observer in ANSWER}
MOST = 3
"""Observations shown of each scenario and pair of lenses."""


def _right(row: Row) -> str:
    middle, low, high = (float(row[name]) for name in ("right", "low", "high"))
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def _drawn(row: Row) -> str:
    return f"± {100 * float(row['spread']):.0f} %"


def _signed(middle: str, low: str, high: str) -> Callable[[Row], str]:
    def written(row: Row) -> str:
        ends = (f"{float(row[name]):+.2f}".replace("-", "−") for name in (middle, low, high))
        return "{} ({} to {})".format(*ends)

    return written


def _band(whose: str) -> Callable[[Row], str]:
    def written(row: Row) -> str:
        middle, low, high = (digits(float(row[f"{whose}_{end}"])) for end in ("middle", "low", "high"))
        return f"{middle} ({low} to {high})"

    return written


def _as_argued(row: Row) -> bool:
    return (row["size"], row["spread"]) == ("1", "0.15")


_SHARE: tuple[Column, ...] = (("named rightly (95 % interval)", _right), text("n", "runs"))
_WHO: tuple[Column, ...] = (text("observer", "seen"), text("scenario"))
OF_LENSES: Mapping[str, Sequence[Column]] = {
    "theory-recovery": (("spread", _drawn), text("size", "shift"), text("observer", "seen"), *_SHARE),
    "recovery-by-scenario": (*_WHO, *_SHARE),
    "recovery-by-lens": (
        *_WHO, text("truth", "lens that was true"), *_SHARE,
        *(number(f"as_{lens}", f"as {lens}") for lens in LENSES),
    ),
    "lens-pairs": (*_WHO, text("lens"), text("other"), *_SHARE, text("verdict")),
    "lens-observations": (
        text("scenario"), text("lens"), text("other"), text("series"), text("month"),
        ("lens (middle 90 %)", _band("here")), ("other (middle 90 %)", _band("there")),
        number("gap", "gap", 1), text("at_once", "at once"),
    ),
    "lens-outcomes": (
        text("scenario"), text("measure"), text("lens"),
        ("mean (95 % interval)", _signed("mean", "low", "high")),
        ("more than through resilience", _signed("more", "more_low", "more_high")), text("n"),
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
    "lens-observations": lambda row: row["apart"] == "yes" and int(row["rank"]) <= MOST,
}
LENS_VIEWS: Mapping[str, str] = {
    "recovery-by-scenario": "theory-recovery",
    "recovery-by-lens": "theory-recovery",
}
"""Tables of the page that are other rows of a stored one."""
