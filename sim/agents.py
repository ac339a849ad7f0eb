"""Engine 1: who acts, as Mesa agents to read and to teach with. Every number comes from a rule in
`sim/rules`.

A state, a side, a firm, a region are rows of parameters; `UnitedStates`, `MemberState` and `EuropeanUnion`
only name them.
"""

from typing import TYPE_CHECKING

from mesa import Agent
from numpy import array

from sim.draws import MOOD, SIGHT, normal
from sim.rules.chips import carried, made
from sim.rules.council import commitments_next, qualified_majority, weighted_mean
from sim.rules.effort import adjusted, bound, burden, desired, gain, mood_next, payoff, threat
from sim.rules.firms import activity, delivered, inputs, ordered, output, shortage, stock_next, used
from sim.rules.numbers import clamp
from sim.rules.trust import breach, disappointment, learning, scar_next, seen, trust_next
from sim.series import DOMAINS

if TYPE_CHECKING:
    from sim.model import AllianceModel

COMPUTE = DOMAINS.index("compute")
_DOMAINS = range(len(DOMAINS))


class State(Agent):
    """A state: how much effort it puts into each domain, how far it trusts the other side, what it
    remembers.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        world, start = model.case.world.arrays, model.begin
        self.number = number
        self.name = model.case.world.states[number]
        self.side = model.case.world.state_side[number]
        self.autonomy = float(world.autonomy[number])
        self.distance = float(world.distance[number])
        self.people = float(world.people[number])
        self.weight = float(world.weight[number])
        self.effort = [float(start.effort[d * len(world.people) + number]) for d in _DOMAINS]
        self.aim = list(self.effort)
        self.trust = float(start.trust[number])
        self.scar = float(start.scar[number])
        self.mood = float(start.mood[number])

    def choose(self) -> None:
        """Weigh the partner and aim at an effort in every domain, from last month's state."""
        model, trust, autonomy, distance = self.model, self.trust, self.autonomy, self.distance
        base, depth, complement, worth, fear, danger, interest, slope, routine, binding, pace = model.choosing
        standing, turning, working, sovereignty, half, distant = model.burdens
        self.mood = mood = mood_next(
            self.mood, model.memory, model.spread, normal(model.key, model.month, self.number, MOOD)
        )
        unlike, aim, domains = model.unlike, self.aim, model.domains[self.side]
        for d, now, turn, (have, served, pledged, short) in zip(
            _DOMAINS, self.effort, model.turns[self.number], domains, strict=True
        ):
            good = gain(trust, served, unlike, short, base, depth, complement, worth)
            bad = threat(trust, short, fear, danger)
            cost = burden(
                now, have, autonomy, distance, turn, standing, turning, working, sovereignty, half, distant
            )
            wish = desired(payoff(interest, good, bad, cost, mood), slope, routine)
            aim[d] = adjusted(now, bound(wish, pledged, binding), pace)

    def see(self, stance: float) -> None:
        """See the other side's mean effort of last month, and learn from it."""
        model = self.model
        soft, tolerated, gaining, losing, weight, fade = model.learning
        raw = seen(stance, model.error, normal(model.key, model.month, self.number, SIGHT))
        sight = clamp(raw)
        model.clamps[0] += raw != sight
        short = disappointment(self.trust, sight, soft)
        broken = breach(short, tolerated)
        rate = learning(broken, self.scar, gaining, losing, weight)
        self.trust = trust_next(self.trust, sight, rate)
        self.scar = scar_next(self.scar, short, broken, fade)

    def act(self) -> None:
        """Put in the effort aimed at."""
        self.effort, self.aim = self.aim, self.effort


class UnitedStates(State):
    """The United States: a state like any other, with its own row of figures."""


class MemberState(State):
    """A member of the European Union: a state like any other, with its own row of figures."""


class Side(Agent):
    """A side of the alliance: it finds one position in each domain among its states, by vote or by their
    mean.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int, members: list[State]) -> None:
        super().__init__(model)
        world = model.case.world.arrays
        self.number = number
        self.members = members
        self.weights = array([state.weight for state in members])
        self.votes = [bool(world.votes[number * len(DOMAINS) + d]) and model.votes for d in _DOMAINS]
        self.states_needed = float(world.states_needed[number])
        self.people_needed = float(world.people_needed[number])
        self.blocking = float(world.blocking[number])
        self.position = [float(model.begin.position[number * len(DOMAINS) + d]) for d in _DOMAINS]
        self.firms: list[Firm] = []
        self.shortage = 0.0

    def agree(self) -> None:
        """Find this month's position from the members' efforts."""
        for d in _DOMAINS:
            if self.votes[d]:
                order = sorted(self.members, key=lambda state: (-state.effort[d], state.number))
                efforts = array([state.effort[d] for state in order])
                people = array([state.people for state in order])
                self.position[d] = qualified_majority(
                    efforts,
                    people,
                    self.states_needed,
                    self.people_needed,
                    self.blocking,
                    self.model.softness,
                )
            else:
                self.position[d] = weighted_mean(
                    array([state.effort[d] for state in self.members]), self.weights
                )

    @property
    def stance(self) -> float:
        """The mean of its positions over the domains: what the other side sees."""
        return (self.position[0] + self.position[1] + self.position[2] + self.position[3]) / len(DOMAINS)

    def mean(self, name: str) -> float:
        """The mean of an attribute of its states, weighted by GDP."""
        total = 0.0
        for state in self.members:
            total += state.weight * getattr(state, name)
        return total


class EuropeanUnion(Side):
    """The European Union: a side of 27 states that must find a qualified majority."""


class Firm(Agent):
    """A firm: it orders and stores chips, feels what its suppliers lack, and produces."""

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        world, start = model.case.world.arrays, model.begin
        self.number = number
        self.home = int(world.firm_home[number])
        self.kind = int(world.firm_kind[number])
        self.chips = int(world.firm_class[number])
        self.size = float(world.firm_size[number])
        self.need = float(world.firm_need[number])
        self.stake = float(world.firm_stake[number])
        self.dependence = float(world.firm_dependence[number])
        self.supply = [float(w) for w in world.supply[3 * number : 3 * number + 3]]
        self.alone = float(world.alone[number])
        self.sources = tuple(int(s) for s in world.suppliers[3 * number : 3 * number + 3])
        self.suppliers: tuple[Firm, ...] = ()
        self.stock = float(start.stock[number])
        self.activity = float(start.activity[number])
        self.output = float(start.output[number])
        self.order = self.short = self.served = 0.0

    def buy(self, months: float, restocking: float) -> float:
        """Chips ordered for this month's need and towards the stock aimed at."""
        self.order = order = ordered(self.need, self.stock, months, restocking)
        return order

    def use(self, share: float, softness: float) -> float:
        """Receive the rationed share of the order, store what is not needed; the chips used."""
        need, stock = self.need, self.stock
        arrived = delivered(self.order, share)
        spent = used(need, stock, arrived, softness)
        self.stock = stock_next(stock, arrived, spent)
        self.short = shortage(need, spent)
        return spent

    def look_up(self) -> None:
        """See how well the suppliers ran last month."""
        first, second, third = self.suppliers
        weights = self.supply
        self.served = inputs(
            first.activity, second.activity, third.activity, weights[0], weights[1], weights[2], self.alone
        )

    def produce(self, need: float, network: float, raised: float) -> None:
        """Run as far as chips and suppliers allow."""
        self.activity = active = activity(self.short, self.served, self.dependence, need, network)
        self.output = output(self.size, active, raised)


class ChipRegion(Agent):
    """A region that makes chips and ships them over its routes."""

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        capacity = model.case.world.arrays.capacity
        classes = len(model.world_size)
        self.number = number
        self.name = model.case.world.regions[number]
        self.capacity = [float(capacity[number * classes + c]) for c in range(classes)]

    def ship(self, chips: int) -> tuple[float, float]:
        """Chips of a class made and shipped this month."""
        model = self.model
        produced = made(self.capacity[chips] * model.world_size[chips], model.cause[self.number * 2 + chips])
        return produced, carried(produced, model.cause[model.first_route + self.number])


class Council(Agent):
    """The council: when it meets and is open, joint effort becomes commitments, which bind until they
    fade.
    """

    model: "AllianceModel"

    def meet(self, domain: int, joint: float, meeting: float, office: float) -> None:
        """Commitments in a domain after this month."""
        model = self.model
        model.commitments[domain] = commitments_next(
            model.commitments[domain], joint, meeting, office, model.pledging, model.fading
        )
