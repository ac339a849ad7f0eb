"""The Council's vote against an independent count, and commitments by hand."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.rules.council import (
    commitments_next,
    is_meeting,
    new_pledges,
    open_agenda,
    qualified_majority,
    stage_outflow,
    weighted_mean,
)
from sim.run import burn_in, simulate
from sim.state.run_state import RunState
from sim.world.case import Case, World
from sim.world.shock_table import shock_rows

MEMBERS = 27


def voted(efforts: list[float], people: list[int], states: int = 15, blocking: int = 4) -> float:
    """The highest effort a qualified majority accepts, found by putting every proposal to the vote.

    A member says yes to any effort up to its own; to abstain is not to say yes. Written from the Treaty and
    from nothing in `sim`.
    """
    accepted = []
    for proposal in set(efforts):
        yes = [member for member, effort in enumerate(efforts) if effort >= proposal]
        behind = Fraction(sum(people[member] for member in yes), sum(people))
        if (len(yes) >= states and behind >= Fraction(65, 100)) or len(efforts) - len(yes) < blocking:
            accepted.append(proposal)
    return max(accepted, default=min(efforts))


def ruled(efforts: list[float], people: list[int], softness: float = 0.0) -> float:
    order = sorted(range(len(efforts)), key=lambda m: -efforts[m])
    shares = np.array([people[m] / sum(people) for m in order])
    return float(qualified_majority(np.array([efforts[m] for m in order]), shares, 15.0, 0.65, 4.0, softness))


coarse = st.lists(st.integers(0, 12).map(lambda k: k / 12), min_size=MEMBERS, max_size=MEMBERS)
fine = st.lists(st.floats(0, 1), min_size=MEMBERS, max_size=MEMBERS)
peoples = st.lists(st.integers(1, 90_000_000), min_size=MEMBERS, max_size=MEMBERS)


@settings(max_examples=600, deadline=None)
@given(coarse | fine, peoples)
def test_the_rule_accepts_what_putting_every_proposal_to_the_vote_accepts(
    efforts: list[float], people: list[int]
) -> None:
    assert ruled(efforts, people) == voted(efforts, people)


def test_the_real_union_votes_as_the_count_says(small_world: World) -> None:
    people = small_world.arrays.people[1:]
    whole = [round(share * 10**12) for share in people]
    draw = np.random.default_rng(4)
    for _ in range(500):
        efforts = draw.beta(0.5, 0.5, MEMBERS).tolist()
        assert ruled(efforts, whole) == voted(efforts, whole)


REAL_VOTES = {
    # Nature restoration law, 17 June 2024: adopted by 20 states with 66.07 % of the people.
    "nature restoration": ("BEL FIN HUN ITA NLD POL SWE", 0.6607, True),
    # Directive on platform work, 16 February 2024: blocked by four; most of them abstained.
    "platform work, February": ("DEU EST FRA GRC", 0.64, False),
    # The same, 11 March 2024: adopted, Estonia and Greece now in favour.
    "platform work, March": ("DEU FRA", 0.66, True),
}


@pytest.mark.parametrize("name", REAL_VOTES)
def test_real_votes_end_as_they_did(small_world: World, name: str) -> None:
    """Who is not in favour, by the press of the days; people of the model's own year, hence the tolerance."""
    against, behind, adopted = REAL_VOTES[name]
    assert set(against.split()) <= set(small_world.states)
    yes = np.array([state not in against.split() for state in small_world.states[1:]])
    people = small_world.arrays.people[1:]
    assert people[yes].sum() == pytest.approx(behind, abs=0.01)
    order = np.argsort(~yes, kind="stable")
    passed = qualified_majority(yes[order].astype(np.float64), people[order], 15.0, 0.65, 4.0, 0.0)
    assert passed == float(adopted)


def test_a_real_vote_would_have_ended_otherwise_with_one_state_more(small_world: World) -> None:
    """Control: the law of June 2024 hung on Austria."""
    without = [
        state not in {*REAL_VOTES["nature restoration"][0].split(), "AUT"} for state in small_world.states[1:]
    ]
    yes, people = np.array(without), small_world.arrays.people[1:]
    order = np.argsort(~yes, kind="stable")
    assert qualified_majority(yes[order].astype(np.float64), people[order], 15.0, 0.65, 4.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("states", "blocking"), [(14, 4), (16, 4), (15, 5), (15, 3)], ids=["14", "16", "block 5", "block 3"]
)
def test_another_rule_would_be_told_apart(states: int, blocking: int) -> None:
    """Control: a majority one state smaller or larger, or another blocking minority, differs somewhere."""
    draw = np.random.default_rng(5)
    differing = 0
    for _ in range(300):
        efforts = draw.random(MEMBERS).tolist()
        people = (draw.integers(1, 100, MEMBERS) ** 3).tolist()
        differing += voted(efforts, people) != voted(efforts, people, states, blocking)
    assert differing > 0


EVEN = [1] * MEMBERS


def test_fifteen_equal_states_have_the_states_and_not_the_people() -> None:
    # 15/27 is 56 % of the people: 18 states are needed for 65 %.
    assert ruled([0.9] * 15 + [0.1] * 12, EVEN) == 0.1
    assert ruled([0.9] * 18 + [0.1] * 9, EVEN) == 0.9
    assert ruled([0.9] * 17 + [0.1] * 10, EVEN) == 0.1


def test_two_thirds_of_the_people_in_too_few_states_do_not_carry_it() -> None:
    assert ruled([0.9] * 14 + [0.1] * 13, [100] * 14 + [1] * 13) == 0.1
    assert ruled([0.9] * 15 + [0.1] * 12, [100] * 15 + [1] * 12) == 0.9


def test_fewer_than_four_not_in_favour_cannot_block_however_many_people_they_are() -> None:
    assert ruled([0.9] * 24 + [0.1] * 3, [1] * 24 + [1000] * 3) == 0.9
    assert ruled([0.9] * 23 + [0.1] * 4, [1] * 23 + [1000] * 4) == 0.1


def test_abstaining_is_not_in_favour() -> None:
    # A member without effort says yes to nothing above zero, as one that abstains.
    assert ruled([0.9] * 17 + [0.0] * 10, EVEN) == 0.0


def test_ties_and_unanimity_and_a_side_of_one_state() -> None:
    assert ruled([0.4] * MEMBERS, EVEN) == 0.4
    assert ruled([0.8] * 9 + [0.5] * 9 + [0.2] * 9, EVEN) == 0.5
    assert qualified_majority(np.array([0.7]), np.ones(1), 1.0, 1.0, 1.0, 0.0) == 0.7


@settings(max_examples=60, deadline=None)
@given(coarse, peoples, st.floats(0.01, 0.3))
def test_the_smooth_vote_stays_among_the_efforts_and_sharpens_to_the_vote(
    efforts: list[float], people: list[int], softness: float
) -> None:
    assert min(efforts) - 1e-12 <= ruled(efforts, people, softness) <= max(efforts) + 1e-12
    assert ruled(efforts, people, 1e-4) == pytest.approx(ruled(efforts, people), abs=1e-9)


def test_just_enough_people_are_enough() -> None:
    efforts, people = np.array([0.9, 0.6, 0.3]), np.array([0.5, 0.25, 0.25])
    assert qualified_majority(efforts, people, 2.0, 0.75, 1.0, 0.0) == 0.6


def test_the_smooth_vote_by_hand() -> None:
    # The pivot is .6; who is .3 away counts e^-1 of its people.
    efforts, people, far = np.array([0.9, 0.6, 0.3]), np.array([0.5, 0.25, 0.25]), np.exp(-1.0)
    expected = (0.45 * far + 0.15 + 0.075 * far) / (0.5 * far + 0.25 + 0.25 * far)
    assert qualified_majority(efforts, people, 2.0, 0.75, 1.0, 0.3) == pytest.approx(expected)


def test_in_a_run_the_unions_position_is_what_the_count_says(
    make_case: Callable[..., Case], small_world: World
) -> None:
    end = simulate(make_case(months=9), 2, np.arange(4), shocked=False).end
    people = [round(share * 10**12) for share in small_world.arrays.people[1:]]
    weight = small_world.arrays.weight[1:]
    for replicate in range(4):
        efforts = end.effort[replicate].reshape(4, -1)
        position = end.position[replicate].reshape(2, 4)
        for domain in (0, 1, 3):
            assert position[1, domain] == voted(efforts[domain, 1:].tolist(), people)
        assert position[1, 2] == pytest.approx(float(efforts[2, 1:] @ weight), rel=1e-12)
        assert position[0].tolist() == efforts[:, 0].tolist()


def test_the_mean_by_hand() -> None:
    assert weighted_mean(np.array([0.2, 0.6]), np.array([0.75, 0.25])) == pytest.approx(0.3)


STAGES = ("begun", "agreed", "established", "operating")
NOTHING: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)


def matured(
    stages: tuple[float, ...],
    joint: float,
    *,
    meeting: float = 1.0,
    office: float = 1.0,
    rate: float = 0.25,
    fade: float = 0.0,
) -> tuple[float, ...]:
    """The four stages a month later, by the rules."""
    begun, agreed, established, operating = stages
    new = new_pledges(open_agenda(*stages), joint, meeting, office, rate)
    left = [stage_outflow(stage, meeting, office) for stage in stages[:3]]
    return (
        commitments_next(begun, new, left[0], fade),
        commitments_next(agreed, left[0], left[1], fade),
        commitments_next(established, left[1], left[2], fade),
        commitments_next(operating, left[2], 0.0, fade),
    )


def test_commitments_by_hand() -> None:
    assert matured(NOTHING, 0.8) == (0.2, 0, 0, 0)
    # All that is begun goes on; a quarter of the open .8, for joint effort of one half, is begun.
    assert matured((0.2, 0, 0, 0), 0.5) == pytest.approx((0.1, 0.2, 0, 0))
    assert matured((0.1, 0.2, 0.3, 0.4), 1.0) == pytest.approx((0, 0.1, 0.2, 0.7))
    assert matured((0.1, 0.2, 0.3, 0.4), 1.0, meeting=0.0, fade=0.1) == pytest.approx(
        (0.09, 0.18, 0.27, 0.36)
    )
    assert matured((0.4, 0, 0, 0), 1.0, office=0.5) == pytest.approx((0.275, 0.2, 0, 0))


share = st.floats(0, 1)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(share, share, share), min_size=1, max_size=40), share, share)
def test_no_stage_is_ever_less_than_nothing_and_all_of_them_are_at_most_the_agenda(
    months: list[tuple[float, float, float]], rate: float, fade: float
) -> None:
    stages = NOTHING
    for joint, meeting, office in months:
        held = float(meeting > 0.5)
        stages = matured(stages, joint, meeting=held, office=office, rate=rate, fade=fade)
        assert min(stages) >= -1e-15
        assert sum(stages) <= 1 + 1e-12


def test_what_leaves_a_stage_does_not_fade_there_too() -> None:
    """A stage is empty after a meeting, not less than empty."""
    assert commitments_next(0.5, 0.0, stage_outflow(0.5, 1.0, 1.0), 0.5) == 0.0
    assert stage_outflow(0.5, 1.0, 0.25) == 0.125
    assert stage_outflow(0.5, 0.0, 1.0) == 0.0
    assert commitments_next(0.5, 0.2, 0.25, 0.1) == pytest.approx(0.425)


def test_the_early_warning_operates_at_the_meeting_the_record_says() -> None:
    """D6: begun May 2022, agreed December 2022, established May 2023, operating January 2024."""
    meetings = {"2022-05": "begun", "2022-12": "agreed", "2023-05": "established", "2024-01": "operating"}
    months = [f"{year}-{month:02d}" for year in (2022, 2023, 2024) for month in range(1, 13)]
    stages = NOTHING
    reached: dict[str, str] = {}
    for month in months:
        rate = 0.25 if month == "2022-05" else 0.0
        stages = matured(stages, 1.0, meeting=float(month in meetings), rate=rate)
        for name, held in zip(STAGES, stages, strict=True):
            if held > 0.0:
                reached.setdefault(month, name)
    first = {name: min(m for m, n in reached.items() if n == name) for name in set(reached.values())}
    assert first == {name: month for month, name in meetings.items()}


@given(
    st.tuples(*[st.floats(0, 1)] * 4).filter(lambda stages: sum(stages) <= 1),
    share,
    share,
    share,
)
def test_commitments_stay_a_share(
    stages: tuple[float, ...], joint: float, office: float, rate: float
) -> None:
    after = matured(stages, joint, office=office, rate=rate)
    assert min(after) >= -1e-15
    assert sum(stages) - 1e-12 <= sum(after) <= 1 + 1e-12


def test_a_council_that_does_not_meet_moves_nothing_on() -> None:
    stages = (0.2, 0.1, 0.1, 0.3)
    assert matured(stages, 1.0, meeting=0.0) == stages
    assert matured(stages, 1.0, office=0.0) == stages
    assert matured(stages, 1.0) != stages  # control


def test_the_council_meets_every_interval_counted_from_the_start() -> None:
    assert [month for month in range(-12, 13) if is_meeting(month, 6)] == [-12, -6, 0, 6, 12]
    assert [month for month in range(13) if is_meeting(month, 1)] == list(range(13))
    assert (is_meeting(6, 6), is_meeting(7, 6)) == (1.0, 0.0)


def without_a_past(case: Case) -> RunState:
    """The calm state in which nothing has been pledged yet."""
    start = burn_in(case, 1, np.arange(1))
    start.commitments[:], start.preparing[:] = 0.0, 0.0
    return start


def test_in_a_run_commitments_jump_at_meetings_and_fade_between(make_case: Callable[..., Case]) -> None:
    numbers = {
        "meeting_interval": 6.0,
        "commitment_fade": 0.03,
        "pledge_rate": 0.25,
        "monitoring_share": 0.0,
    }
    case = make_case(months=24, parameters=numbers)
    run = simulate(case, 1, np.arange(1), shocked=False, start=without_a_past(case))
    every = run["pledges"][0]
    np.testing.assert_allclose(every[1:6] / every[:5], 0.97)
    assert [month for month in range(1, 24) if every[month] > every[month - 1]] == [6, 12, 18]
    operating = run["commitments_data"][0]
    assert next(month for month in range(24) if operating[month] > 0) == 18
    assert every[0] > 0


def test_a_closed_council_pledges_nothing(make_case: Callable[..., Case], small_world: World) -> None:
    closed = shock_rows("council.open", {}, "step", 0, None, 1.0, small_world)
    case = make_case(months=24, shocks=closed)
    run, twin = (
        simulate(case, 1, np.arange(1), shocked=shocked, start=without_a_past(case)).end
        for shocked in (True, False)
    )
    assert (run.commitments == 0).all()
    assert (run.preparing == 0).all()
    assert (twin.commitments > 0).all()  # control
