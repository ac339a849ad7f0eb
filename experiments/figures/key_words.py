"""What an axis says of a varied key: what is meant, in words, and its unit."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from languages import named, names, rendered, said, spoken, worded
from scenarios.reading.names import titles
from sim.parameters.table import MECHANISMS, PARAMETERS

SHARE, MONTHS = worded("0–1"), worded("months")
PLAIN = ("", "1", "0–1", "0-1")
"""Units that a number goes without: everybody sees that it is a share or a multiple."""
EVENT = {
    "size": (worded("size of {event}"), SHARE),
    "months": (worded("length of {event}"), MONTHS),
    "from": (worded("first month of {event}"), worded("months from the start")),
    "ramp": (worded("time until {event} has its full size"), MONTHS),
    "every": (worded("time from one beginning of {event} to the next"), MONTHS),
    "hazard": (worded("chance that {event} begins in a month"), SHARE),
}
"""What can be varied of an event, and its unit."""
ACTOR_UNITS = {"gdp": worded("USD bn"), "population": worded("persons"), "trade": worded("% of GDP")}
"""Of the figures of a state; the others lie between 0 and 1."""
FIELDS = {"gdp": worded("GDP"), "view": worded("view of the rival"), "trade": worded("trade with the rival")}
"""Figures of a state whose names in a file do not say enough."""
VALUES = ("scenario", "lens", "state", "side")
"""Groups of names that a key can have for its value."""
OTHER = {
    "start.trust": (worded("trust at the start"), worded("calm = 1")),
    "start.interoperability": (worded("interoperability at the start"), worded("calm = 1")),
    "start.effort": (worded("effort at the start"), worded("calm = 1")),
    "horizon.months": (worded("length of the run"), MONTHS),
    "burn_in.months": (worded("time before the start"), MONTHS),
    "population.firms": (worded("number of firms"), ""),
    "population.seed": (worded("seed of the firms' network"), ""),
    "draw": (worded("whether each run draws its parameters"), ""),
    "recalm": (worded("whether calm is derived anew"), ""),
    "lens": (worded("theory looked through"), ""),
    "scenario": (worded("scenario"), ""),
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
        return said("{name} ({unit})", name=self.name, unit=rendered(self.unit)) if self.unit else self.name

    def at(self, value: float | str) -> str:
        """The key at one of its values.

        >>> KeyWords("length of the shock", "months").at(12), KeyWords("size of the shock", "0–1").at(0.5)
        ('length of the shock: 12 months', 'size of the shock: 0.5')
        >>> KeyWords("trust at the start", "calm = 1").at(0.6)
        'trust at the start: 0.6 (calm = 1)'
        """
        unit = "" if self.unit in PLAIN else f" {self.counted(value).removeprefix('1 ')}"
        if "=" in unit:
            unit = f" ({unit.strip()})"
        return said("{name}: {value}", name=self.name, value=f"{written(value)}{unit}")

    def counted(self, value: float | str) -> str:
        """The unit behind this value.

        >>> KeyWords("length of the shock", "months").counted(1)
        'month'
        """
        return said("month") if self.unit == MONTHS and value == 1 else rendered(self.unit)


def written(value: float | str) -> str:
    """A value as a figure writes it: a switch is on or off.

    >>> written(0.25), written(True), written("FRA")
    ('0.25', 'on', 'FRA')
    """
    if isinstance(value, bool):
        return said("on") if value else said("off")
    return _name(value) if isinstance(value, str) else f"{value:.4g}"


def _name(value: str) -> str:
    """What a value that is a name is called: a scenario, a theory, a member; any other is a word."""
    known = names(spoken())
    return next((named(group, value, value) for group in VALUES if value in known[group]), rendered(value))


def key_words(key: str, shocks: Sequence[str] = ()) -> KeyWords:
    """What a key means. `shocks` are the names of the scenario's shocks in their order: of several each is
    named, a single one is the shock. A key that nobody knows stands for itself.

    >>> key_words("shock.size").label, key_words("shocks.second-wave.months", ["first", "second-wave"]).label
    ('size of the shock (0–1)', 'length of the shock “second wave” (months)')
    """
    place, _, rest = key.partition(".")
    if key in OTHER:
        name, unit = OTHER[key]
        return KeyWords(rendered(name), unit)
    if place == "parameters" and rest in PARAMETERS:
        row = PARAMETERS[rest]
        unit = SHARE if row.unit in PLAIN[2:] else "" if row.unit == "1" else row.unit
        return KeyWords(named("parameter", rest, row.meaning), unit)
    if place == "switches" and rest in MECHANISMS:
        mechanism = named("mechanism", rest, MECHANISMS[rest].title)
        return KeyWords(said("{mechanism}, on or off", mechanism=mechanism), "")
    if place == "weights":
        return KeyWords(said("weight of {cause}", cause=_spaced(rest)), SHARE)
    if place == "actors":
        actor, _, field = rest.partition(".")
        figure = rendered(FIELDS[field]) if field in FIELDS else _spaced(field)
        words = said("{field} of {actor}", field=figure, actor=actor_words(actor))
        return KeyWords(words, ACTOR_UNITS.get(field, SHARE))
    return _of_event(key, place, rest, shocks)


def _of_event(key: str, place: str, rest: str, shocks: Sequence[str]) -> KeyWords:
    name, _, field = rest.rpartition(".")
    if field not in EVENT or place not in ("shock", "shocks", "context"):
        return KeyWords(key, "")
    if place == "shock":
        name = next(iter(shocks), "")
    single = place != "context" and len(shocks) < 2
    words, unit = EVENT[field]
    if single:
        return KeyWords(rendered(words, event=said("the shock")), unit)
    if place == "context":
        return KeyWords(rendered(words, event=said("“{name}”", name=_spaced(name))), unit)
    return KeyWords(rendered(words, event=said("the shock “{name}”", name=_spaced(name))), unit)


def actor_words(actor: str) -> str:
    """What a state, a side, a region or a kind of firms is called, by its code."""
    group = "side" if actor == "EU" else "state"
    english = titles().get(actor, actor)
    return named(group, actor, english) if actor in names(spoken())[group] else rendered(english)


def _spaced(name: str) -> str:
    return rendered(name.replace("-", " ").replace("_", " "))


def middle(values: Sequence[Any]) -> Any:
    """Where a key stands while others are followed: at its middle value, a switch on.

    >>> middle([0.1, 0.2, 0.5]), middle([0.0, 0.5, 1.0]), middle([True, False])
    (0.2, 0.5, True)
    """
    return any(values) if isinstance(values[0], bool) else values[len(values) // 2]


def series_words(name: str, title: str, unit: str) -> str:
    """What the panel of a series, by its name, is headed with: its title and unit."""
    return said("{name} ({unit})", name=named("series_title", name, title), unit=rendered(unit))
