"""The council: where joint effort becomes commitments."""

from typing import TYPE_CHECKING

from mesa import Agent

from sim.rules.council import (
    commitments_next,
    new_pledges,
    open_agenda,
    stage_outflow,
)
from sim.series import DOMAINS
from sim.state import layout as at

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel


class Council(Agent):
    """The council: when it meets and is open, joint effort becomes commitments, which mature in stages, do
    their work once they operate, and fade.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel") -> None:
        super().__init__(model)
        fields, start = len(DOMAINS), model.start
        self.operating = [float(x) for x in start.commitments]
        self.begun = [float(x) for x in start.preparing[:fields]]
        self.agreed = [float(x) for x in start.preparing[fields : 2 * fields]]
        self.established = [float(x) for x in start.preparing[2 * fields :]]

    def meet(self, d: int, joint: float) -> None:
        """Step 7: commitments in a field after this month."""
        common = self.model.blocks.alliance
        meeting, office = float(common[at.A_MEETING]), float(common[at.A_COUNCIL_OPEN])
        rate, fade = float(common[at.A_RATE]), float(common[at.A_FADE])
        begun, agreed, established = self.begun[d], self.agreed[d], self.established[d]
        operating = self.operating[d]
        new = new_pledges(open_agenda(begun, agreed, established, operating), joint, meeting, office, rate)
        first, second, third = (
            stage_outflow(stage, meeting, office) for stage in (begun, agreed, established)
        )
        self.begun[d] = commitments_next(begun, new, first, fade)
        self.agreed[d] = commitments_next(agreed, first, second, fade)
        self.established[d] = commitments_next(established, second, third, fade)
        self.operating[d] = commitments_next(operating, third, 0.0, fade)

    def mean_at_any_stage(self) -> float:
        """Commitments at any stage, mean of the fields."""
        total = 0.0
        stages = zip(self.begun, self.agreed, self.established, self.operating, strict=True)
        for begun, agreed, established, operating in stages:
            total += begun + agreed + established + operating
        return total / len(DOMAINS)
