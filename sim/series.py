"""What the engines write down each month."""

from collections.abc import Callable
from dataclasses import dataclass

DOMAINS = ("data", "algorithms", "compute", "standards")
DATA, ALGORITHMS, COMPUTE, STANDARDS = range(len(DOMAINS))
CLASSES = ("advanced", "mature")
SIDES = ("USA", "EU")
_SIDE_TITLES = {"USA": "United States", "EU": "European Union"}


@dataclass(frozen=True)
class Series:
    """A monthly series: name, title, unit, and the range it cannot leave."""

    name: str
    title: str
    unit: str
    low: float
    high: float


Family = tuple[Series, ...]
_INF = float("inf")


def _by_side(name: str, title: str, unit: str, high: float) -> Family:
    titles = _SIDE_TITLES.items()
    return tuple(Series(f"{name}_{side}", f"{title}, {full}", unit, 0.0, high) for side, full in titles)


def _by_domain(name: str, title: str, unit: str, high: float) -> Family:
    return tuple(Series(f"{name}_{domain}", f"{title}, {domain}", unit, 0.0, high) for domain in DOMAINS)


FAMILIES: tuple[Family, ...] = (
    (Series("performance", "performance P", "1", 0.0, _INF),),
    (Series("cooperation", "active cooperation C", "effort × interoperability", 0.0, _INF),),
    (Series("output", "allied AI output Y", "calm output = 1", 0.0, _INF),),
    _by_side("output", "AI output", "calm allied output = 1", _INF),
    _by_side("trust", "trust", "0–1", 1.0),
    _by_side("shortage", "chip shortage", "share of need", 1.0),
    tuple(
        series
        for side in SIDES
        for series in _by_domain(f"effort_{side}", f"effort, {_SIDE_TITLES[side]}", "0–1", 1.0)
    ),
    _by_domain("interoperability", "interoperability", "calm = 1", _INF),
    _by_domain("commitments", "commitments", "0–1", 1.0),
    (Series("pledges", "commitments at any stage, mean of domains", "0–1", 0.0, 1.0),),
    tuple(Series(f"chips_{name}", f"{name} chips delivered", "calm need = 1", 0.0, _INF) for name in CLASSES),
    _by_side("autonomy", "preference for autonomy", "0–1", 1.0),
    _by_side("ties", "ties to others", "0–1", 1.0),
    _by_side("faction", "likely return of its unilateral faction", "0–1", 1.0),
    _by_side("capacity", "home capacity for chips", "calm need = 1", _INF),
    (Series("support", "public money for plants", "capacity it would buy alone", 0.0, _INF),),
    (Series("support_lost", "of it, lost to the race or for want of minerals", "capacity", 0.0, _INF),),
    (Series("rules_apart", "distance of the two sides' rules", "unbridged = 1", 0.0, _INF),),
    (Series("incidents", "incidents with AI systems", "fullest month = 1", 0.0, _INF),),
    (Series("lead", "the rival's lead after controls", "fullest lead = 1", 0.0, _INF),),
    (Series("terms", "shared terms", "0–1", 0.0, 1.0),),
    (Series("worry", "worry over AI", "as incidents", 0.0, _INF),),
    (Series("followers", "third countries that follow the allies' rules", "0–1", 0.0, 1.0),),
    (Series("grip", "grip on the rival", "0–1", 0.0, 1.0),),
    (Series("minerals", "share of the Global South's minerals", "0–1", 0.0, 1.0),),
    (Series("club", "military AI of a club of the willing", "0–1", 0.0, 1.0),),
    (Series("together", "military AI of all allies", "0–1", 0.0, 1.0),),
    (Series("kept", "code of conduct kept by firms that need chips, by size", "0–1", 0.0, 1.0),),
)
"""Series that differ in side, domain or class alone lie side by side, so an engine that writes them down
starts at the place of the first.
"""

SERIES: tuple[Series, ...] = tuple(series for family in FAMILIES for series in family)

PLACE: dict[str, int] = {series.name: place for place, series in enumerate(SERIES)}


def check_record(*functions: Callable[..., object]) -> None:
    """Check that an engine's functions write down every series and nothing else: they have to name the place
    of the first of every family (`at.R_TRUST_USA`, `sim.state.layout`), and no other place of a series.

    An engine asks this as it is imported. Raises ValueError with the names in which the two differ.
    """
    codes = [getattr(function, "py_func", function).__code__ for function in functions]
    written = {name for code in codes for name in code.co_names if name.startswith("R_")}
    first = {f"R_{family[0].name.upper()}" for family in FAMILIES}
    if written != first:
        nobody, nothing = (", ".join(sorted(names)) or "none" for names in (first - written, written - first))
        raise ValueError(f"series that no line writes down: {nobody}; lines that write no series: {nothing}")
