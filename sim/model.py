"""Engine 1: the month of `sim.month` as a Mesa model of agents; the same bits as the kernel, an agent at a
time.
"""

from typing import Any

import numpy as np
from mesa import DataCollector, Model

from sim import layout as at
from sim.agents import (
    COMPUTE,
    ChipRegion,
    Council,
    EuropeanUnion,
    Firm,
    MemberState,
    Side,
    State,
    UnitedStates,
)
from sim.calm import Y_STAR
from sim.causes import PROFILES
from sim.draws import HAZARD, stream, uniform
from sim.month import MONTH
from sim.parameters import effective
from sim.rules.chips import ration, secured
from sim.rules.compiled import Floats
from sim.rules.council import meets
from sim.rules.firms import lift
from sim.rules.interoperability import benefit, interoperability_next, joint_effort, shared_work, spilled
from sim.rules.performance import cooperation, performance
from sim.rules.shocks import RANDOM, added, level, lost
from sim.series import CLASSES, DOMAINS, PLACE, SERIES, SIDES
from sim.state import State as Numbers
from sim.state import starting_state
from sim.world import Case

assert PROFILES.index("random") == RANDOM

_DOMAINS = range(len(DOMAINS))
_STATE_CLASSES: dict[str, type[State]] = {"USA": UnitedStates, "EU": MemberState}
_SIDE_CLASSES: dict[str, type[Side]] = {"USA": Side, "EU": EuropeanUnion}


class AllianceModel(Model):
    """One run of a case, replicate by replicate: `AllianceModel(case, seed, replicate, shocked=True).run()`.

    Monthly series are in `datacollector` (Mesa's) and in `rows` (float64[months, n]); with `watch_states`
    the data
    collector also keeps every state's trust and mean effort.
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
        self.events = np.concatenate([case.context, case.shocks]) if shocked else case.context
        self.month = -case.burn_in
        self.clamps = [0]
        self._read_parameters(effective(case.parameters, case.switches))
        self._settle_in()
        self.rows: list[list[float]] = []
        self.row = [0.0] * len(SERIES)
        watched = (
            {State: {"trust": "trust", "effort": lambda s: sum(s.effort) / len(s.effort)}}
            if watch_states
            else None
        )
        reporters = {series.name: _reader(PLACE[series.name]) for series in SERIES}
        self.datacollector = DataCollector(model_reporters=reporters, agenttype_reporters=watched)

    def _read_parameters(self, values: Floats) -> None:
        p = [float(value) for value in values]
        self.begin: Numbers = starting_state(self.case, values)
        self.votes = bool(self.case.switches[at.ON_COUNCIL_VOTE])
        self.softness = p[at.SOFTNESS]
        self.memory, self.spread, self.error = p[at.MOOD_MEMORY], p[at.MOOD_SPREAD], p[at.PERCEPTION_SPREAD]
        self.choosing = (
            p[at.TRUST_VALUE], p[at.INTEROPERABILITY_GAIN], p[at.COMPLEMENT_VALUE], p[at.VALUE_AT_STAKE],
            p[at.DISTRUST], p[at.THREAT_AT_STAKE], p[at.INTEREST], p[at.SLOPE], p[at.ROUTINE], p[at.BINDING],
            p[at.PACE],
        )  # fmt: skip
        self.burdens = (
            p[at.COST], p[at.TURN_COST], p[at.EFFORT_COST], p[at.DEPTH_COST], p[at.INTEROPERABILITY_HALF],
            p[at.DISTANCE_COST],
        )  # fmt: skip
        self.learning = (
            p[at.SOFTNESS], p[at.TOLERATED], p[at.TRUST_GAIN], p[at.TRUST_LOSS], p[at.SCAR_WEIGHT],
            p[at.SCAR_FADE],
        )  # fmt: skip
        self.elsewhere, self.spilling, self.half = (
            p[at.STAKES_ELSEWHERE],
            p[at.SPILL],
            p[at.INTEROPERABILITY_HALF],
        )
        self.working, self.feeding, self.decaying = (
            p[at.STANDARDS_WORK],
            p[at.FEEDBACK],
            p[at.STANDARDS_DECAY],
        )
        self.interval, self.pledging = int(p[at.MEETING_INTERVAL]), p[at.PLEDGE_RATE]
        self.fading = p[at.COMMITMENT_FADE]
        self.world_size = (p[at.WORLD_ADVANCED], p[at.WORLD_MATURE])
        self.utilisation, self.procurement = p[at.UTILISATION], p[at.PROCUREMENT]
        self.stock_months, self.restocking = p[at.STOCK_MONTHS], p[at.RESTOCKING]
        self.chip_need, self.network, self.gaining = (
            p[at.CHIP_NEED],
            p[at.SUPPLIER_DEPENDENCE],
            p[at.COOPERATION_GAIN],
        )

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
            self.sides[self.states[firm.home].side].firms.append(firm)
        self.regions = [ChipRegion(self, r) for r in range(len(world.regions))]
        self.council = Council(self)
        self.interoperability = [float(x) for x in self.begin.interoperability]
        self.commitments = [float(x) for x in self.begin.commitments]
        self.joint = [float(x) for x in self.begin.joint]
        self.delivered = [0.0] * len(CLASSES)
        self.first_route = len(world.regions) * len(CLASSES)
        self.first_turn = self.first_route + len(world.regions)
        self.gains = [
            world.arrays.gains[k * len(DOMAINS) : (k + 1) * len(DOMAINS)].tolist()
            for k in range(len(world.kinds))
        ]
        self.ledger = np.zeros((6, len(CLASSES)))

    def run(self) -> "AllianceModel":
        """The burn-in and all months of the case."""
        while self.month < self.case.months:
            self.step()
        return self

    @property
    def series(self) -> Floats:
        """What was recorded: float64[months, n] in the order of `SERIES`."""
        return np.array(self.rows)

    def step(self) -> None:
        """One month, in the order of `sim.month`."""
        for part in MONTH:
            getattr(self, part)()
        self.month += 1

    def causes(self) -> None:
        """Start from causes untouched and let every event act. The ledger covers the run, not the burn-in."""
        if self.month == 0:
            self.ledger[:] = 0.0
            self.clamps[0] = 0
        states = len(self.states)
        cause = [1.0] * self.first_turn + [0.0] * (len(DOMAINS) * states) + [1.0]
        for row in self.events:
            place, size = int(row[0]), float(row[5])
            profile, start, months = int(row[2]), int(row[3]), int(row[4])
            begun = self._begun(start, months, float(row[8]), int(row[9])) if profile == RANDOM else 0
            on = level(profile, self.month, start, months, int(row[6]), int(row[7]), begun)
            cause[place] = (added if row[1] > 0.0 else lost)(cause[place], size, on)
        self.cause = cause
        first = self.first_turn
        self.turns = [[cause[first + d * states + i] for d in _DOMAINS] for i in range(states)]

    def _begun(self, start: int, months: int, hazard: float, event: int) -> int:
        for earlier in range(self.month, max(start, self.month - months + 1) - 1, -1):
            if uniform(self.key, earlier, event, HAZARD) < hazard:
                return 1
        return 0

    def supply(self) -> None:
        """Firms order, regions ship, scarce chips are rationed, firms use and store."""
        wanted = [0.0] * len(CLASSES)
        months, restocking = self.stock_months, self.restocking
        for firm in self.firms:
            wanted[firm.chips] += firm.buy(months, restocking)
        share = [self._shared_out(c, wanted[c]) for c in range(len(CLASSES))]
        spent, softness = self.ledger[5].tolist(), self.softness
        for firm in self.firms:
            chips = firm.chips
            spent[chips] += firm.use(share[chips], softness)
        self.ledger[5] = spent
        for side in self.sides:
            felt = 0.0
            for firm in side.firms:
                felt += firm.stake * firm.short
            side.shortage = felt

    def _shared_out(self, chips: int, wanted: float) -> float:
        """The share of the allies' orders of a class that arrives, with every chip entered in the ledger."""
        available = 0.0
        book = self.ledger[:, chips]
        for region in self.regions:
            produced, shipped = region.ship(chips)
            book[0] += produced
            book[1] += produced - shipped
            available += shipped
        others_want = self.world_size[chips] * self.utilisation - 1.0
        others_want = others_want if others_want > 0.0 else 0.0
        fill = ration(available, wanted + others_want, self.softness)
        ours, others = fill * wanted, fill * others_want
        extra = secured(others, wanted - ours, self.joint[COMPUTE], self.procurement, self.softness)
        share = (ours + extra) / wanted if wanted > 0.0 else 0.0
        self.delivered[chips] = share * wanted
        book[2] += others - extra
        book[3] += available - ours - others
        book[4] += self.delivered[chips]
        return share

    def produce(self) -> None:
        """Firms look at their suppliers, then all run."""
        raised = []
        for weights in self.gains:
            joined = 0.0
            for d in _DOMAINS:
                joined += weights[d] * self.joint[d] * self.interoperability[d]
            raised.append(lift(joined, self.gaining))
        for firm in self.firms:
            firm.look_up()
        need, network = self.chip_need, self.network
        for firm in self.firms:
            firm.produce(need, network, raised[firm.kind])

    def choose(self) -> None:
        """Every state aims at an effort."""
        mean = self._mean_interoperability()
        have, pledged = self.interoperability, self.commitments
        served = [benefit(spilled(one, mean, self.spilling), self.half) for one in have]
        weights = [1.0 if d == COMPUTE else self.elsewhere for d in _DOMAINS]
        self.domains = [
            [(have[d], served[d], pledged[d], weights[d] * side.shortage) for d in _DOMAINS]
            for side in self.sides
        ]
        for state in self.states:
            state.choose()

    def _mean_interoperability(self) -> float:
        data, algorithms, compute, standards = self.interoperability
        return (data + algorithms + compute + standards) / len(DOMAINS)

    def see(self) -> None:
        """Every state learns from the other side's last positions; then all put in the effort they aimed
        at.
        """
        stances = [side.stance for side in self.sides]
        for state in self.states:
            state.see(stances[1 - state.side])
        for state in self.states:
            state.act()

    def agree(self) -> None:
        """Both sides find their positions."""
        for side in self.sides:
            side.agree()

    def build(self) -> None:
        """Joint effort builds interoperability and, when the council meets, commitments."""
        mean, meeting = self._mean_interoperability(), meets(self.month, self.interval)
        for d in _DOMAINS:
            ours, theirs = self.sides[0].position[d], self.sides[1].position[d]
            have = self.interoperability[d]
            served = benefit(spilled(have, mean, self.spilling), self.half)
            self.joint[d] = joint = joint_effort(ours, theirs)
            self.interoperability[d] = interoperability_next(
                have, shared_work(ours, theirs), served, self.working, self.feeding, self.decaying
            )
            self.council.meet(d, joint, meeting, self.cause[-1])

    def record(self) -> None:
        """Write the month down, once the burn-in is over."""
        if self.month < 0:
            return
        self.row = row = [0.0] * len(SERIES)
        active = 0.0
        for d in _DOMAINS:
            active += cooperation(self.joint[d], self.interoperability[d])
        row[1] = active / len(DOMAINS)
        for side in self.sides:
            self._record_side(side, row)
        row[PLACE["interoperability_data"] : PLACE["interoperability_data"] + 4] = self.interoperability
        row[PLACE["commitments_data"] : PLACE["commitments_data"] + 4] = self.commitments
        row[PLACE["chips_advanced"] :] = self.delivered
        row[0] = performance(row[1], row[2])
        self.rows.append(row)
        self.datacollector.collect(self)

    def _record_side(self, side: Side, row: list[float]) -> None:
        number, total = side.number, 0.0
        for firm in side.firms:
            total += firm.output
        row[3 + number] = total / Y_STAR
        row[2] += row[3 + number]
        row[5 + number] = side.mean("trust")
        row[7 + number] = side.mean("scar")
        row[9 + number] = side.shortage
        first = PLACE[f"effort_{SIDES[number]}_data"]
        row[first : first + len(DOMAINS)] = side.position

    def numbers(self) -> list[float]:
        """Every number of the state, in the order of `sim.state.State`: what docking compares month by
        month.
        """
        whole = [state.effort[d] for d in _DOMAINS for state in self.states]
        for name in ("trust", "scar", "mood"):
            whole += [getattr(state, name) for state in self.states]
        whole += [
            *self.sides[0].position,
            *self.sides[1].position,
            *self.joint,
            *self.interoperability,
            *self.commitments,
        ]
        for name in ("stock", "activity", "output"):
            whole += [getattr(firm, name) for firm in self.firms]
        return [*whole, self.sides[0].shortage, self.sides[1].shortage, *self.delivered]


def _reader(place: int) -> Any:
    return lambda model: model.row[place]
