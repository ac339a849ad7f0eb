"""Firms and regions that make chips, and the market on which chips are shared out."""

from typing import TYPE_CHECKING

from mesa import Agent

from sim.rules.chips import (
    chips_made,
    chips_shipped,
    fill_share,
    others_demand,
    region_capacity,
    shortage_left,
)
from sim.rules.code import code_next
from sim.rules.firms import (
    activity_share,
    chip_order,
    chips_delivered,
    chips_used,
    firm_output,
    stock_next,
    suppliers_activity,
    unmet_share,
)
from sim.rules.pledge import chips_counted_on, promise_factor
from sim.rules.warning import loss_foreseen, stock_aim
from sim.series import CLASSES

if TYPE_CHECKING:
    from sim.agents.model import AllianceModel


class Firm(Agent):
    """A firm: it orders and stores chips, feels what its suppliers lack, and produces."""

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        world, start = model.case.world.arrays, model.start
        self.number = number
        self.home = int(world.firm_home[number])
        self.kind = int(world.firm_kind[number])
        self.chips = int(world.firm_class[number])
        self.size = float(world.firm_size[number])
        self.need = float(world.firm_need[number])
        self.stake = float(world.firm_stake[number])
        self.dependence = float(world.firm_dependence[number])
        self.shares = tuple(float(share) for share in world.supply[number :: model.case.world.firms])
        self.alone = float(world.alone[number])
        self.sources = tuple(int(source) for source in world.suppliers[number :: model.case.world.firms])
        self.suppliers: tuple[Firm, ...] = ()
        self.stock = float(start.stock[number])
        self.activity = self.planned = float(start.activity[number])
        self.output = float(start.output[number])
        self.code = float(start.code[number])
        self.order = self.short = self.met = 0.0

    def buy(self, months: float) -> float:
        """Step 2, supply: chips ordered for this month's need and towards the stock aimed at."""
        p = self.model.p
        self.order = chip_order(self.need, self.stock, months, p.restocking, p.softness)
        return self.order

    def use(self, share: float) -> float:
        """Step 2, supply: receive the rationed share of the order, store what is not needed; the chips
        used.
        """
        arrived = chips_delivered(self.order, share)
        used = chips_used(self.need, self.stock, arrived, self.model.p.softness)
        self.stock = stock_next(self.stock, arrived, used)
        self.short = unmet_share(self.need, used)
        return used

    def produce(self, factors: list[float]) -> None:
        """Step 3: run as far as chips and the suppliers' activity of last month allow."""
        p, (first, second, third), (a, b, c) = self.model.p, self.suppliers, self.shares
        served = suppliers_activity(first.activity, second.activity, third.activity, a, b, c, self.alone)
        self.planned = activity_share(
            shortage_left(self.short, self.model.substituted, self.model.answered),
            served,
            self.model.working[self.kind],
            self.dependence,
            p.chip_need,
            p.supplier_dependence,
        )
        self.output = firm_output(self.size, self.planned, factors[self.kind])

    def run(self) -> None:
        """Step 3: run as planned; its customers see it next month."""
        self.activity = self.planned

    def look_at_suppliers(self) -> None:
        """Step 8: see how far its suppliers keep the code of conduct."""
        (first, second, third), (a, b, c) = self.suppliers, self.shares
        self.met = suppliers_activity(first.code, second.code, third.code, a, b, c, 0.0)

    def take_up(self, call: float) -> None:
        """Step 8: keep the code as far as suppliers and the council make it."""
        p = self.model.p
        self.code = code_next(self.code, self.met, call, p.code_contact, p.standards_decay)


class ChipRegion(Agent):
    """A region that makes chips and ships them over its routes."""

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", number: int) -> None:
        super().__init__(model)
        world = model.case.world
        self.number = number
        self.name = world.regions[number]
        self.share = [float(world.arrays.capacity[number * len(CLASSES) + c]) for c in range(len(CLASSES))]
        self.side = int(world.arrays.region_side[number])

    def ship(self, chips: int, size: float, cause: list[float]) -> tuple[float, float]:
        """Step 2, supply: chips of a class made and shipped in a month under these causes; `size` is that of
        the world's capacity.
        """
        model = self.model
        working = cause[model.place["chips.capacity"] + self.number * len(CLASSES) + chips]
        home = model.sides[self.side].ready if self.side >= 0 else 0.0
        made = chips_made(region_capacity(self.share[chips], size, home), working)
        return made, chips_shipped(made, cause[model.place["chips.route"] + self.number])


class ChipMarket(Agent):
    """Where a class of chips is shared out: among the allies' states and everybody else, every chip in the
    ledger.
    """

    model: "AllianceModel"

    def __init__(self, model: "AllianceModel", chips: int) -> None:
        super().__init__(model)
        self.chips = chips
        self.size = float((model.p.world_advanced, model.p.world_mature)[chips])
        self.outside = others_demand(self.size, model.p.utilisation)
        self.delivered = float(model.start.delivered[chips])

    def shipped(self, cause: list[float]) -> tuple[float, float]:
        """Chips made and shipped by all regions under these causes."""
        made = out = 0.0
        for region in self.model.regions:
            here, shipped = region.ship(self.chips, self.size, cause)
            made += here
            out += shipped
        return made, out

    def stock_aim(self, operating: float) -> float:
        """Step 2, supply: months of need to hold, more if the warning hears of a loss that is coming."""
        p, coming = self.model.p, self.shipped(self.model.ahead)[1]
        loss = loss_foreseen(coming, 1.0 + self.outside, p.softness)
        return stock_aim(p.stock_months, loss, operating, p.warning_stock)

    def share_out(self, booked: list[float]) -> list[float]:
        """Step 2, supply: for each state the share of its firms' orders that arrives."""
        p, book = self.model.p, self.model.ledger[:, self.chips]
        wanted = 0.0
        for orders in booked:
            wanted += orders
        made, available = self.shipped(self.model.cause)
        filled = fill_share(available, wanted + self.outside, p.softness)
        ours, others = filled * wanted, filled * self.outside
        shares, self.delivered = self.let_through(filled, booked)
        book[0] += made
        book[1] += made - available
        book[2] += others + (ours - self.delivered)
        book[3] += available - ours - others
        book[4] += self.delivered
        return shares

    def let_through(self, share: float, booked: list[float]) -> tuple[list[float], float]:
        """What a member is denied its allies share: each state's share of orders, and all that comes."""
        model = self.model
        shares, arrived, promised = [], 0.0, 0.0
        for orders, access in zip(booked, model.cause[model.place["chips.access"] :], strict=False):
            counted = chips_counted_on(access, model.joint_in_compute, model.p.pledge_share)
            part = share * orders
            arrived += part * access
            promised += part * counted
            shares.append(share * counted)
        factor = promise_factor(arrived, promised)
        return [part * factor for part in shares], arrived
