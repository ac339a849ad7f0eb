"""What the engines write down each month."""

from dataclasses import dataclass

DOMAINS = ("data", "algorithms", "compute", "standards")
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


_INF = float("inf")


def _by_side(name: str, title: str, unit: str, high: float) -> list[Series]:
    return [Series(f"{name}_{side}", f"{title}, {_SIDE_TITLES[side]}", unit, 0.0, high) for side in SIDES]


def _by_domain(name: str, title: str, unit: str, high: float) -> list[Series]:
    return [Series(f"{name}_{domain}", f"{title}, {domain}", unit, 0.0, high) for domain in DOMAINS]


SERIES: tuple[Series, ...] = (
    Series("performance", "performance P", "1", 0.0, _INF),
    Series("cooperation", "active cooperation C", "effort × interoperability", 0.0, _INF),
    Series("output", "allied AI output Y", "calm output = 1", 0.0, _INF),
    *_by_side("output", "AI output", "calm allied output = 1", _INF),
    *_by_side("trust", "trust", "0–1", 1.0),
    *_by_side("scar", "memory of breaches", "effort", _INF),
    *_by_side("shortage", "chip shortage", "share of need", 1.0),
    *(
        series
        for side in SIDES
        for series in _by_domain(f"effort_{side}", f"effort, {_SIDE_TITLES[side]}", "0–1", 1.0)
    ),
    *_by_domain("interoperability", "interoperability", "index", _INF),
    *_by_domain("commitments", "commitments", "0–1", 1.0),
    Series("pledges", "commitments at any stage, mean of domains", "0–1", 0.0, 1.0),
    *(Series(f"chips_{name}", f"{name} chips delivered", "calm need = 1", 0.0, _INF) for name in CLASSES),
)

PLACE: dict[str, int] = {series.name: place for place, series in enumerate(SERIES)}
