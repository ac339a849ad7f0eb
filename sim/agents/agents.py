"""Engine 1: who acts, as Mesa agents to read and to teach with. Every number comes from a rule in
`sim/rules`.

A state, a side, a firm, a region are rows of parameters; `UnitedStates`, `MemberState` and `EuropeanUnion`
only name them.
"""

from typing import TYPE_CHECKING

from mesa import Agent
from numpy import array

from sim.draws import MOOD, SIGHT, normal
from sim.month import change_state, pay, raise_plants, weigh
from sim.rules.code import taken_up
from sim.rules.controls import borne
from sim.rules.council import (
    advanced,
    open_agenda,
    pledged,
    qualified_majority,
    stage_next,
    starting,
    taking_effect,
    weighted_mean,
)
from sim.rules.dangers import at_stake
from sim.rules.effort import (
    adjusted,
    bound,
    burden,
    desired,
    gain,
    mood_next,
    payoff,
    threat,
)
from sim.rules.firms import activity, delivered, inputs, lobbied, ordered, output, shortage, stock_next, used
from sim.rules.numbers import clamp
from sim.rules.pledge import felt
from sim.rules.politics import healing
from sim.rules.regulation import pressing
from sim.rules.trust import breach, disappointment, learning, scar_next, seen, trust_next
from sim.series import CLASSES, DOMAINS
from sim.state import layout as at

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel

_DOMAINS = range(len(DOMAINS))
_COMMITTING = [at.A_MEETING, at.A_COUNCIL_OPEN, at.A_RATE, at.A_FADE]
_WEIGHED = [at.S_APART, at.S_LEAD, at.S_HOME, at.S_FELT_DISTANCE, at.S_INFORMATION_ATTACK]


class State(Agent):
    """A state: how much effort it puts into each domain, how far it trusts the other side, what it
    remembers, and the firms at home there, by the class of chips they buy.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        world, start = model.case.world.arrays, model.begin
        self.number = number
        self.name = model.case.world.states[number]
        self.side = model.case.world.state_side[number]
        self.people = float(world.people[number])
        self.weight = float(world.weight[number])
        self.effort = [float(start.effort[d * len(world.people) + number]) for d in _DOMAINS]
        self.aim = list(self.effort)
        self.trust = float(start.trust[number])
        self.scar = float(start.scar[number])
        self.mood = float(start.mood[number])
        self.trade = float(world.trade[number])
        self.lobby = [float(world.lobby[number * len(DOMAINS) + d]) for d in _DOMAINS]
        self.buyers: list[list[Firm]] = [[] for _ in CLASSES]
        self.stake = self.short = self.felt = 0.0

    def take_in(self, firm: "Firm") -> None:
        """Be home to a firm."""
        self.buyers[firm.chips].append(firm)
        self.stake += firm.stake

    def book(self, aims: list[float], restocking: float, softness: float) -> list[float]:
        """What its firms order, by class of chips."""
        booked = []
        for aim, firms in zip(aims, self.buyers, strict=True):
            wanted = 0.0
            for firm in firms:
                wanted += firm.buy(aim, restocking, softness)
            booked.append(wanted)
        return booked

    def receive(self, filled: tuple[float, ...], softness: float) -> list[float]:
        """Chips arrive and its firms use them, by class; what they lack hurts as far as they weigh."""
        spent, short = [], 0.0
        for fill, firms in zip(filled, self.buyers, strict=True):
            used_up = 0.0
            for firm in firms:
                used_up += firm.use(fill, softness)
                short += firm.stake * firm.short
            spent.append(used_up)
        self.short = short
        return spent

    def feel(self, together: float, solidarity: float) -> None:
        """The shortage it answers to: its own firms' and its side's."""
        self.felt = felt(self.short, self.stake, together, solidarity)

    def choose(self) -> None:
        """Weigh the partner and aim at an effort in every domain, from last month's state."""
        model, trust, unlike = self.model, self.trust, self.model.unlike
        base, depth, complement, fear, interest, slope, routine, binding, pace = model.choosing
        standing, turning, working, sovereignty, half, distant = model.burdens
        drawn = normal(model.key, model.month, self.number, MOOD)
        self.mood = mood_next(self.mood, model.memory, model.spread, drawn)
        apart, lead, home, far, struck = self.weigh()
        aim, short, lobby, lobbying, trade = self.aim, self.felt, self.lobby, model.lobbying, self.trade
        worths, dangers = model.worths, model.dangers
        for d, now, turn, (have, served, promised, weight, joint, alarmed, restrained) in zip(
            _DOMAINS, self.effort, model.turns[self.number], model.domains, strict=True
        ):
            hurt = weight * short
            good = gain(trust, served, unlike, at_stake(hurt, lead, struck, *worths), base, depth, complement)
            bad = threat(trust, at_stake(hurt, lead, struck, *dangers), fear)
            cost = burden(
                now, have, apart, far, turn, standing, turning, working, sovereignty, half, distant,
                borne(restrained, trade, model.control_cost),
            )  # fmt: skip
            pressed = pressing(model.worry, alarmed, lobbied(lobby[d], joint, have, lobbying))
            wish = desired(payoff(interest, good, bad, cost, home, pressed), slope, routine)
            aim[d] = adjusted(now, bound(wish, promised, binding), pace)

    def weigh(self) -> list[float]:
        """What weighs in every domain alike: its autonomy, the rival's lead, politics at home, how far it
        feels from the partner, and disinformation.
        """
        model, of, number = self.model, self.model.blocks.states, self.number
        of[at.S_MOOD, number] = self.mood
        of[at.S_SIDE_CAPACITY, number] = model.sides[self.side].ready
        weigh(of, model.blocks.alliance, model.p, number)
        weighed: list[float] = of[_WEIGHED, number].tolist()
        return weighed

    def settle(self, turns: list[float]) -> None:
        """Put down how far it has turned away, mean of the domains, and whom it trusts by now."""
        turned = 0.0
        for turn in turns:
            turned += turn
        of = self.model.blocks.states
        of[at.S_TURNED, self.number], of[at.S_TRUST, self.number] = turned / len(DOMAINS), self.trust

    def change(self, partners_turn: float) -> None:
        """Move what moves slowly: ties to others, the faction, fears, the partner's image, identity."""
        model, of = self.model, self.model.blocks.states
        of[at.S_PARTNERS_TURN, self.number] = partners_turn
        change_state(of, model.blocks.alliance, model.p, self.number)

    def see(self, stance: float) -> None:
        """See the other side's mean effort of last month, and learn from it."""
        model, trust, scar = self.model, self.trust, self.scar
        soft, tolerated, gaining, losing, weight, fade = model.learning
        raw = seen(stance, model.error, normal(model.key, model.month, self.number, SIGHT))
        sight = clamp(raw)
        model.clamps[0] += raw != sight
        short = disappointment(trust, sight, soft)
        broken = breach(short, tolerated)
        self.trust = trust_next(trust, sight, learning(broken, scar, gaining, losing, weight))
        repairing = float(model.blocks.states[at.S_PARTNERS_REPAIR, self.number])
        self.scar = scar_next(scar, short, broken, healing(fade, repairing, model.repair_speed))

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
        self.numbers = range(len(members))
        self.weights = array([state.weight for state in members])
        self.people = array([state.people for state in members])
        self.votes = [bool(world.votes[number * len(DOMAINS) + d]) and model.votes for d in _DOMAINS]
        self.states_needed = float(world.states_needed[number])
        self.people_needed = float(world.people_needed[number])
        self.blocking = float(world.blocking[number])
        self.position = [float(model.begin.position[number * len(DOMAINS) + d]) for d in _DOMAINS]
        self.shortage = 0.0
        first = int(world.side_start[number])
        self.rows = slice(first, first + len(members))

    def pay(self) -> None:
        """Public money for plants this month."""
        sides, number = self.model.blocks.sides, self.number
        sides[at.G_SHORTAGE, number] = self.shortage
        sides[at.G_SUPPORT, number] = self.mean_of(at.S_CHIPS_SUPPORT)
        pay(sides, self.model.p, number)

    def raise_plants(self) -> None:
        """What its money buys is begun, what is begun rises, and what has risen goes to work."""
        blocks = self.model.blocks
        raise_plants(blocks.alliance, blocks.sides, self.model.p, self.number)

    @property
    def ready(self) -> float:
        """Home capacity at work."""
        return float(self.model.blocks.sides[at.G_READY, self.number])

    def suffer(self, solidarity: float) -> None:
        """The side's shortage is the sum over its states; each state answers to its own and to this one."""
        together = 0.0
        for state in self.members:
            together += state.short
        self.shortage = together
        for state in self.members:
            state.feel(together, solidarity)

    def agree(self) -> None:
        """Find this month's position from the members' efforts."""
        for d, efforts in enumerate(zip(*[state.effort for state in self.members], strict=True)):
            if self.votes[d]:
                self.position[d] = self._vote(efforts)
            else:
                self.position[d] = weighted_mean(array(efforts), self.weights)

    def _vote(self, efforts: tuple[float, ...]) -> float:
        order = sorted(self.numbers, key=efforts.__getitem__, reverse=True)
        return qualified_majority(
            array([efforts[m] for m in order]),
            self.people[order],
            self.states_needed,
            self.people_needed,
            self.blocking,
            self.model.softness,
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

    def mean_of(self, place: int) -> float:
        """The same of a row of the block of states."""
        return weighted_mean(self.model.blocks.states[place, self.rows], self.weights)


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
        weights = [float(weight) for weight in world.supply[number :: model.case.world.firms]]
        self.supply = (weights[0], weights[1], weights[2])
        self.alone = float(world.alone[number])
        self.sources = tuple(int(s) for s in world.suppliers[number :: model.case.world.firms])
        self.suppliers: tuple[Firm, ...] = ()
        self.stock = float(start.stock[number])
        self.activity = self.planned = float(start.activity[number])
        self.output = float(start.output[number])
        self.code = float(start.code[number])
        self.order = self.short = self.met = 0.0

    def buy(self, months: float, restocking: float, softness: float) -> float:
        """Chips ordered for this month's need and towards the stock aimed at."""
        self.order = order = ordered(self.need, self.stock, months, restocking, softness)
        return order

    def use(self, fill: float, softness: float) -> float:
        """Receive the rationed share of the order, store what is not needed; the chips used."""
        need, stock = self.need, self.stock
        arrived = delivered(self.order, fill)
        spent = used(need, stock, arrived, softness)
        self.stock = stock_next(stock, arrived, spent)
        self.short = shortage(need, spent)
        return spent

    def produce(self, need: float, network: float, raised: list[float]) -> None:
        """Run as far as chips and the suppliers' activity of last month allow."""
        first, second, third = self.suppliers
        served = inputs(first.activity, second.activity, third.activity, *self.supply, self.alone)
        working = self.model.working[self.kind]
        self.planned = active = activity(self.short, served, working, self.dependence, need, network)
        self.output = output(self.size, active, raised[self.kind])

    def meet(self) -> None:
        """See how far its suppliers keep the code of conduct."""
        first, second, third = self.suppliers
        self.met = inputs(first.code, second.code, third.code, *self.supply, 0.0)

    def take_up(self, call: float, contact: float, fade: float) -> None:
        """Keep the code as far as suppliers and the council make it."""
        self.code = taken_up(self.code, self.met, call, contact, fade)


class Council(Agent):
    """The council: when it meets and is open, joint effort becomes commitments, which mature in stages,
    bind once they operate, and fade.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel") -> None:
        super().__init__(model)
        domains, start = len(DOMAINS), model.begin
        self.operating = [float(x) for x in start.commitments]
        self.begun = [float(x) for x in start.preparing[:domains]]
        self.agreed = [float(x) for x in start.preparing[domains : 2 * domains]]
        self.established = [float(x) for x in start.preparing[2 * domains :]]

    def meet(self, domain: int, joint: float) -> None:
        """Commitments in a domain after this month."""
        at_once, pace = self.model.staging
        meeting, office, rate, fade = self.model.blocks.alliance[_COMMITTING].tolist()
        begun, agreed, established = self.begun[domain], self.agreed[domain], self.established[domain]
        operating = self.operating[domain]
        new = pledged(open_agenda(begun, agreed, established, operating), joint, meeting, office, rate)
        first, second = advanced(begun, meeting, office, pace), advanced(agreed, meeting, office, pace)
        third = advanced(established, meeting, office, pace)
        self.begun[domain] = stage_next(begun, starting(new, at_once), first, fade)
        self.agreed[domain] = stage_next(agreed, first, second, fade)
        self.established[domain] = stage_next(established, second, third, fade)
        self.operating[domain] = stage_next(operating, taking_effect(new, at_once, third), 0.0, fade)
