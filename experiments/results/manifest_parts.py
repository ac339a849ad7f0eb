"""The parts of a manifest that are read back from a file by name: what each must hold."""

from collections.abc import Mapping
from typing import NamedTuple, NotRequired, TypedDict

from analysis.arrays import AnyArray

Window = list[int | None]
"""First and last month of a shock; null: no shock, no end."""


class Resampled(NamedTuple):
    """What an interval resamples, in words: whole `units` of runs, told by a column of the table of runs."""

    words: str
    column: str
    units: int

    def of(self, values: AnyArray) -> AnyArray:
        """The unit of runs that have these values in the column: a sample's settings repeat at every point of
        the grid that it is crossed with.
        """
        return values % self.units


class ShockMonths(TypedDict):
    """First and last month of a run's shock; null: no shock, no end."""

    first: int | None
    last: int | None


class Share(TypedDict):
    """An outcome's share of the runs with its 95 % interval, null where there is none, and its count."""

    share: float | None
    low: float | None
    high: float | None
    n: int


class RestShares(TypedDict):
    """Outcomes by rest, how many runs settled, and in how many of how many the level agrees on collapse."""

    outcomes: Mapping[str, Share]
    settled: int
    agree: int
    of: int


class MeasuresPart(TypedDict):
    """Of a run's measures those that its figure shows."""

    outcome_60: NotRequired[Mapping[str, Share]]
    outcome: Mapping[str, Share]
    outcome_rest: RestShares | None


class DisagreementPart(TypedDict):
    """Of a comparison where its two yardsticks disagree: of which scenario, and the sentence that says so."""

    scenario: str
    measure: str
    short: str
    words: str


class FailedRun(TypedDict):
    """The number of a run that failed, and why."""

    index: int
    error: str


class HorizonPart(TypedDict):
    """The length of a scenario."""

    months: int


EventPart = TypedDict(
    "EventPart",
    {
        "name": str,
        "kind": NotRequired[str | None],
        "weight": NotRequired[str | None],
        "from": int | str,
        "until": NotRequired[int | str | None],
        "months": NotRequired[int | None],
        "profile": NotRequired[str | None],
    },
)
"""Of a shock or an event of the context what captions say: its name and when it comes."""


class StartPart(TypedDict):
    """The first month of a scenario that starts from shares of calm."""

    month: str
    trust: float
    interoperability: float
    effort: float


class ScenarioPart(TypedDict):
    """Of a scenario in full what figures say of it."""

    title: str
    start: str | StartPart
    draw: NotRequired[bool]
    horizon: HorizonPart
    shocks: NotRequired[list[EventPart]]
    context: NotRequired[list[EventPart]]


class ExperimentPart(TypedDict):
    """Of an experiment's file what figures say of it."""

    name: str
    title: str
