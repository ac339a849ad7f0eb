"""Parts of patterns read off arms of a scenario: each a level of one arm against another, or of the run
against its twin (`experiments.study.patterns.arms`).
"""

from collections.abc import Mapping

import numpy as np

from analysis.arrays import FloatArray
from experiments.study.patterns.arms import (
    YEAR,
    Values,
    at_end_of_shock,
    at_horizon,
    between,
    course,
    effects,
    efforts,
    first_year,
    interaction,
    last_year,
    mean_of,
    mechanisms_of,
    on_off,
    over_shock,
    record_arm,
    run_twin,
    since_onset,
)
from experiments.study.patterns.parts_from_dates import launch_month
from experiments.study.patterns.parts_from_losses import FROM_DISTRUST_AT_ONCE
from experiments.study.patterns.parts_from_states import (
    answers_more,
    data_lost,
    division_lowers,
    states_of,
    transfer_hit,
)
from scenarios import Scenario, compile_case, off, override, window
from sim.actors import tables
from sim.series import DOMAINS, SIDES


def more_collapse(partition: str) -> Values:
    """P1: whether performance over the last year is below half of the calm one's, without maintenance minus
    with it; calm is every mechanism on and no shock.
    """

    def values(scenario: Scenario, n: int) -> FloatArray:
        whole, without = (
            course(scenario, n),
            course(off(scenario, mechanisms_of(partition, "maintenance")), n),
        )
        calm = whole.twin["performance"][:, -YEAR:].mean(axis=1)
        fell = [arm.run["performance"][:, -YEAR:].mean(axis=1) < 0.5 * calm for arm in (without, whole)]
        return np.asarray(fell[0].astype(np.float64) - fell[1])

    return values


def who_moves_whom(scenario: Scenario, n: int) -> FloatArray:
    """P18: the fall of the Union's effort when the United States turns minus the reverse."""
    falls = []
    for turning, moved in (("USA", "EU"), ("EU", "USA")):
        (turn,) = scenario.shocks
        turned = scenario.model_copy(update={"shocks": (turn.model_copy(update={"of": (turning,)}),)})
        falls.append(-run_twin(last_year(*efforts(moved)))(override(turned, {}), n))
    return falls[0] - falls[1]


def wider_scope(scenario: Scenario, n: int) -> FloatArray:
    """P19: commitments at any stage over the last year minus over the year before the launch."""
    pledges, launch = course(scenario, n).run["pledges"], launch_month(scenario)
    return np.asarray(pledges[:, -YEAR:].mean(axis=1) - pledges[:, launch - YEAR : launch].mean(axis=1))


def more_fields(scenario: Scenario, n: int) -> FloatArray:
    """P19: domains in which commitments operate in the last month minus in the month before the launch."""
    run, launch = course(scenario, n).run, launch_month(scenario)
    operating = np.stack([run[f"commitments_{domain}"] > 0.02 for domain in DOMAINS]).sum(axis=0)
    return np.asarray((operating[:, -1] - operating[:, launch - 1]).astype(np.float64))


def uneven_members(scenario: Scenario, n: int) -> FloatArray:
    """P21: spread among members of what control does to their effort in compute."""
    case, states = states_of(scenario, n)
    last = window(scenario)[1]
    assert last is not None
    many, compute = len(case.world.states), DOMAINS.index("compute")
    run, twin = (state.effort[:, last, compute * many : (compute + 1) * many] for state in states)
    mine = case.world.arrays.state_side == SIDES.index("EU")
    return np.asarray((run - twin)[:, mine].std(axis=1))


def leak_spared(scenario: Scenario, n: int) -> FloatArray:
    """P28: share of active cooperation on data lost, without privacy-enhancing technology minus with it."""
    return data_lost(off(scenario, ["privacy_technology"]), n) - data_lost(scenario, n)


def with_terms(scenario: Scenario, n: int) -> FloatArray:
    """P29: incidents that tracking prevents, with shared terms minus without."""
    prevents = interaction(over_shock("incidents"), ["incident_tracking"], ["shared_terms"])
    return -prevents(scenario, n)


def share_without_terms(scenario: Scenario, n: int) -> FloatArray:
    """P57: incidents that tracking prevents without shared terms, over those it prevents with them."""
    tracks = on_off(over_shock("incidents"), "incident_tracking")
    return np.asarray(tracks(off(scenario, ["shared_terms"]), n) / tracks(scenario, n))


def agencies_first(scenario: Scenario, n: int) -> FloatArray:
    """P30: in the first year, interoperability in rules over the twin's minus effort over the twin's."""
    arm = course(scenario, n)
    year, rules = slice(arm.first, arm.first + YEAR), ("algorithms", "standards")
    pairs = [
        [f"interoperability_{domain}" for domain in rules],
        [f"effort_{side}_{domain}" for side in SIDES for domain in rules],
    ]
    left = [
        mean_of(*names)(arm.run)[:, year].mean(axis=1) / mean_of(*names)(arm.twin)[:, year].mean(axis=1)
        for names in pairs
    ]
    return np.asarray(left[0] - left[1])


def club_before_all(scenario: Scenario, n: int) -> FloatArray:
    """P31: rise of the club's military AI minus that of all allies, run minus twin."""
    return run_twin(at_end_of_shock("club"))(scenario, n) - run_twin(at_end_of_shock("together"))(scenario, n)


def strengths(usa: Mapping[str, float], eu: Mapping[str, float]) -> dict[str, float]:
    """Capabilities of both sides, domain by domain."""
    sides = {"USA": usa, "EU": eu}
    return {f"actors.{side}.capability_{domain}": sides[side][domain] for side in SIDES for domain in DOMAINS}


EVEN = dict.fromkeys(DOMAINS, 0.5)
TECHNOLOGY = {"data": 0.0, "algorithms": 1.0, "compute": 1.0, "standards": 0.0}
RULES = {domain: 1.0 - strength for domain, strength in TECHNOLOGY.items()}


WEAK_AT_ONCE = {"start.trust": 0.27, "shock.from": 1}
"""A start at .27 of calm trust, and the shock in the month after it, before the start is healed."""
LOOSE = {"actors.EU.rules_strict": 0.25, "actors.EU.rules_binding": 0.25}
"""The Union's rules as loose as those of the United States (`sim/actors/figures.csv`)."""


def coordinated_capacity(scenario: Scenario, n: int) -> FloatArray:
    """P69: what home capacity adds to output over the shock, with public support coordinated as it is minus
    not at all.
    """
    adds = on_off(over_shock("output"), "home_capacity")
    apart = override(scenario, {"parameters.coordination": 0.0})
    return np.asarray(adds(scenario, n) - adds(apart, n))


def exchanged_capability() -> dict[str, float]:
    """The AI capability of both sides (models, GPUs) exchanged, the Union's spread evenly over members."""
    figures, changes = tables.figures(), {}
    members = len(tables.states()) - 1
    for domain, measured in (("algorithms", "notable_models"), ("compute", "gpu_share")):
        values = {state: value for (state, name), value in figures.items() if name == measured}
        mine = values["USA"] / sum(values.values())
        changes[f"actors.USA.capability_{domain}"] = 1 - mine
        changes[f"actors.EU.capability_{domain}"] = mine / members
    return changes


def who_moves_whom_exchanged(scenario: Scenario, n: int) -> FloatArray:
    """P83: as P18, with the AI capability of both sides exchanged."""
    return who_moves_whom(override(scenario, exchanged_capability()), n)


def near_equals(scenario: Scenario, n: int) -> FloatArray:
    """P35: what concern for relative gains does to cooperation, between near-equals minus between a large
    side and a small one.
    """
    effect = on_off(last_year("cooperation"), "relative_gains")
    equal, unequal = (override(scenario, {"actors.EU.gdp": output}) for output in (1013.0, 20.0))
    return effect(equal, n) - effect(unequal, n)


def second_eased_more(scenario: Scenario, n: int) -> FloatArray:
    """P36: shortage without home capacity minus with it, over the second shock minus over the first."""
    without, have = course(off(scenario, ["home_capacity"]), n), course(scenario, n)
    short = mean_of("shortage_USA", "shortage_EU")
    spared = short(without.run) - short(have.run)
    first, second = (spared[:, slice(*months)].mean(axis=1) for months in _dips(scenario))
    return np.asarray(second - first)


def output_in_second(scenario: Scenario, n: int) -> FloatArray:
    """P36: output over the second shock, with home capacity minus without."""
    second = slice(*_dips(scenario)[-1])
    with_it, without = (
        course(arm, n).run["output"][:, second].mean(axis=1)
        for arm in (scenario, off(scenario, ["home_capacity"]))
    )
    return np.asarray(with_it - without)


def _dips(scenario: Scenario) -> list[tuple[int, int]]:
    """The first month of each shock and the month after its last."""
    starts = compile_case(scenario).shocks[:, [3, 4]].astype(int)
    return sorted({(int(start), int(start + months)) for start, months in starts})


def key_node_costs_more(scenario: Scenario, n: int) -> FloatArray:
    """P39: share of output lost, equipment makers hit minus adopters hit by as much of the alliance's
    output.
    """
    (shock,) = scenario.shocks
    other = shock.model_copy(update={"of": ("adopter",), "size": 0.25 * float(shock.size or 0.0)})
    lost = []
    for struck in (scenario, override(scenario.model_copy(update={"shocks": (other,)}), {})):
        arm = course(struck, n)
        months = slice(arm.first, arm.last + 1)
        left = arm.run["output"][:, months].sum(axis=1) / arm.twin["output"][:, months].sum(axis=1)
        lost.append(1 - left)
    return np.asarray(lost[0] - lost[1])


def both_advance(scenario: Scenario, n: int) -> FloatArray:
    """P92: the share of a side's output that interoperability has a part in, the lesser of both sides."""
    whole, apart = course(scenario, n), course(off(scenario, ["interoperability"]), n)
    shares = []
    for side in SIDES:
        level = last_year(f"output_{side}")
        with_it = record_arm(f"run, output_{side}", level(whole.run, whole))
        without = record_arm(f"run, output_{side}, without interoperability", level(apart.run, apart))
        shares.append(1 - without / with_it)
    return np.asarray(np.minimum(*shares))


def opposed(share: float) -> dict[str, float]:
    """The same share of every public against military AI."""
    return {f"actors.{side}.opposition": share for side in SIDES}


VOTED = tuple(f"effort_EU_{domain}" for domain in DOMAINS if domain != "compute")
"""The Union's position in the fields that it votes on."""
_COOPERATION = last_year("cooperation")
FROM_ARMS: Mapping[str, Values] = {
    "P1 model": more_collapse("model"),
    "P1 paper": more_collapse("paper"),
    "P9 aligned": between(
        over_shock("incidents"), {"parameters.tiers_aligned": 1.0}, {"parameters.tiers_aligned": 0.0}
    ),
    "P9 strict": between(
        over_shock("output"), {"parameters.strictness": 1.0}, {"parameters.strictness": 0.5}, twin=True
    ),
    "P13 answer": on_off(last_year(*efforts("EU")), "split_views"),
    "P14 thins": run_twin(_COOPERATION),
    "P16 club": between(at_end_of_shock("club"), {}, {"parameters.veto": 0.0}),
    "P16 together": between(at_end_of_shock("together"), {}, {"parameters.veto": 0.0}),
    "P17 model": effects("model", "prevention", "synergy"),
    "P17 paper": effects("paper", "prevention", "synergy"),
    "P18 unequal": who_moves_whom,
    "P19 scope": wider_scope,
    "P19 fields": more_fields,
    "P21 uneven": uneven_members,
    "P22 autonomy": run_twin(at_end_of_shock("autonomy_EU")),
    "P23 grip": run_twin(at_end_of_shock("grip")),
    "P24 synergy": effects("model", "synergy", "maintenance"),
    "P24 prevention": effects("model", "prevention", "maintenance"),
    "P24 synergy paper": effects("paper", "synergy", "maintenance"),
    "P24 prevention paper": effects("paper", "prevention", "maintenance"),
    "P28 damage": leak_spared,
    "P29 terms": with_terms,
    "P30 agencies": agencies_first,
    "P30 cooperation": run_twin(_COOPERATION),
    "P31 club": club_before_all,
    "P32 followers": run_twin(at_horizon("followers")),
    "P64 unlike": between(last_year("output"), strengths(TECHNOLOGY, RULES), strengths(EVEN, EVEN)),
    "P35 equals": near_equals,
    "P36 output": output_in_second,
    "P36 second": second_eased_more,
    "P38 courted": run_twin(at_end_of_shock("minerals")),
    "P39 node": key_node_costs_more,
    "P40 high": run_twin(_COOPERATION),
    "P41 advances": run_twin(at_end_of_shock("club"), opposed(0.0)),
    "P41 opposed": run_twin(at_end_of_shock("club"), opposed(0.9)),
    "P44 regulation": run_twin(at_end_of_shock("interoperability_algorithms")),
    "P49 order": run_twin(first_year("lead")),
    "P48 lobbies": on_off(_COOPERATION, "lobbying"),
    "P51 leak": transfer_hit,
    "P52 synergy": interaction(since_onset("performance"), mechanisms_of("model", "synergy"), ["council"]),
    "P52 prevention": interaction(
        since_onset("performance"), mechanisms_of("model", "prevention"), ["council"]
    ),
    "P53 war": run_twin(_COOPERATION),
    "P54 both": interaction(
        since_onset("performance"), ["home_capacity"], ["council", "pledge", "joint_answer"]
    ),
    "P55 tiers": between(
        last_year("performance"), {"parameters.tiers_aligned": 1.0}, {"parameters.tiers_aligned": 0.0}
    ),
    "P57 terms": share_without_terms,
    "P62 binds": run_twin(_COOPERATION, {"start.trust": 1.0}),
    "P60 output": on_off(last_year("output"), "synergy"),
    "P65 splits": run_twin(_COOPERATION, WEAK_AT_ONCE),
    "P66 low": run_twin(_COOPERATION, WEAK_AT_ONCE),
    "P67 answered": on_off(last_year("output"), "joint_answer"),
    "P68 built": on_off(over_shock("output"), "home_capacity"),
    "P69 both": coordinated_capacity,
    "P70 market": between(at_horizon("followers"), LOOSE, {}),
    "P79 binds": run_twin(first_year("cooperation"), {"shock.from": 1}),
    "P79 splits": run_twin(first_year("cooperation"), FROM_DISTRUST_AT_ONCE),
    "P82 club": run_twin(last_year("output")),
    "P83 exchanged": who_moves_whom_exchanged,
    "P84 rival": answers_more("FRA", "DEU"),
    "P84 shortage": answers_more("DEU", "FRA"),
    "P84 division": division_lowers,
    "P84 vote": on_off(last_year(*VOTED), "council_vote"),
    "P91 hinders": run_twin(_COOPERATION),
    "P92 both": both_advance,
    "P93 tiers": between(over_shock("incidents"), {"switches.risk_tiers": False}, {}),
    "P94 together": run_twin(at_end_of_shock("together")),
}
"""Parts by id and part as in `patterns.csv`."""
