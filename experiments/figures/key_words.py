"""What an axis says of a varied key: what is meant, in words, and its unit."""

from collections.abc import Sequence
from typing import NamedTuple

from scenarios.reading.names import titles
from sim.parameters.table import MECHANISMS, PARAMETERS

SHARE, MONTHS = "0–1", "months"
PLAIN = ("", "1", "0–1", "0-1")
"""Units that a number goes without: everybody sees that it is a share or a multiple."""
EVENT = {
    "size": ("size of {}", SHARE),
    "months": ("length of {}", MONTHS),
    "from": ("first month of {}", "months from the start"),
    "ramp": ("time until {} has its full size", MONTHS),
    "every": ("time from one beginning of {} to the next", MONTHS),
    "hazard": ("chance that {} begins in a month", SHARE),
}
"""What can be varied of an event, and its unit."""
ACTOR_UNITS = {"gdp": "USD bn", "population": "persons", "trade": "% of GDP"}
"""Of the figures of a state; the others lie between 0 and 1."""
FIELDS = {"gdp": "GDP", "view": "view of the rival", "trade": "trade with the rival"}
"""Figures of a state whose names in a file do not say enough."""
OTHER = {
    "start.trust": ("trust at the start", "calm = 1"),
    "start.interoperability": ("interoperability at the start", "calm = 1"),
    "start.effort": ("effort at the start", "calm = 1"),
    "horizon.months": ("length of the run", MONTHS),
    "burn_in.months": ("time before the start", MONTHS),
    "population.firms": ("number of firms", ""),
    "population.seed": ("seed of the firms' network", ""),
    "draw": ("whether each run draws its parameters", ""),
    "recalm": ("whether calm is derived anew", ""),
    "lens": ("theory looked through", ""),
}


class KeyWords(NamedTuple):
    """What a key means, and its unit (empty: none)."""

    name: str
    unit: str

    @property
    def label(self) -> str:
        """What stands at an axis.

        >>> KeyWords("length of the shock", "months").label
        'length of the shock (months)'
        """
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def at(self, value: float | str) -> str:
        """The key at one of its values.

        >>> KeyWords("length of the shock", "months").at(12), KeyWords("size of the shock", "0–1").at(0.5)
        ('length of the shock: 12 months', 'size of the shock: 0.5')
        """
        return f"{self.name}: {written(value)}{'' if self.unit in PLAIN else f' {self.counted(value)}'}"

    def counted(self, value: float | str) -> str:
        """The unit behind this value.

        >>> KeyWords("length of the shock", "months").counted(1)
        'month'
        """
        return "month" if self.unit == MONTHS and value == 1 else self.unit


def written(value: float | str) -> str:
    """A value as a figure writes it: a switch is on or off.

    >>> written(0.25), written(True), written("FRA")
    ('0.25', 'on', 'FRA')
    """
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else f"{value:.4g}"


def key_words(key: str, shocks: Sequence[str] = ()) -> KeyWords:
    """What a key means. `shocks` are the names of the scenario's shocks in their order: of several each is
    named, a single one is the shock. A key that nobody knows stands for itself.

    >>> key_words("shock.size").label, key_words("shocks.second-wave.months", ["first", "second-wave"]).label
    ('size of the shock (0–1)', 'length of the shock “second wave” (months)')
    """
    place, _, rest = key.partition(".")
    if key in OTHER:
        return KeyWords(*OTHER[key])
    if place == "parameters" and rest in PARAMETERS:
        row = PARAMETERS[rest]
        return KeyWords(row.meaning, SHARE if row.unit in PLAIN[2:] else "" if row.unit == "1" else row.unit)
    if place == "switches" and rest in MECHANISMS:
        return KeyWords(f"{MECHANISMS[rest].title}, on or off", "")
    if place == "weights":
        return KeyWords(f"weight of {_spaced(rest)}", SHARE)
    if place == "actors":
        actor, _, field = rest.partition(".")
        named = titles().get(actor, actor)
        return KeyWords(f"{FIELDS.get(field, _spaced(field))} of {named}", ACTOR_UNITS.get(field, SHARE))
    return _of_event(key, place, rest, shocks)


def _of_event(key: str, place: str, rest: str, shocks: Sequence[str]) -> KeyWords:
    name, _, field = rest.rpartition(".")
    if field not in EVENT or place not in ("shock", "shocks", "context"):
        return KeyWords(key, "")
    if place == "shock":
        name = next(iter(shocks), "")
    single = place != "context" and len(shocks) < 2
    whose = "the shock" if single else f"{'' if place == 'context' else 'the shock '}“{_spaced(name)}”"
    words, unit = EVENT[field]
    return KeyWords(words.format(whose), unit)


def _spaced(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")
