"""The arrays both engines read: who there is and how they are tied, built from the actors' tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.actors import tables
from sim.actors.fields import ACTOR_FIELDS, STANCE
from sim.array_types import Floats, Integers
from sim.rules.regulation import unlike_rules
from sim.rules.relative import nearness
from sim.rules.strengths import dissimilarity
from sim.series import CLASSES, DOMAINS, SIDES
from sim.world.causes import TARGETS
from sim.world.population import Population, populate

__all__ = ["ACTOR_FIELDS", "CLASSES", "DOMAINS", "SIDES", "Arrays", "Case", "World", "build_world"]


class Arrays(NamedTuple):
    """Plain arrays, so that a compiled loop and a Mesa model read the same numbers.

    s states (sides lie side by side), f firms (by home, then class of chips), r regions, c classes, d
    domains, k kinds.
    """

    side_start: Integers  # [sides + 1] first state of each side
    people: Floats  # [s] share of the side's people
    weight: Floats  # [s] share of the side's GDP
    trust: Floats  # [s] trust before the burn-in; not a number where the parameter holds
    autonomy: Floats  # [s] 0-1
    distance: Floats  # [s] ideal points
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
    trade: Floats  # [s] imports from the rival, % of GDP
    opposition: Floats  # [s] share of the public against military AI
    near: Floats  # [1] how near the two sides are in GDP, 0-1
    unlike_rules: Floats  # [1] how unlike the two sides' rules for AI are, 0-1
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
    the run alone, both float64[k, 10] as `sim.world.causes.shock_rows` makes them. `burn_in` months come
    before month 0.
    """

    world: World
    parameters: Floats
    switches: Integers
    context: Floats
    shocks: Floats
    months: int
    burn_in: int


def build_world(
    firms: int = 240, seed: int = 1, actors: Mapping[str, Mapping[str, float]] | None = None
) -> World:
    """The world of the actors' tables with `firms` firms generated by the population's `seed` (not a run's
    seed).

    `actors` overrides fields of `ACTOR_FIELDS` by ISO3, or for all members by `EU`. Raises KeyError for an
    unknown
    actor or field, ValueError for fewer than one firm.
    """
    if firms < 1:
        raise ValueError(f"a world needs at least one firm (got {firms})")
    states = tuple(row["state"] for row in tables.states())
    side = np.array([SIDES.index(row["side"]) for row in tables.states()], dtype=np.int64)
    figures = {field: _figure(field, states, side, actors or {}) for field in ACTOR_FIELDS}
    located = {
        field: _located(field, states, side, figures)
        for field in ("gdp", "notable_models", "gpu_share", "wafers")
    }
    population = populate(firms, seed, side, located)
    return World(
        states=states,
        state_titles=tuple(row["title"] for row in tables.states()),
        state_side=tuple(int(s) for s in side),
        regions=tuple(dict.fromkeys(row["region"] for row in tables.regions())),
        kinds=tuple(row["kind"] for row in tables.kinds()),
        arrays=_arrays(side, figures, population),
    )


def _figure(
    field: str, states: tuple[str, ...], side: Integers, actors: Mapping[str, Mapping[str, float]]
) -> Floats:
    values = _default(field, states, side)
    for name, fields in actors.items():
        if name not in states and name != "EU":
            raise KeyError(f"no such actor: {name}")
        if set(fields) - set(ACTOR_FIELDS):
            raise KeyError(f"no such field: {', '.join(set(fields) - set(ACTOR_FIELDS))}")
    for name in sorted(actors, key=lambda n: n != "EU"):
        if field in actors[name]:
            chosen = (
                side == SIDES.index("EU") if name == "EU" else np.array([state == name for state in states])
            )
            values[chosen] = actors[name][field]
    return values


def _default(field: str, states: tuple[str, ...], side: Integers) -> Floats:
    table = tables.figures()
    if field == "trust":
        return np.full(len(states), np.nan)
    if not field.startswith("capability_"):
        return np.array([table[state, field] for state in states])
    if field == "capability_standards":
        gdp = np.array([table[state, "gdp"] for state in states])
        making = np.array([float(row["rule_making"]) for row in tables.sides()])
        return np.asarray(_within(gdp, side) * making[side] / making.sum())
    measured = {"capability_data": "population", "capability_algorithms": "notable_models"}.get(
        field, "gpu_share"
    )
    figure = np.array([table[state, measured] for state in states])
    return np.asarray(figure / figure.sum())


def _located(field: str, states: tuple[str, ...], side: Integers, figures: Mapping[str, Floats]) -> Floats:
    if field == "gdp":
        return figures["gdp"]
    if field != "wafers":
        return np.array([tables.figures()[state, field] for state in states])
    share = {row["region"]: float(row["share"]) for row in tables.regions() if row["class"] == "mature"}
    return np.asarray(_within(figures["gdp"], side) * np.array([share[name] for name in SIDES])[side])


def _within(values: Floats, side: Integers) -> Floats:
    """Each state's share of its side's total."""
    return np.asarray(values / np.bincount(side, weights=values)[side])


def _profile(figures: Mapping[str, Floats], side: Integers, number: int) -> Floats:
    strength = np.array([figures[f"capability_{domain}"][side == number].sum() for domain in DOMAINS])
    even = np.full(len(DOMAINS), 1.0 / len(DOMAINS))
    return np.asarray(strength / strength.sum()) if strength.sum() > 0 else even


def _stances(figures: Mapping[str, Floats], side: Integers) -> list[float]:
    """The stance of both sides on rules, field by field: the mean of a side's states, weighted by GDP."""
    weight = _within(figures["gdp"], side)
    return [
        float((weight * figures[name])[side == number].sum())
        for name in STANCE
        for number in range(len(SIDES))
    ]


def _lobby(population: Population, gains: Floats, states: int) -> Floats:
    """What a state's firms gain from cooperation in each domain, weighted by their size: [s * d], 0 where
    there are no firms.
    """
    weighted = population.firm_size[:, np.newaxis] * gains.reshape(-1, len(DOMAINS))[population.firm_kind]
    together, size = np.zeros((states, len(DOMAINS))), np.zeros((states, 1))
    np.add.at(together, population.firm_home, weighted)
    np.add.at(size[:, 0], population.firm_home, population.firm_size)
    return np.divide(together, size, out=np.zeros_like(together), where=size > 0).ravel()


def _size(axes: list[tuple[str, tuple[str, ...]]]) -> int:
    return int(np.prod([len(names) for _, names in axes], dtype=int))


def _arrays(side: Integers, figures: Mapping[str, Floats], population: Population) -> Arrays:
    sides = tables.sides()
    capacity = {(row["region"], row["class"]): float(row["share"]) / 100.0 for row in tables.regions()}
    regions = list(dict.fromkeys(row["region"] for row in tables.regions()))
    states = tuple(row["state"] for row in tables.states())
    size = {t: _size(target_axes(t, tuple(regions), states)) for t in TARGETS}
    unlike = dissimilarity(_profile(figures, side, 0), _profile(figures, side, 1))
    gdp = [float(figures["gdp"][side == number].sum()) for number in range(len(sides))]
    gains = np.array([float(row[domain]) for row in tables.kinds() for domain in DOMAINS])
    return Arrays(
        side_start=np.searchsorted(side, np.arange(len(sides) + 1)).astype(np.int64),
        people=_within(figures["population"], side),
        weight=_within(figures["gdp"], side),
        trust=figures["trust"],
        autonomy=figures["autonomy"],
        distance=figures["distance"],
        unlike=np.array([unlike]),
        states_needed=np.array([float(row["states_needed"]) for row in sides]),
        people_needed=np.array([float(row["population_needed"]) for row in sides]),
        blocking=np.array([float(row["blocking_minimum"]) for row in sides]),
        votes=np.array([row[domain] == "vote" for row in sides for domain in DOMAINS], dtype=np.int64),
        capacity=np.array([capacity[region, name] for region in regions for name in CLASSES]),
        gains=gains,
        state_side=side,
        rival_view=figures["view"],
        trade=figures["trade"],
        opposition=figures["opposition"],
        near=np.array([nearness(gdp[0], gdp[1])]),
        unlike_rules=np.array([unlike_rules(*_stances(figures, side))]),
        threshold=np.array([float(row["threshold"]) for row in sides]),
        lobby=_lobby(population, gains, len(states)),
        region_side=np.array([SIDES.index(r) if r in SIDES else -1 for r in regions], dtype=np.int64),
        cause_start=np.cumsum([0, *size.values()]).astype(np.int64),
        calm=np.concatenate([np.full(n, float(TARGETS[t].kind == "share")) for t, n in size.items()]),
        **population._asdict(),
    )
