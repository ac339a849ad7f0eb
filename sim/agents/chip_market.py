"""Engine 1: the world's market for chips, and the regions that make and ship them."""

from typing import TYPE_CHECKING

from mesa import Agent

from sim.rules.chips import carried, made, others_want, plants, ration, secured
from sim.rules.pledge import even, let_through
from sim.rules.warning import foreseen, stock_aim
from sim.series import CLASSES, COMPUTE
from sim.state import layout as at

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel


class ChipRegion(Agent):
    """A region that makes chips and ships them over its routes."""

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        capacity = model.case.world.arrays.capacity
        classes = len(CLASSES)
        self.number = number
        self.name = model.case.world.regions[number]
        self.capacity = [float(capacity[number * classes + c]) for c in range(classes)]
        self.side = int(model.case.world.arrays.region_side[number])

    def ship(self, chips: int, cause: list[float]) -> tuple[float, float]:
        """Chips of a class made and shipped in a month under these causes."""
        model = self.model
        working = cause[model.place["chips.capacity"] + self.number * len(CLASSES) + chips]
        home = model.sides[self.side].ready if self.side >= 0 else 0.0
        produced = made(plants(self.capacity[chips], model.market.world_size[chips], home), working)
        return produced, carried(produced, cause[model.place["chips.route"] + self.number])


class ChipMarket:
    """Where scarce chips are rationed among the allies and all others, and every chip is accounted for."""

    def __init__(self, model: "AllianceModel") -> None:
        p = [float(value) for value in model.p]
        self.model = model
        self.regions = [ChipRegion(model, number) for number in range(len(model.case.world.regions))]
        self.world_size = (p[at.WORLD_ADVANCED], p[at.WORLD_MATURE])
        self.utilisation, self.procurement = p[at.UTILISATION], p[at.PROCUREMENT]
        self.sharing = p[at.PLEDGE_SHARE]
        self.stock_months, self.extra_stock = p[at.STOCK_MONTHS], p[at.WARNING_STOCK]
        self.delivered = [0.0] * len(CLASSES)

    def stock_aim(self, chips: int) -> float:
        """Months of need that firms are to hold: more if the warning hears of a loss that is coming."""
        model = self.model
        _, coming = self.ship(chips, model.ahead)
        wanted = 1.0 + others_want(self.world_size[chips], self.utilisation)
        loss = foreseen(coming, wanted, model.softness)
        return stock_aim(self.stock_months, loss, model.council.operating[COMPUTE], self.extra_stock)

    def ship(self, chips: int, cause: list[float]) -> tuple[float, float]:
        """Chips of a class that all regions make and ship in a month under these causes."""
        produced = shipped = 0.0
        for region in self.regions:
            here, out = region.ship(chips, cause)
            produced += here
            shipped += out
        return produced, shipped

    def share_out(self, chips: int, booked: list[float]) -> list[float]:
        """For each state the share of its firms' orders of a class that arrives."""
        model, wanted = self.model, 0.0
        for orders in booked:
            wanted += orders
        produced, available = self.ship(chips, model.cause)
        outside = others_want(self.world_size[chips], self.utilisation)
        filled = ration(available, wanted + outside, model.softness)
        ours, others = filled * wanted, filled * outside
        extra = secured(others, wanted - ours, model.joint[COMPUTE], self.procurement, model.softness)
        share = (ours + extra) / wanted if wanted > 0.0 else 0.0
        fill, arrived = self._let_through(share, booked)
        self.delivered[chips] = arrived
        book = model.book
        book.made[chips] += produced
        book.stranded[chips] += produced - available
        book.elsewhere[chips] += others - extra + (share * wanted - arrived)
        book.idle[chips] += available - ours - others
        book.delivered[chips] += arrived
        return fill

    def _let_through(self, share: float, booked: list[float]) -> tuple[list[float], float]:
        """What a member is denied its allies share: each state's share of its orders, and all that comes."""
        model = self.model
        first, joint, sharing = model.place["chips.access"], model.joint[COMPUTE], self.sharing
        fill, arrived, promised = [], 0.0, 0.0
        for orders, reach in zip(booked, model.cause[first:], strict=False):
            counted = let_through(reach, joint, sharing)
            part = share * orders
            arrived += part * reach
            promised += part * counted
            fill.append(share * counted)
        evened = even(arrived, promised)
        return [part * evened for part in fill], arrived
