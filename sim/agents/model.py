"""Engine 1: the month of `sim.month` as a Mesa model of agents, to read and to teach with; the same bits as
the kernel, an agent at a time.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from mesa import DataCollector, Model

from sim.agents.council import Council
from sim.agents.monthly_causes import monthly_causes
from sim.agents.producers import ChipMarket, ChipRegion, Firm
from sim.agents.record import month_row
from sim.agents.sides import EuropeanUnion, Side
from sim.agents.states import MemberState, State, UnitedStates
from sim.array_types import Floats
from sim.calm_rest import first_state
from sim.compiled import ready
from sim.draws import ORDER, stream, uniform
from sim.month import (
    MONTH,
    conditions_of_work,
    incidents_of_month,
    outside_pressures,
    slow_stocks_of_alliance,
)
from sim.parameters.table import PARAMETERS
from sim.rules.chips import answer_share, substitution_next
from sim.rules.code import code_call
from sim.rules.council import is_meeting
from sim.rules.firms import cooperation_yield, output_factor
from sim.rules.interoperability import depth_benefit, group_work, interoperability_next, joint_effort
from sim.rules.numbers import clamp
from sim.rules.performance import active_cooperation
from sim.rules.warning import watching_left
from sim.series import CLASSES, DOMAINS, PLACE, SERIES, SIDES
from sim.state import layout as at
from sim.state.blocks import COMMON, COMMON_CAUSES, STANDING, STATE_CAUSES
from sim.state.run_parameters import parameters_of
from sim.state.run_state import RunState, empty_blocks, put_in_blocks
from sim.world.case import Case
from sim.world.causes import TARGETS

ready()

DATA, ALGORITHMS, COMPUTE, STANDARDS = range(len(DOMAINS))
_STATE_CLASSES: dict[str, type[State]] = {"USA": UnitedStates, "EU": MemberState}
_SIDE_CLASSES: dict[str, type[Side]] = {"USA": Side, "EU": EuropeanUnion}


@dataclass
class Field:
    """A field of cooperation as states see it this month: what stands there, and how far each danger is
    felt.
    """

    interoperability: float
    benefit: float
    joint: float
    on_chips: float
    on_models: float
    on_data: float
    worried: float
    control: float


class AllianceModel(Model):
    """One run of a case, replicate by replicate: `AllianceModel(case, seed, replicate, shocked=True).run()`.

    Parameters go by name (`model.p.slope`). Monthly series are a table of Mesa's data collector,
    `datacollector.get_table_dataframe("months")`, and an array, `series`; with `watch_states` the collector
    also keeps every state's trust and mean effort.
    """

    def __init__(
        self, case: Case, seed: int, replicate: int, *, shocked: bool, watch_states: bool = False
    ) -> None:
        super().__init__()
        self.case = case
        self.key = stream(seed, replicate)
        self.shocks = case.shocks if shocked else case.shocks[:0]
        self.events = case.context
        self.month = -case.burn_in
        self.held = False
        self.clamps = [0]
        self.vector = parameters_of(case, self.key)
        self.p: Any = SimpleNamespace(**dict(zip(PARAMETERS, self.vector.tolist(), strict=True)))
        self.votes = bool(case.switches[at.ON_COUNCIL_VOTE])
        self.in_turn = bool(case.switches[at.ON_RANDOM_ORDER])
        self.blocks = empty_blocks(case)
        self.start: RunState = put_in_blocks(self.blocks, first_state(case, self.key))
        self._people()
        self._stocks()
        reporters = {"trust": "trust", "effort": lambda state: sum(state.effort) / len(state.effort)}
        self.watched = watch_states
        self.datacollector = DataCollector(
            agenttype_reporters={State: reporters} if watch_states else None, tables={"months": list(PLACE)}
        )

    def _people(self) -> None:
        """Who there is: states, sides, firms, regions, markets, the council."""
        world = self.case.world
        self.states = [_STATE_CLASSES[SIDES[side]](self, i) for i, side in enumerate(world.state_side)]
        self.sides = [
            _SIDE_CLASSES[name](self, number, [state for state in self.states if state.side == number])
            for number, name in enumerate(SIDES)
        ]
        self.firms = [Firm(self, j) for j in range(world.firms)]
        for firm in self.firms:
            firm.suppliers = tuple(self.firms[source] for source in firm.sources)
            self.states[firm.home].house(firm)
        self.regions = [ChipRegion(self, r) for r in range(len(world.regions))]
        self.markets = [ChipMarket(self, chips) for chips in range(len(CLASSES))]
        self.council = Council(self)

    def _stocks(self) -> None:
        """What the alliance as a whole holds, and what calm looks like."""
        arrays, start = self.case.world.arrays, self.start
        self.interoperability = start.interoperability.tolist()
        self.joint = start.joint.tolist()
        self.work = start.work.tolist()
        self.substituted = float(start.substituted[0])
        self.unlike = float(arrays.unlike[0])
        self.place = dict(zip(TARGETS, arrays.cause_start.tolist(), strict=False))
        self.calm: list[float] = arrays.calm.tolist()
        self.cause = self.ahead = self.calm
        self.gains = arrays.gains.reshape(-1, len(DOMAINS)).tolist()
        self.ledger = np.zeros((6, len(CLASSES)))

    @property
    def joint_in_compute(self) -> float:
        """Joint effort in compute."""
        return float(self.joint[COMPUTE])

    @property
    def answered(self) -> float:
        """The share of what a shortage costs that a joint answer spares."""
        return answer_share(self.joint_in_compute, self.p.answer_relief)

    @property
    def series(self) -> Floats:
        """What was recorded: float64[months, n] in the order of `SERIES`."""
        columns = self.datacollector.tables["months"]
        return np.array([columns[name] for name in PLACE]).T.reshape(-1, len(SERIES))

    def run(self) -> "AllianceModel":
        """The burn-in and all months of the case."""
        while self.month < self.case.months:
            self.step()
        return self

    def step(self) -> None:
        """One month, in the order of `sim.month`."""
        for part in MONTH:
            getattr(self, part)()
        self.month += 1

    def causes(self) -> None:
        """Step 1: start from causes untouched and let every event act. The ledger covers the run and not the
        burn-in, which knows nothing of the shocks: not even a warning of one that is near.
        """
        if self.month == 0:
            self.events = np.concatenate([self.case.context, self.shocks])
            self.ledger[:] = 0.0
            self.clamps[0] = 0
            self._start_off_calm()
        self.cause = monthly_causes(self.calm, self.events, self.key, self.month)
        soon = self.month + int(self.p.warning_lead)
        self.ahead = monthly_causes(self.calm, self.events, self.key, soon)
        states, turn = len(self.states), self.place["cooperation.cost"]
        end = turn + len(DOMAINS) * states
        self.turns = [self.cause[turn + i : end : states] for i in range(states)]
        self.working = self.cause[self.place["firms.working"] :][: len(self.gains)]
        of, common = self.blocks.states, self.blocks.alliance
        for row, target in enumerate(STATE_CAUSES, start=len(STANDING)):
            of[row] = self.cause[self.place[target] :][:states]
        for row, target in enumerate(COMMON_CAUSES, start=len(COMMON)):
            common[row] = self.cause[self.place[target]]
        common[at.A_MEETING] = is_meeting(self.month, int(self.p.meeting_interval))
        common[at.A_OPERATING_ALGORITHMS] = self.council.operating[ALGORITHMS]
        common[at.A_OPERATING_STANDARDS] = self.council.operating[STANDARDS]
        incidents_of_month(common, self.blocks.sides, self.vector)

    def _start_off_calm(self) -> None:
        """After the burn-in: trust, interoperability and effort as the case starts them, in shares of
        calm.
        """
        trust, depth, effort = self.case.start
        if self.case.start == (1.0, 1.0, 1.0):
            return
        for state in self.states:
            state.trust = min(1.0, state.trust * trust)
            state.effort = [min(1.0, put_in * effort) for put_in in state.effort]
        for side in self.sides:
            side.position = [min(1.0, position * effort) for position in side.position]
        self.interoperability = [have * depth for have in self.interoperability]
        self.joint = [min(1.0, joint * effort) for joint in self.joint]

    def supply(self) -> None:
        """Step 2: firms order, regions ship, scarce chips are rationed, firms use and store."""
        aims = [market.stock_aim(self.council.operating[COMPUTE]) for market in self.markets]
        booked = [state.book(aims) for state in self.states]
        filled = [market.share_out([orders[market.chips] for orders in booked]) for market in self.markets]
        spent = self.ledger[5].tolist()
        for state, shares in zip(self.states, zip(*filled, strict=True), strict=True):
            for chips, used in enumerate(state.receive(shares)):
                spent[chips] += used
        self.ledger[5] = spent
        for side in self.sides:
            side.sum_shortage()
        both = 0.5 * (self.sides[0].shortage + self.sides[1].shortage)
        self.substituted = substitution_next(self.substituted, both, self.p.substitution)

    def produce(self) -> None:
        """Step 3: firms look at how their suppliers ran last month, then all run."""
        p, common = self.p, self.blocks.alliance
        watching = watching_left(self.council.operating[COMPUTE], p.warning_cost)
        tiers, harm = float(common[at.A_TIERS]), float(common[at.A_HARM])
        followed = p.followers_reach * float(common[at.A_FOLLOWERS])
        factors = []
        for weights in self.gains:
            joined = 0.0
            for weight, joint, depth in zip(weights, self.joint, self.interoperability, strict=True):
                joined += weight * active_cooperation(joint, depth)
            added = cooperation_yield(joined, self.unlike, followed, p.cooperation_gain, p.complement_gain)
            factors.append(output_factor(added, watching, tiers, harm))
        for firm in self.firms:
            firm.produce(factors)
        for firm in self.firms:
            firm.run()

    def choose(self) -> None:
        """Step 4: every state aims at an effort."""
        common = self.blocks.alliance
        outside_pressures(common, self.vector)
        self.fields = [self.field(d) for d in range(len(DOMAINS))]
        for state in self.states:
            state.choose()

    def field(self, d: int) -> Field:
        """A field as states see it this month."""
        p, common, elsewhere = self.p, self.blocks.alliance, self.p.stakes_elsewhere
        have, on_models = self.interoperability[d], 1.0 if d == ALGORITHMS else elsewhere
        return Field(
            interoperability=have,
            benefit=depth_benefit(have, p.interoperability_half),
            joint=self.joint[d],
            on_chips=1.0 if d == COMPUTE else elsewhere,
            on_models=on_models,
            on_data=1.0 if d == DATA else elsewhere,
            worried=on_models * p.worry_weight * float(common[at.A_WORRY]),
            control=clamp(float(common[at.A_EXPORT_CONTROL])) if d == COMPUTE else 0.0,
        )

    def see(self) -> None:
        """Step 5: every state learns from the other side's last positions; then all put in the effort they
        aimed at.
        """
        if self.held:
            return
        if self.in_turn:
            self._take_turns()
            return
        stances = [side.stance for side in self.sides]
        for side in self.sides:
            for state in side.members:
                state.see(stances[1 - side.number], side.expected)
            side.expect(stances[1 - side.number])
        for state in self.states:
            state.act()

    def _take_turns(self) -> None:
        """States see and act one after another, in an order drawn anew: each meets what those before it have
        done.
        """
        lots = [uniform(self.key, self.month, state.number, ORDER) for state in self.states]
        for number in sorted(range(len(lots)), key=lots.__getitem__):
            state = self.states[number]
            side = self.sides[state.side]
            state.see(side.other.stance, side.expected)
            state.act()
            side.agree()
        for side in self.sides:
            side.expect(side.other.stance)

    def agree(self) -> None:
        """Step 6: both sides find their positions."""
        for side in self.sides:
            side.agree()

    def build(self) -> None:
        """Step 7: joint effort builds interoperability and, when the council meets, commitments."""
        p, common, sides = self.p, self.blocks.alliance, self.blocks.sides
        sides[at.G_FACTION] = [side.mean_of(at.S_FACTION) for side in self.sides]
        conditions_of_work(common, sides, self.vector)
        lawful, agencies = float(common[at.A_LAWFUL]), float(common[at.A_SLOWED])
        self.built = [0.0 for _ in DOMAINS]
        for d in range(len(DOMAINS)):
            ours, theirs = self.sides[0].position[d], self.sides[1].position[d]
            self.joint[d] = joint = joint_effort(ours, theirs, lawful if d == DATA else 1.0)
            pace = agencies if d in (ALGORITHMS, STANDARDS) else 1.0
            self.built[d] = pace * group_work(self.council.operating[d], p.council_work) * joint
            if not self.held:
                self.interoperability[d] = interoperability_next(
                    self.interoperability[d], self.work[d] * self.built[d], p.standards_decay
                )
            self.council.meet(d, joint)
        common[at.A_JOINT_COMPUTE], common[at.A_JOINT_STANDARDS] = self.joint[COMPUTE], self.joint[STANDARDS]
        common[at.A_INTEROPERABILITY_ALGORITHMS] = self.interoperability[ALGORITHMS]
        common[at.A_INTEROPERABILITY_STANDARDS] = self.interoperability[STANDARDS]

    def change(self) -> None:
        """Step 8: what moves slowly moves, each stock from what the others were."""
        of, common = self.blocks.states, self.blocks.alliance
        for state in self.states:
            state.settle()
        club, together = 0.0, 1.0
        for state in self.states:
            state.change()
            club += state.weight / len(SIDES) * float(of[at.S_WILL, state.number])
            together = min(together, float(of[at.S_WILL, state.number]))
        common[at.A_CLUB_AIM], common[at.A_TOGETHER_AIM] = club, together
        common[at.A_SPENT] = common[at.A_LOST] = 0.0
        for side in self.sides:
            side.pay()
        for side in self.sides:
            side.raise_plants()
        self._spread_code()
        slow_stocks_of_alliance(common, self.vector)

    def _spread_code(self) -> None:
        """The code of conduct, from firm to firm."""
        call, kept = code_call(self.council.operating[ALGORITHMS], self.p.code_call), 0.0
        for firm in self.firms:
            firm.look_at_suppliers()
        for firm in self.firms:
            firm.take_up(call)
            kept += firm.stake / len(SIDES) * firm.code
        self.blocks.alliance[at.A_KEPT] = kept

    def record(self) -> None:
        """Step 9: write the month down, once the burn-in is over."""
        if self.month < 0:
            return
        self.datacollector.add_table_row("months", dict(zip(PLACE, month_row(self), strict=True)))
        if self.watched:
            self.datacollector.collect(self)
