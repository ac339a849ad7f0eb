"""States: who weighs the partner, puts in effort and learns whom to trust."""

from typing import TYPE_CHECKING

from mesa import Agent

from sim.draws import MOOD, normal
from sim.month import politics_of_state, slow_stocks_of_state
from sim.rules.chips import shortage_left
from sim.rules.controls import control_cost
from sim.rules.dangers import at_stake, danger
from sim.rules.effort import (
    effort_next,
    mood_next,
    partner_worth,
    payoff,
    sovereignty_cost,
    trust_gate,
    wished_effort,
)
from sim.rules.firms import firms_pressure
from sim.rules.numbers import clamp, positive_part
from sim.rules.pledge import shortage_felt
from sim.rules.trust import blame_share, credit, learning_rate, share_kept, trust_next
from sim.series import CLASSES, DOMAINS
from sim.state import layout as at

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel, Field
    from sim.agents.producers import Firm


class State(Agent):
    """A state: its effort in each field, its trust in the other side, its mood, and the firms at home
    there.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        world, start, fields = model.case.world.arrays, model.start, range(len(DOMAINS))
        states = len(world.people)
        self.number = number
        self.name = model.case.world.states[number]
        self.side = model.case.world.state_side[number]
        self.people = float(world.people[number])
        self.weight = float(world.weight[number])
        self.trade = float(world.trade[number])
        self.gains = [float(world.lobby[number * len(DOMAINS) + d]) for d in fields]
        self.interest = [float(start.interest[d * states + number]) for d in fields]
        self.effort = [float(start.effort[d * states + number]) for d in fields]
        self.aim = list(self.effort)
        self.pay = [0.0 for _ in fields]
        self.trust = float(start.trust[number])
        self.mood = float(start.mood[number])
        self.buyers: list[list[Firm]] = [[] for _ in CLASSES]
        self.stake = self.short = 0.0
        self.felt = float(start.felt[number])

    def house(self, firm: "Firm") -> None:
        """Be home to a firm."""
        self.buyers[firm.chips].append(firm)
        self.stake += firm.stake

    def book(self, aims: list[float]) -> list[float]:
        """Step 2, supply: what its firms order, by class of chips."""
        booked = []
        for months, firms in zip(aims, self.buyers, strict=True):
            wanted = 0.0
            for firm in firms:
                wanted += firm.buy(months)
            booked.append(wanted)
        return booked

    def receive(self, filled: tuple[float, ...]) -> list[float]:
        """Step 2, supply: chips arrive and its firms use them, by class; what they lack hurts as far as they
        weigh.
        """
        used, short = [], 0.0
        for share, firms in zip(filled, self.buyers, strict=True):
            used_here = 0.0
            for firm in firms:
                used_here += firm.use(share)
                short += firm.stake * firm.short
            used.append(used_here)
        self.short = short
        return used

    def feel(self, together: float) -> None:
        """Step 2, supply: the shortage it answers to, its own firms' and its side's."""
        model = self.model
        own = shortage_felt(self.short, self.stake, together, model.p.solidarity)
        self.felt = shortage_left(own, model.substituted, model.answered)

    def choose(self) -> None:
        """Step 4: weigh the partner and aim at an effort in every field, from last month's state."""
        model, p = self.model, self.model.p
        drawn = normal(model.key, model.month, self.number, MOOD)
        self.mood = mood_next(self.mood, p.mood_memory, p.mood_spread, drawn)
        self.weigh()
        gate = trust_gate(self.trust, p.gate_trust)
        turns = model.turns[self.number]
        for d, field in enumerate(model.fields):
            self.pay[d] = pay = self.pay_of(d, field, turns[d])
            wish = wished_effort(gate, self.interest[d] + pay, p.slope, p.routine)
            now = self.effort[d]
            self.aim[d] = now if model.held else effort_next(now, wish, p.effort_pace)

    def weigh(self) -> None:
        """What weighs in every field alike, into the block of states: autonomy, the rival's lead, politics at
        home.
        """
        model, of = self.model, self.model.blocks.states
        of[at.S_MOOD, self.number] = self.mood
        politics_of_state(of, model.blocks.alliance, model.vector, self.number)

    def pay_of(self, d: int, field: "Field", turned: float) -> float:
        """The payoff of cooperating in a field, without the interest derived at the calm rest."""
        p, of, number = self.model.p, self.model.blocks.states, self.number
        watchful = float(of[at.S_SECURITY_WEIGHT, number])
        endangered = danger(
            field.on_chips * float(of[at.S_ECONOMY_WEIGHT, number]) * self.felt,
            field.on_models * p.lead_weight * watchful * float(of[at.S_LEAD, number]),
            field.on_data * p.attack_weight * watchful * float(of[at.S_INFORMATION_ATTACK, number]),
            field.worried,
        )
        partner = self.model.sides[self.side].other
        sovereignty = sovereignty_cost(float(of[at.S_APART, number]), field.benefit, p.depth_cost)
        control = control_cost(field.control, self.trade, p.control_cost)
        return payoff(
            p.interoperability_gain * field.benefit,
            at_stake(self.trust, endangered, p.value_at_stake, p.threat_at_stake),
            partner_worth(partner.position[d], p.calm_effort, partner.capability, p.capability_weight),
            p.turn_cost * turned,
            sovereignty + control,
            float(of[at.S_HOME, number]),
            firms_pressure(self.gains[d], field.joint, field.interoperability, p.lobby_weight),
        )

    def see(self, stance: float, expected: float) -> None:
        """Step 5: see the other side's mean effort of last month, and learn from what was kept of what was
        expected.
        """
        p, trust = self.model.p, self.trust
        asked = blame_share(self.felt, trust, p.blame)
        blamed = clamp(asked)
        self.model.clamps[0] += asked != blamed
        credited = credit(share_kept(stance, expected), blamed)
        fall = positive_part(trust - credited, p.softness)
        self.trust = trust_next(trust, credited, learning_rate(fall, p.trust_gain, p.trust_loss, p.tolerated))

    def act(self) -> None:
        """Step 5: put in the effort aimed at."""
        self.effort, self.aim = self.aim, self.effort

    def settle(self) -> None:
        """Step 8: put down how far it has turned away, mean of the fields, and whom it trusts by now."""
        turned = 0.0
        for turn in self.model.turns[self.number]:
            turned += turn
        of = self.model.blocks.states
        of[at.S_TURNED, self.number], of[at.S_TRUST, self.number] = turned / len(DOMAINS), self.trust

    def change(self) -> None:
        """Step 8: move what moves slowly: ties to others, who may return, fear of being bought up."""
        slow_stocks_of_state(
            self.model.blocks.states, self.model.blocks.alliance, self.model.vector, self.number
        )


class UnitedStates(State):
    """The United States: a state like any other, with its own row of figures."""


class MemberState(State):
    """A member of the European Union: a state like any other, with its own row of figures."""
