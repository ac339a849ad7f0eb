"""What both engines read: who there is, as arrays, and all else that a run needs besides a seed."""

from dataclasses import dataclass
from typing import NamedTuple

from sim.actors import tables
from sim.array_types import Floats, Integers
from sim.series import CLASSES, DOMAINS
from sim.world.causes import TARGETS


class Arrays(NamedTuple):
    """Plain arrays, so that a compiled loop and a Mesa model read the same numbers.

    s states (sides lie side by side), f firms (by home, then class of chips), r regions, c classes, d
    domains, k kinds.
    """

    side_start: Integers  # [sides + 1] first state of each side
    people: Floats  # [s] share of the side's people
    weight: Floats  # [s] share of the side's GDP
    autonomy: Floats  # [s] 0-1
    unlike: Floats  # [1] dissimilarity of the two sides' strengths, 0-1
    states_needed: Floats  # [sides]
    people_needed: Floats  # [sides]
    blocking: Floats  # [sides]
    votes: Integers  # [sides * d] 1 where the domain is decided by vote, 0 by the mean
    capacity: Floats  # [r * c] share of the world's capacity of the class
    firm_home: Integers  # [f] state
    firm_kind: Integers  # [f]
    firm_class: Integers  # [f] class of chips it buys
    firm_size: Floats  # [f] share of the allies' calm output
    firm_need: Floats  # [f] chips a month, the allies' need of the class = 1
    firm_stake: Floats  # [f] weight in its side's shortage; the weights of a side sum to 1
    firm_dependence: Floats  # [f] share of output lost without chips
    suppliers: Integers  # [3 * f] firms; where the weight is 0 the number means nothing
    supply: Floats  # [3 * f] weight of each supplier
    alone: Floats  # [f] 1 - the weights of the suppliers
    gains: Floats  # [k * d] what each kind gains from cooperation in each domain
    state_side: Integers  # [s]
    rival_view: Floats  # [s] how far a state takes the rival for one, 0-1
    security: Floats  # [s] how far a state puts security before the economy, 0-1
    trade: Floats  # [s] imports from the rival, % of GDP
    opposition: Floats  # [s] share of the public against military AI
    near: Floats  # [1] how near the two sides are in GDP, 0-1
    unlike_rules: Floats  # [1] how unlike the two sides' rules for AI are, 0-1
    capability: Floats  # [sides] share of both sides' AI capability
    alone_followed: Floats  # [1] third countries that follow either side's rules by themselves, 0-1
    threshold: Floats  # [sides] top tier of risk, powers of ten of FLOP
    lobby: Floats  # [s * d] what a state's firms gain from cooperation, weighted by size
    region_side: Integers  # [r] the side whose plants stand there, or -1
    cause_start: Integers  # [targets + 1] first place of each target in the vector of causes
    calm: Floats  # [causes] the causes when nothing happens


def target_axes(
    target: str, regions: tuple[str, ...], states: tuple[str, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    """The axes of a target, outermost first; of states and domains domain by domain, as efforts lie."""
    kinds = tuple(row["kind"] for row in tables.kinds())
    names = {"regions": regions, "classes": CLASSES, "states": states, "domains": DOMAINS, "kinds": kinds}
    chosen = TARGETS[target].select
    return [(axis, names[axis]) for axis in (chosen[::-1] if chosen == ("states", "domains") else chosen)]


@dataclass(frozen=True)
class World:
    """Names and arrays of one population of actors."""

    states: tuple[str, ...]
    state_titles: tuple[str, ...]
    state_side: tuple[int, ...]
    regions: tuple[str, ...]
    kinds: tuple[str, ...]
    arrays: Arrays

    @property
    def firms(self) -> int:
        """How many firms there are."""
        return len(self.arrays.firm_size)

    def axes(self, target: str) -> list[tuple[str, tuple[str, ...]]]:
        """The axes of a target of `sim.world.causes`, each with the names that can be selected, outermost
        first.
        """
        return target_axes(target, self.regions, self.states)

    def cause_start(self, target: str) -> int:
        """The first place of a target in the vector of causes."""
        return int(self.arrays.cause_start[list(TARGETS).index(target)])

    @property
    def n_causes(self) -> int:
        """Length of the vector of causes."""
        return len(self.arrays.calm)


@dataclass(frozen=True)
class Case:
    """Everything a run needs besides a seed: the world, the numbers, what happens, how long.

    `parameters` in the order of the table, `switches` 0 or 1; `context` happens in run and twin, `shocks` in
    the run alone, both float64[k, 10] as `sim.world.shock_table.shock_rows` makes them. `burn_in` months come
    before month 0. Free parameters are drawn within `width` of their centre, a vector a replicate, but for
    those named in `fixed` (`sim.parameters.spread`); with width 0 all replicates have the centre. `start`
    multiplies trust, interoperability and effort after the burn-in, in run and twin alike. With `recalm` the
    calm rest is derived from what is set and switched here, and not from the defaults.
    """

    world: World
    parameters: Floats
    switches: Integers
    context: Floats
    shocks: Floats
    months: int
    burn_in: int
    width: float = 0.0
    fixed: frozenset[str] = frozenset()
    start: tuple[float, float, float] = (1.0, 1.0, 1.0)
    recalm: bool = False
