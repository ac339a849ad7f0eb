"""The order of a month, once, in words and in code. Both engines follow it; each step reads the state the
steps before it left.

1. causes   what acts this month: events on capacity, routes, the cost of cooperating, the council's office
2. supply   regions make and ship chips, firms order, scarce chips are rationed, firms use and store
3. produce  firms run as far as chips and suppliers let them; cooperation lifts their output
4. choose   moods move; every state weighs the partner and moves its effort, in every domain at once
5. see      every state sees the partner's last position and learns from it how far to trust
6. agree    each side finds its position in every domain: by vote, or by the mean
7. build    joint effort builds interoperability; a council that meets turns it into commitments
8. change   what moves slowly moves: ties to others, fears, shared terms, plants, and what third parties do
9. record   the month's series are written down

Steps 4 and 5 decide from the old state (effort, trust and positions of last month), so the order in which
actors do is no matter.

Below stand the lines of the month that both engines call: which rule takes what, for one state, one side or
the alliance. `S` holds rows of states, `G` of sides, `A` numbers of the alliance (`sim.state.blocks`), `p`
the parameters. A mechanism that acts on a state's politics, on a slow stock or on the world around is a rule
and a line here; chips, firms, efforts and the vote are loops of the engines.
"""

from sim.array_types import Floats, Grid
from sim.compiled import compile_rules
from sim.rules.capacity import (
    capacity_begun,
    capacity_bought,
    capacity_next,
    plants_finished,
    plants_rising_next,
    sales_let_through,
    support_paid,
    takeover_fear_next,
)
from sim.rules.controls import lead_left
from sim.rules.council import lapse_rate
from sim.rules.dangers import rival_lead_felt, security_weight
from sim.rules.data import data_work_possible, transfers_possible
from sim.rules.effort import autonomy_preference, home_politics, stock_towards
from sim.rules.interoperability import depth_benefit
from sim.rules.numbers import clamp
from sim.rules.outside import ties_cost, ties_sought
from sim.rules.politics import allies_valued, pledge_rate_left, return_likelihood_next
from sim.rules.regulation import (
    agency_pace,
    incident_rate,
    output_unharmed,
    rules_distance,
    terms_next,
    tier_coverage,
    tier_output_left,
    tier_protection,
    tracking_share,
)
from sim.rules.relative import suspicion
from sim.rules.satellites import arms_will, grip_next, seat_share
from sim.rules.third_countries import followers_aim
from sim.state import layout as at

MONTH = ("causes", "supply", "produce", "choose", "see", "agree", "build", "change", "record")


def incidents_of_month(A: Floats, G: Grid, p: Floats) -> None:
    """With the causes: incidents, and what tiers of risk and incidents leave of output."""
    strictest = min(G[at.G_THRESHOLD, 0], G[at.G_THRESHOLD, 1])
    ours = tier_coverage(G[at.G_THRESHOLD, 0], strictest, p[at.TIERS_ALIGNED], p[at.RISK_TAIL])
    theirs = tier_coverage(G[at.G_THRESHOLD, 1], strictest, p[at.TIERS_ALIGNED], p[at.RISK_TAIL])
    followed = tracking_share(
        A[at.A_OPERATING_ALGORITHMS], A[at.A_TERMS], p[at.TRACKING_YIELD], p[at.TRACKING_BLIND]
    )
    happened = incident_rate(
        p[at.INCIDENT_HAZARD],
        A[at.A_SYSTEMS_INCIDENTS],
        tier_protection(p[at.STRICTNESS], ours, theirs),
        followed,
    )
    A[at.A_HAPPENED] = happened
    A[at.A_TIERS] = tier_output_left(p[at.STRICTNESS], ours, theirs, p[at.TIERS_COST])
    A[at.A_HARM] = output_unharmed(happened, p[at.INCIDENT_HARM])


def outside_pressures(A: Floats, p: Floats) -> None:
    """Before states choose: the rival's lead under control, and concern for relative gains."""
    control = clamp(A[at.A_EXPORT_CONTROL])
    A[at.A_LEAD] = lead_left(A[at.A_RIVAL_LEAD], control, A[at.A_GRIP], p[at.CONTROL_REACH])
    A[at.A_WARY] = suspicion(A[at.A_NEAR], p[at.RELATIVE_CONCERN])


def politics_of_state(S: Grid, A: Floats, p: Floats, i: int) -> None:
    """What state i weighs in every domain alike: its autonomy, what it watches, the rival's lead, politics at
    home.
    """
    S[at.S_APART, i] = autonomy_preference(S[at.S_AUTONOMY, i], S[at.S_AUTONOMY_RELIANCE, i], S[at.S_FEAR, i])
    S[at.S_SECURITY_WEIGHT, i] = security_weight(S[at.S_SECURITY, i], p[at.VIEW_SPLIT])
    S[at.S_ECONOMY_WEIGHT, i] = 2.0 - S[at.S_SECURITY_WEIGHT, i]
    S[at.S_LEAD, i] = rival_lead_felt(A[at.A_LEAD], S[at.S_RIVAL_VIEW, i], p[at.VIEW_SPLIT])
    S[at.S_HOME, i] = home_politics(
        S[at.S_MOOD, i],
        allies_valued(S[at.S_ADMINISTRATION_REPAIR, i], p[at.REPAIR_WORTH]),
        ties_cost(S[at.S_TIES, i], p[at.OUTSIDE_COST]),
        A[at.A_WARY],
    )


def conditions_of_work(A: Floats, G: Grid, p: Floats) -> None:
    """Before joint effort builds: what of it comes to something, how fast pledges are made and lapse."""
    plain = transfers_possible(A[at.A_DATA_TRANSFER], A[at.A_DATA_SAFETY], p[at.PRIVATE_SHARE])
    A[at.A_LAWFUL] = data_work_possible(plain, p[at.MODELLING_SHARE])
    A[at.A_APART] = rules_distance(
        A[at.A_UNLIKE_RULES],
        A[at.A_REGULATION_APART],
        A[at.A_TERMS],
        p[at.TERMS_BRIDGE],
        A[at.A_KEPT],
        p[at.CODE_BRIDGE],
    )
    A[at.A_SLOWED] = agency_pace(1.0, A[at.A_APART], p[at.FRICTION])
    A[at.A_FADE] = lapse_rate(p[at.COMMITMENT_FADE], A[at.A_COUNCIL_OPEN], p[at.MONITORING_SHARE])
    one_doubts = pledge_rate_left(p[at.PLEDGE_RATE], G[at.G_FACTION, 0], p[at.FACTION_DOUBT])
    A[at.A_RATE] = pledge_rate_left(one_doubts, G[at.G_FACTION, 1], p[at.FACTION_DOUBT])


def slow_stocks_of_state(S: Grid, A: Floats, p: Floats, i: int) -> None:
    """What moves slowly in state i: ties to others, how likely those who turned away are to return, fear of
    being bought up; and its will to build military AI.
    """
    aim = ties_sought(S[at.S_TRUST, i], S[at.S_PARTNERS_OFFER, i], p[at.OUTSIDE_SEARCH])
    S[at.S_TIES, i] = stock_towards(S[at.S_TIES, i], aim, p[at.OUTSIDE_PACE])
    S[at.S_FACTION, i] = return_likelihood_next(S[at.S_FACTION, i], S[at.S_TURNED, i], p[at.MEMORY_FADE])
    sold = sales_let_through(clamp(S[at.S_STARTUPS_SOLD, i]), A[at.A_JOINT_COMPUTE], p[at.SCREENING])
    S[at.S_FEAR, i] = takeover_fear_next(S[at.S_FEAR, i], sold, p[at.SALE_STING], p[at.MEMORY_FADE])
    opposed = S[at.S_OPPOSITION, i] + S[at.S_PUBLIC_OPPOSITION, i]
    S[at.S_WILL, i] = arms_will(S[at.S_TRUST, i], S[at.S_LEAD, i], opposed, p[at.ARMS_READINESS], p[at.VETO])


def support_of_side(G: Grid, p: Floats, side: int) -> None:
    """Public money for plants of a side this month, in the capacity it would buy alone."""
    G[at.G_MONEY, side] = support_paid(
        G[at.G_SUPPORT, side], G[at.G_SHORTAGE, side], p[at.SUPPORT_FULL], p[at.SUPPORT_REFLEX]
    )


def plants_of_side(A: Floats, G: Grid, p: Floats, side: int) -> None:
    """What a side's money buys beside the other's; what is begun rises, and what has risen goes to work."""
    money, other, lag = G[at.G_MONEY, side], G[at.G_MONEY, 1 - side], p[at.BUILD_LAG]
    coordinated = p[at.COORDINATION] * A[at.A_JOINT_COMPUTE]
    got = capacity_bought(money, other, p[at.SUPPORT_FULL], p[at.RACE], coordinated)
    entering = capacity_begun(got, A[at.A_MINERALS], p[at.MINERALS_NEED])
    first, second = plants_finished(G[at.G_BEGUN, side], lag), plants_finished(G[at.G_RISING, side], lag)
    G[at.G_BEGUN, side] = plants_rising_next(G[at.G_BEGUN, side], entering, first)
    G[at.G_RISING, side] = plants_rising_next(G[at.G_RISING, side], first, second)
    G[at.G_READY, side] = capacity_next(G[at.G_READY, side], second)
    A[at.A_SPENT] += money
    A[at.A_LOST] += money - entering


def slow_stocks_of_alliance(A: Floats, p: Floats) -> None:
    """The alliance's own slow stocks, but for the code that firms keep."""
    A[at.A_TERMS] = terms_next(
        A[at.A_TERMS],
        A[at.A_OPERATING_STANDARDS],
        A[at.A_MEETING],
        A[at.A_COUNCIL_OPEN],
        p[at.EDITION_SHARE],
        p[at.STANDARDS_DECAY],
    )
    A[at.A_WORRY] = stock_towards(A[at.A_WORRY], A[at.A_HAPPENED], p[at.WORRY_PACE])
    stocks_of_third_parties(A, p)


def stocks_of_third_parties(A: Floats, p: Floats) -> None:
    """What third parties do: follow joint rules, sell minerals; military AI, and the grip on the rival."""
    joint_rules = 0.5 * (A[at.A_INTEROPERABILITY_ALGORITHMS] + A[at.A_INTEROPERABILITY_STANDARDS])
    together = depth_benefit(joint_rules, p[at.INTEROPERABILITY_HALF])
    follow = followers_aim(A[at.A_ALONE], together, A[at.A_NORM_ADVOCACY], p[at.CLUB_REACH])
    A[at.A_FOLLOWERS] = stock_towards(A[at.A_FOLLOWERS], follow, p[at.FOLLOWERS_PACE])
    control = clamp(A[at.A_EXPORT_CONTROL])
    A[at.A_GRIP] = grip_next(A[at.A_GRIP], control, p[at.GRIP_EROSION])
    share = seat_share(A[at.A_JOINT_STANDARDS], A[at.A_SOUTH_COURTED])
    A[at.A_MINERALS] = stock_towards(A[at.A_MINERALS], share, p[at.MINERALS_PACE])
    pace = p[at.OUTSIDE_PACE]
    A[at.A_CLUB] = stock_towards(A[at.A_CLUB], A[at.A_CLUB_AIM], pace)
    A[at.A_TOGETHER] = stock_towards(A[at.A_TOGETHER], A[at.A_TOGETHER_AIM], pace)


def record_alliance(A: Floats, row: Floats) -> None:
    """The series that are numbers of the alliance, each at its place in the month's row."""
    row[at.R_SUPPORT] = A[at.A_SPENT]
    row[at.R_SUPPORT_LOST] = A[at.A_LOST]
    row[at.R_RULES_APART] = A[at.A_APART]
    row[at.R_INCIDENTS] = A[at.A_HAPPENED]
    row[at.R_LEAD] = A[at.A_LEAD]
    row[at.R_TERMS] = A[at.A_TERMS]
    row[at.R_WORRY] = A[at.A_WORRY]
    row[at.R_FOLLOWERS] = A[at.A_FOLLOWERS]
    row[at.R_GRIP] = A[at.A_GRIP]
    row[at.R_MINERALS] = A[at.A_MINERALS]
    row[at.R_CLUB] = A[at.A_CLUB]
    row[at.R_TOGETHER] = A[at.A_TOGETHER]
    row[at.R_KEPT] = A[at.A_KEPT]


compile_rules(__name__)
