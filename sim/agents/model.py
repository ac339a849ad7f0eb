"""Engine 1: the month of `sim.month` as a Mesa model of agents; the same bits as the kernel, an agent at a
time.
"""

import numpy as np
from mesa import DataCollector, Model

from sim.agents.agents import (
    Council,
    EuropeanUnion,
    Firm,
    MemberState,
    Side,
    State,
    UnitedStates,
)
from sim.agents.chip_market import ChipMarket
from sim.agents.monthly_causes import monthly_causes
from sim.agents.record import month_row
from sim.array_types import Floats
from sim.compiled import ready
from sim.draws import ORDER, stream, uniform
from sim.month import MONTH, drift, happen, look_around, prepare
from sim.parameters.table import effective
from sim.rules.code import called
from sim.rules.council import meets
from sim.rules.firms import lift
from sim.rules.interoperability import benefit, interoperability_next, joint_effort, shared_work, spilled
from sim.rules.norms import widened
from sim.rules.numbers import clamp
from sim.rules.warning import watched
from sim.series import ALGORITHMS, CLASSES, COMPUTE, DATA, DOMAINS, PLACE, SERIES, SIDES, STANDARDS
from sim.state import layout as at
from sim.state.blocks import COMMON, COMMON_CAUSES, STANDING, STATE_CAUSES
from sim.state.run_state import Ledger, RunState, empty_blocks, put_in_blocks, starting_state
from sim.world.case import Case
from sim.world.causes import TARGETS

ready()

_DOMAINS, _CLASSES = range(len(DOMAINS)), range(len(CLASSES))
_BUILT = (
    ("joint", ALGORITHMS, at.A_JOINT_ALGORITHMS),
    ("joint", COMPUTE, at.A_JOINT_COMPUTE),
    ("joint", STANDARDS, at.A_JOINT_STANDARDS),
    ("interoperability", ALGORITHMS, at.A_INTEROPERABILITY_ALGORITHMS),
    ("interoperability", STANDARDS, at.A_INTEROPERABILITY_STANDARDS),
)
_STATE_CLASSES: dict[str, type[State]] = {"USA": UnitedStates, "EU": MemberState}
_SIDE_CLASSES: dict[str, type[Side]] = {"USA": Side, "EU": EuropeanUnion}


class AllianceModel(Model):
    """One run of a case, replicate by replicate: `AllianceModel(case, seed, replicate, shocked=True).run()`.

    Monthly series are a table of Mesa's data collector, `datacollector.get_table_dataframe("months")`, and an
    array, `series`; with `watch_states` the collector also keeps every state's trust and mean effort.
    """

    def __init__(
        self,
        case: Case,
        seed: int,
        replicate: int,
        *,
        shocked: bool,
        watch_states: bool = False,
    ) -> None:
        super().__init__()
        self.case = case
        self.key = stream(seed, replicate)
        self.events = case.context
        self.shocks = case.shocks if shocked else case.shocks[:0]
        self.month = -case.burn_in
        self.clamps = [0]
        self.p = effective(case.parameters, case.switches)
        self._read_parameters(self.p)
        self._settle_in()
        watched = (
            {State: {"trust": "trust", "effort": lambda s: sum(s.effort) / len(s.effort)}}
            if watch_states
            else None
        )
        self.watched = bool(watched)
        self.datacollector = DataCollector(agenttype_reporters=watched, tables={"months": list(PLACE)})

    def _read_parameters(self, values: Floats) -> None:
        p = [float(value) for value in values]
        self.blocks = empty_blocks(self.case)
        self.begin: RunState = put_in_blocks(self.blocks, starting_state(self.case, values))
        self.votes = bool(self.case.switches[at.ON_COUNCIL_VOTE])
        self.in_turn = bool(self.case.switches[at.ON_RANDOM_ORDER])
        self.softness = p[at.SOFTNESS]
        self.memory, self.spread, self.error = p[at.MOOD_MEMORY], p[at.MOOD_SPREAD], p[at.PERCEPTION_SPREAD]
        self.choosing = (
            p[at.TRUST_VALUE], p[at.INTEROPERABILITY_GAIN], p[at.COMPLEMENT_VALUE],
            p[at.DISTRUST], p[at.INTEREST], p[at.SLOPE], p[at.ROUTINE], p[at.BINDING], p[at.PACE],
        )  # fmt: skip
        self.worths = p[at.VALUE_AT_STAKE], p[at.VALUE_OF_LEAD], p[at.VALUE_UNDER_ATTACK]
        self.dangers = p[at.THREAT_AT_STAKE], p[at.THREAT_OF_LEAD], p[at.THREAT_UNDER_ATTACK]
        self.repair_speed, self.lobbying = p[at.REPAIR_SPEED], p[at.LOBBY_WEIGHT]
        self.control_cost, self.worry_worth = p[at.CONTROL_COST], p[at.WORRY_WORTH]
        self.following, self.calling = p[at.FOLLOWERS_REACH], p[at.CODE_CALL]
        self.contact = p[at.CODE_CONTACT], p[at.CODE_FADE]
        self.burdens = (
            p[at.COST], p[at.TURN_COST], p[at.EFFORT_COST], p[at.DEPTH_COST], p[at.INTEROPERABILITY_HALF],
            p[at.DISTANCE_COST],
        )  # fmt: skip
        self.learning = (
            p[at.SOFTNESS], p[at.TOLERATED], p[at.TRUST_GAIN], p[at.TRUST_LOSS], p[at.SCAR_WEIGHT],
            p[at.SCAR_FADE],
        )  # fmt: skip
        self.elsewhere, self.spilling = p[at.STAKES_ELSEWHERE], p[at.SPILL]
        self.half = p[at.INTEROPERABILITY_HALF]
        self.working_together, self.feeding = p[at.STANDARDS_WORK], p[at.FEEDBACK]
        self.decaying = p[at.STANDARDS_DECAY]
        self.interval = int(p[at.MEETING_INTERVAL])
        self.staging = p[at.AT_ONCE], p[at.STAGE_PACE]
        self.lead, self.watching = int(p[at.WARNING_LEAD]), p[at.WARNING_COST]
        self.solidarity, self.restocking = p[at.SOLIDARITY], p[at.RESTOCKING]
        self.chip_need, self.network = p[at.CHIP_NEED], p[at.SUPPLIER_DEPENDENCE]
        self.gaining = p[at.COOPERATION_GAIN]

    def _settle_in(self) -> None:
        world = self.case.world
        self.unlike = float(world.arrays.unlike[0])
        self.states = [_STATE_CLASSES[SIDES[side]](self, i) for i, side in enumerate(world.state_side)]
        self.sides = [
            _SIDE_CLASSES[name](self, number, [state for state in self.states if state.side == number])
            for number, name in enumerate(SIDES)
        ]
        self.firms = [Firm(self, j) for j in range(world.firms)]
        for firm in self.firms:
            firm.suppliers = tuple(self.firms[source] for source in firm.sources)
            self.states[firm.home].take_in(firm)
        self.market = ChipMarket(self)
        self.council = Council(self)
        self.interoperability = [float(x) for x in self.begin.interoperability]
        self.joint = [float(x) for x in self.begin.joint]
        self.place = dict(zip(TARGETS, world.arrays.cause_start.tolist(), strict=False))
        self.calm: list[float] = world.arrays.calm.tolist()
        self.cause = self.calm
        self.gains = [
            world.arrays.gains[k * len(DOMAINS) : (k + 1) * len(DOMAINS)].tolist()
            for k in range(len(world.kinds))
        ]
        self.ledger = np.zeros((len(Ledger._fields), len(CLASSES)))
        self.book = Ledger(*self.ledger)

    def run(self) -> "AllianceModel":
        """The burn-in and all months of the case."""
        while self.month < self.case.months:
            self.step()
        return self

    @property
    def series(self) -> Floats:
        """What was recorded: float64[months, n] in the order of `SERIES`."""
        columns = self.datacollector.tables["months"]
        return np.array([columns[name] for name in PLACE]).T.reshape(-1, len(SERIES))

    def step(self) -> None:
        """One month, in the order of `sim.month`."""
        for part in MONTH:
            getattr(self, part)()
        self.month += 1

    def causes(self) -> None:
        """Start from causes untouched and let every event act. The ledger covers the run, not the burn-in,
        which knows nothing of the shocks: not even a warning of one that is near.
        """
        if self.month == 0:
            self.events = np.concatenate([self.case.context, self.shocks])
            self.ledger[:] = 0.0
            self.clamps[0] = 0
        self.cause = monthly_causes(self.calm, self.events, self.key, self.month)
        self.ahead = monthly_causes(self.calm, self.events, self.key, self.month + self.lead)
        states, turn = len(self.states), self.place["cooperation.cost"]
        end = turn + len(DOMAINS) * states
        self.turns = [self.cause[turn + i : end : states] for i in range(states)]
        self.working = self.cause[self.place["firms.working"] :][: len(self.gains)]
        self._lay_out()

    def _lay_out(self) -> None:
        """Put this month's causes into the blocks, whether the council meets, and what goes wrong."""
        of, common, many = self.blocks.states, self.blocks.alliance, len(self.states)
        for row, target in enumerate(STATE_CAUSES, start=len(STANDING)):
            of[row] = self.cause[self.place[target] :][:many]
        for row, target in enumerate(COMMON_CAUSES, start=len(COMMON)):
            common[row] = self.cause[self.place[target]]
        common[at.A_MEETING] = meets(self.month, self.interval)
        for side in self.sides:
            other = self.sides[1 - side.number]
            of[at.S_PARTNERS_REPAIR, other.rows] = side.mean_of(at.S_ADMINISTRATION_REPAIR)
        common[at.A_OPERATING_ALGORITHMS] = self.council.operating[ALGORITHMS]
        happen(common, self.blocks.sides, self.p)

    def supply(self) -> None:
        """Firms order, regions ship, scarce chips are rationed, firms use and store."""
        market = self.market
        aims = [market.stock_aim(chips) for chips in _CLASSES]
        booked = [state.book(aims, self.restocking, self.softness) for state in self.states]
        filled = [market.share_out(chips, [orders[chips] for orders in booked]) for chips in _CLASSES]
        spent = self.book.used.tolist()
        for state, fill in zip(self.states, zip(*filled, strict=True), strict=True):
            used = state.receive(fill, self.softness)
            for chips in _CLASSES:
                spent[chips] += used[chips]
        self.book.used[:] = spent
        for side in self.sides:
            side.suffer(self.solidarity)

    def produce(self) -> None:
        """Firms look at how their suppliers ran last month, then all run."""
        left = watched(self.council.operating[COMPUTE], self.watching)
        common = self.blocks.alliance
        tiers, harm = float(common[at.A_TIERS]), float(common[at.A_HARM])
        raised = []
        for weights in self.gains:
            gained = 0.0
            for d in _DOMAINS:
                gained += weights[d] * self.joint[d] * self.interoperability[d]
            raised.append(lift(gained, self.gaining, left, tiers, harm))
        need, network = self.chip_need, self.network
        for firm in self.firms:
            firm.produce(need, network, raised)
        for firm in self.firms:
            firm.activity = firm.planned

    def choose(self) -> None:
        """Every state aims at an effort."""
        common, served = self.blocks.alliance, self._served()
        weights = [1.0 if d == COMPUTE else self.elsewhere for d in _DOMAINS]
        alarmed = [self.worry_worth if d == ALGORITHMS else 0.0 for d in _DOMAINS]
        control = clamp(common[at.A_EXPORT_CONTROL])
        restrained = [control if d == COMPUTE else 0.0 for d in _DOMAINS]
        self.domains = list(
            zip(
                self.interoperability, served, self.council.operating, weights, self.joint, alarmed,
                restrained, strict=True,
            )
        )  # fmt: skip
        look_around(common, self.p)
        self.worry = float(common[at.A_WORRY])
        for state in self.states:
            state.choose()

    def _served(self) -> list[float]:
        """The benefit of interoperability in each domain, with spill-over and those who follow the rules."""
        mean, followers = self._mean_interoperability(), float(self.blocks.alliance[at.A_FOLLOWERS])
        wide = [
            widened(spilled(have, mean, self.spilling), followers, self.following)
            for have in self.interoperability
        ]
        return [benefit(have, self.half) for have in wide]

    def _mean_interoperability(self) -> float:
        data, algorithms, compute, standards = self.interoperability
        return (data + algorithms + compute + standards) / len(DOMAINS)

    def see(self) -> None:
        """Every state learns from the other side's last positions; then all act as they aimed to."""
        if self.in_turn:
            self._take_turns()
            return
        stances = [side.stance for side in self.sides]
        for state in self.states:
            state.see(stances[1 - state.side])
        for state in self.states:
            state.act()

    def _take_turns(self) -> None:
        """States see and act one after another, in an order drawn anew: each meets what those before it have
        done.
        """
        lots = [uniform(self.key, self.month, state.number, ORDER) for state in self.states]
        for number in sorted(range(len(lots)), key=lots.__getitem__):
            state = self.states[number]
            state.see(self.sides[1 - state.side].stance)
            state.act()
            self.sides[state.side].agree()

    def agree(self) -> None:
        """Both sides find their positions."""
        for side in self.sides:
            side.agree()

    def build(self) -> None:
        """Joint effort builds interoperability and, when the council meets, commitments."""
        common, sides = self.blocks.alliance, self.blocks.sides
        sides[at.G_FACTION] = [side.mean_of(at.S_FACTION) for side in self.sides]
        prepare(common, sides, self.p)
        lawful, slowed = float(common[at.A_LAWFUL]), float(common[at.A_SLOWED])
        served = self._served()
        for d in _DOMAINS:
            ours, theirs = self.sides[0].position[d], self.sides[1].position[d]
            have = self.interoperability[d]
            open_to = lawful if d == DATA else 1.0
            self.joint[d] = joint = joint_effort(ours, theirs, open_to)
            work = slowed if d in (ALGORITHMS, STANDARDS) else self.working_together
            self.interoperability[d] = interoperability_next(
                have, shared_work(ours, theirs, open_to), served[d], work, self.feeding, self.decaying
            )
            self.council.meet(d, joint)
        for name, domain, place in _BUILT:
            common[place] = getattr(self, name)[domain]

    def change(self) -> None:
        """What moves slowly moves, each stock from what the others were."""
        of, common = self.blocks.states, self.blocks.alliance
        for state in self.states:
            state.settle(self.turns[state.number])
        turns = [side.mean_of(at.S_TURNED) for side in self.sides]
        club, together = 0.0, 1.0
        for state in self.states:
            state.change(turns[1 - state.side])
            club += state.weight / len(SIDES) * float(of[at.S_JOINS, state.number])
            together = min(together, float(of[at.S_WILL, state.number]))
        common[at.A_CLUB_AIM], common[at.A_TOGETHER_AIM] = club, together
        self._raise_plants()
        self._spread_code()
        drift(common, self.p)

    def _raise_plants(self) -> None:
        common = self.blocks.alliance
        common[at.A_SPENT] = common[at.A_LOST] = 0.0
        for side in self.sides:
            side.pay()
        for side in self.sides:
            side.raise_plants()

    def _spread_code(self) -> None:
        call, kept = called(self.council.operating[ALGORITHMS], self.calling), 0.0
        for firm in self.firms:
            firm.meet()
        for firm in self.firms:
            firm.take_up(call, *self.contact)
            kept += firm.stake / len(SIDES) * firm.code
        self.blocks.alliance[at.A_KEPT] = kept

    def record(self) -> None:
        """Write the month down, once the burn-in is over."""
        if self.month < 0:
            return
        self.datacollector.add_table_row("months", dict(zip(PLACE, month_row(self), strict=True)))
        if self.watched:
            self.datacollector.collect(self)
