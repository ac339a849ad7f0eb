"""Sides of the alliance: many states, one position in each field."""

from typing import TYPE_CHECKING

from mesa import Agent
from numpy import array

from sim.agents.states import State
from sim.month import plants_of_side, support_of_side
from sim.rules.council import qualified_majority, weighted_mean
from sim.rules.trust import expected_next
from sim.series import DOMAINS
from sim.state import layout as at

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel


class Side(Agent):
    """A side of the alliance: it finds one position in each field among its states, by vote or by their
    mean.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int, members: list[State]) -> None:
        super().__init__(model)
        world, start, fields = model.case.world.arrays, model.start, range(len(DOMAINS))
        self.number = number
        self.members = members
        self.weights = array([state.weight for state in members])
        self.people = array([state.people for state in members])
        self.votes = [bool(world.votes[number * len(DOMAINS) + d]) and model.votes for d in fields]
        self.states_needed = float(world.states_needed[number])
        self.people_needed = float(world.people_needed[number])
        self.blocking = float(world.blocking[number])
        self.capability = float(world.capability[number])
        self.position = [float(start.position[number * len(DOMAINS) + d]) for d in fields]
        self.expected = float(start.expected[number])
        self.shortage = float(start.shortage[number])
        first = int(world.side_start[number])
        self.rows = slice(first, first + len(members))

    @property
    def other(self) -> "Side":
        """The other side."""
        return self.model.sides[1 - self.number]

    @property
    def stance(self) -> float:
        """The mean of its positions over the fields: what the other side sees."""
        return (self.position[0] + self.position[1] + self.position[2] + self.position[3]) / len(DOMAINS)

    @property
    def ready(self) -> float:
        """Home capacity at work."""
        return float(self.model.blocks.sides[at.G_READY, self.number])

    def sum_shortage(self) -> None:
        """Step 2, supply: its shortage is the sum over its states."""
        together = 0.0
        for state in self.members:
            together += state.short
        self.shortage = together
        for state in self.members:
            state.feel(together)

    def expect(self, stance: float) -> None:
        """Step 5: what it expects of the other side moves to what that gives, if at all."""
        self.expected = expected_next(self.expected, stance, self.model.p.expectation_pace)

    def agree(self) -> None:
        """Step 6: find this month's position from the members' efforts."""
        for d, efforts in enumerate(zip(*[state.effort for state in self.members], strict=True)):
            if self.votes[d]:
                self.position[d] = self.vote(efforts)
            else:
                self.position[d] = weighted_mean(array(efforts), self.weights)

    def vote(self, efforts: tuple[float, ...]) -> float:
        """The effort that a qualified majority accepts."""
        order = sorted(range(len(efforts)), key=lambda m: (efforts[m], self.people[m]), reverse=True)
        return qualified_majority(
            array([efforts[m] for m in order]),
            self.people[order],
            self.states_needed,
            self.people_needed,
            self.blocking,
            self.model.p.softness,
        )

    def pay(self) -> None:
        """Step 8: public money for plants this month."""
        sides, number = self.model.blocks.sides, self.number
        sides[at.G_SHORTAGE, number] = self.shortage
        sides[at.G_SUPPORT, number] = self.mean_of(at.S_CHIPS_SUPPORT)
        support_of_side(sides, self.model.vector, number)

    def raise_plants(self) -> None:
        """Step 8: what its money buys is begun, what is begun rises, and what has risen goes to work."""
        blocks = self.model.blocks
        plants_of_side(blocks.alliance, blocks.sides, self.model.vector, self.number)

    def mean_trust(self) -> float:
        """The mean trust of its states, weighted by GDP."""
        total = 0.0
        for state in self.members:
            total += state.weight * state.trust
        return total

    def mean_of(self, place: int) -> float:
        """The mean of a row of the block of states, weighted by GDP."""
        return weighted_mean(self.model.blocks.states[place, self.rows], self.weights)

    def earned(self) -> float:
        """What its firms have put out this month, in shares of the allies' calm output."""
        total = 0.0
        for state in self.members:
            by_state = 0.0
            for firms in state.buyers:
                for firm in firms:
                    by_state += firm.output
            total += by_state
        return total


class EuropeanUnion(Side):
    """The European Union: a side of 27 states that must find a qualified majority."""
