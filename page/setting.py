"""A setting: a scenario with keys set, mechanisms off and a lens; read from an address and written to one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from page.refusals import Refused
from scenarios import Scenario, load, override, through
from scenarios import off as switch_off
from scenarios.lenses import PLAIN
from scenarios.library import shipped

Pairs = list[tuple[str, str]]
"""Names with their values, in the order of an address."""

FIRST_SCENARIO = "taiwan-blockade"
MOST_CHANGES = 60
LONGEST_VALUE = 80
MOST_SEED = 2**63 - 1
MOST_FIRMS, MOST_MONTHS_RUN = 2000, 480
"""What one page may ask of a machine that a class shares."""
WORDS = ("scenario", "off", "lens", "seed")
"""Names in an address that are no keys of a scenario."""


@dataclass(frozen=True)
class Setting:
    """What is run. `changes` are keys and their values as text, as `--set` takes them, in the order of keys;
    `off` are mechanisms, in the order of names.
    """

    scenario: str = FIRST_SCENARIO
    changes: tuple[tuple[str, str], ...] = ()
    off: tuple[str, ...] = ()
    lens: str = PLAIN
    seed: int = 1

    def pairs(self) -> Pairs:
        """This setting as names and values of an address; what is as ever is left out."""
        pairs: Pairs = [("scenario", self.scenario), *self.changes]
        if self.off:
            pairs.append(("off", ",".join(self.off)))
        if self.lens != PLAIN:
            pairs.append(("lens", self.lens))
        if self.seed != 1:
            pairs.append(("seed", str(self.seed)))
        return pairs

    def with_changes(self, changes: Iterable[tuple[str, str]]) -> "Setting":
        """The same setting with more keys set."""
        both = tuple(sorted({**dict(self.changes), **dict(changes)}.items()))
        return Setting(self.scenario, both, self.off, self.lens, self.seed)

    def built(self) -> Scenario:
        """The scenario that is run. Raises `scenarios.Invalid` for what it does not have, Refused for what
        would take too much of a shared machine.
        """
        return _built(self)


def read_setting(pairs: Pairs) -> Setting:
    """The setting that an address names. Raises Refused for a name given twice and for what is no setting."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise Refused("twice", name=shown(name))
        if len(name) > LONGEST_VALUE or (len(value) > LONGEST_VALUE and name != "off"):
            raise Refused("long", name=shown(name), most=LONGEST_VALUE)
        given[name] = value
    if len(given) > MOST_CHANGES + len(WORDS):
        raise Refused("many_keys", most=MOST_CHANGES)
    scenario = given.pop("scenario", FIRST_SCENARIO)
    if scenario not in shipped():
        raise Refused("no_scenario", name=shown(scenario))
    names = given.pop("off", "")
    off = tuple(sorted({name for name in names.split(",") if name}))
    lens, seed = given.pop("lens", PLAIN), whole(given.pop("seed", "1"), "seed", 0, MOST_SEED)
    return Setting(scenario, tuple(sorted(given.items())), off, lens, seed)


def whole(text: str, name: str, low: int, high: int) -> int:
    """A whole number of an address. Raises Refused for another, or for one out of range."""
    if not (text.isascii() and text.isdigit() and len(text) < 20) or not low <= int(text) <= high:
        raise Refused("whole", name=name, low=low, high=high)
    return int(text)


def shown(text: str) -> str:
    """What a stranger wrote, as it may be shown: short, in quotes, nothing hidden in it.

    >>> shown("a\\u202eb"), shown("x" * 99)[-6:]
    ("'a\\\\u202eb'", "xxxx…'")
    """
    return ascii(text) if len(text) <= 40 else ascii(text[:40])[:-1] + "…'"


@lru_cache(maxsize=512)
def _built(setting: Setting) -> Scenario:
    scenario = _loaded(setting.scenario)
    if setting.changes:
        scenario = override(scenario, dict(setting.changes))
    if setting.off:
        scenario = switch_off(scenario, setting.off)
    scenario = through(scenario, setting.lens, recalm=setting.lens != PLAIN)
    if scenario.population.firms > MOST_FIRMS:
        raise Refused("many_firms", most=MOST_FIRMS)
    if scenario.horizon.months + scenario.burn_in.months > MOST_MONTHS_RUN:
        raise Refused("many_months", most=MOST_MONTHS_RUN)
    return scenario


@lru_cache(maxsize=64)
def _loaded(name: str) -> Scenario:
    return load(name)
