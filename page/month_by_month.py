"""One run month by month: what each state saw, what it decided, and what moved it, beside its twin.

The run is made by agents, which give the kernel's numbers to the last bit and can be looked at on the way.
"""

from typing import Any

import numpy as np

from analysis.arrays import FloatArray
from experiments.engine.scenario_model import ScenarioModel
from page.curve_answers import packed
from page.jobs import Job
from page.setting import Setting
from scenarios import window
from sim.rules.controls import control_cost
from sim.rules.dangers import at_stake, danger
from sim.rules.effort import partner_worth, sovereignty_cost, trust_gate
from sim.rules.firms import firms_pressure
from sim.series import DOMAINS
from sim.state import layout as at

REASONS = ("interoperability", "danger", "partner", "turn", "sovereignty", "control", "home", "firms")
"""What a payoff is made of, in the order in which it is summed; costs count as what they take."""
SEEN = ("trust", "effort", "aim", "felt", "gate", "stance", "expected", "turned")
"""Of each state: its trust and effort after the month, the effort it aimed at, the shortage it feels, how far
its trust lets its wish through, what the other side gave and what was expected of it, and the turn.
"""


class WatchedModel(ScenarioModel):
    """A scenario's run that writes down what its states see and why they choose as they do.

    `seen` and `reasons` grow by a row a month: [states, SEEN] and [states, REASONS], means of the fields.
    """

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.seen: list[FloatArray] = []
        self.reasons: list[FloatArray] = []
        self.met: list[float] = []
        self._now = np.zeros((0, 0))
        super().__init__(*arguments, **named)

    def choose(self) -> None:
        """Step 4, and what the payoffs were made of."""
        super().choose()
        if self.month >= 0:
            of_fields = [
                [reasons_of(self, n, d) for d in range(len(DOMAINS))] for n in range(len(self.states))
            ]
            self.reasons.append(np.array(of_fields).mean(axis=1))
            self.met.append(float(self.blocks.alliance[at.A_MEETING]))
            self._now = np.zeros((len(self.states), len(SEEN)))
            self._now[:, SEEN.index("aim")] = [np.mean(state.aim) for state in self.states]
            self._now[:, SEEN.index("gate")] = [trust_gate(s.trust, self.p.gate_trust) for s in self.states]
            self._now[:, SEEN.index("turned")] = [np.mean(self.turns[n]) for n in range(len(self.states))]

    def see(self) -> None:
        """Step 5, and what was seen of the other side."""
        stances = [side.stance for side in self.sides]
        expected = [side.expected for side in self.sides]
        super().see()
        if self.month >= 0:
            for n, state in enumerate(self.states):
                after = (state.trust, np.mean(state.effort), self._now[n, SEEN.index("aim")], state.felt)
                self._now[n, : len(after)] = after
                self._now[n, SEEN.index("stance")] = stances[1 - state.side]
                self._now[n, SEEN.index("expected")] = expected[state.side]
            self.seen.append(self._now)


def reasons_of(model: WatchedModel, number: int, d: int) -> list[float]:
    """What makes up the payoff of a state in a field this month, in the order of REASONS."""
    state, field, p = model.states[number], model.fields[d], model.p
    of = model.blocks.states[:, number]
    watchful = float(of[at.S_SECURITY_WEIGHT])
    endangered = danger(
        field.on_chips * float(of[at.S_ECONOMY_WEIGHT]) * state.felt,
        field.on_models * p.lead_weight * watchful * float(of[at.S_LEAD]),
        field.on_data * p.attack_weight * watchful * float(of[at.S_INFORMATION_ATTACK]),
        field.worried,
    )
    partner = model.sides[state.side].other
    return [
        p.interoperability_gain * field.benefit,
        at_stake(state.trust, endangered, p.value_at_stake, p.threat_at_stake),
        partner_worth(partner.position[d], p.calm_effort, partner.capability, p.capability_weight),
        -p.turn_cost * model.turns[number][d],
        -sovereignty_cost(float(of[at.S_APART]), field.benefit, p.depth_cost),
        -control_cost(field.control, state.trade, p.control_cost),
        float(of[at.S_HOME]),
        firms_pressure(state.gains[d], field.joint, field.interoperability, p.lobby_weight),
    ]


def months_job(setting: Setting, run: int) -> Job:
    """A run and its twin month by month, packed as curves are."""
    setting.built()

    def watched(shocked: bool) -> WatchedModel:
        model = WatchedModel(setting.built(), seed=setting.seed, replicate=run, shocked=shocked)
        while model.running:
            model.step()
        return model

    return Job(
        ("months", setting, run),
        (lambda: watched(True), lambda: watched(False)),
        lambda both: _packed(run, *both),
    )


def _packed(run: int, model: WatchedModel, twin: WatchedModel) -> bytes:
    first, last = window(model.scenario)
    weight = np.array([state.weight for state in model.states])
    head = {
        "run": run,
        "start": model.scenario.start.month,
        "months": model.case.months,
        "shock": {"first": first, "last": last},
        "states": list(model.case.world.states),
        "side": [int(state.side) for state in model.states],
        "weight": weight.tolist(),
        "reasons": REASONS,
        "seen": SEEN,
    }
    arrays = {"meeting": np.array(model.met)}
    for ending, made in (("", model), ("_twin", twin)):
        arrays[f"seen{ending}"] = np.array(made.seen)
        arrays[f"reasons{ending}"] = np.array(made.reasons)
        for series in ("performance", "cooperation", "output", "chips_advanced", "chips_mature"):
            arrays[series + ending] = np.array(made.datacollector.tables["months"][series])
    return packed(head, arrays)
