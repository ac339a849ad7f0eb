"""What becomes of runs that are left alone is what the command tells, and is asked for by itself."""

from page.curve_answers import FULL
from tests.page.conftest import SMALL, ServedPage
from tests.page.test_same_numbers import STATES, from_python

ASKED = ("as it is", "a lens", "a turn")


def test_the_long_run_is_that_of_the_command(served: ServedPage) -> None:
    seen = set()
    for state in ASKED:
        query, scenario, changed = STATES[state]
        (told,) = served.json(f"/long-run?{SMALL}{query}")
        assert told == from_python(scenario, changed, FULL).measures["outcome_rest"]
        assert sum(share["n"] for share in told["outcomes"].values()) == told["settled"] > 0
        seen.add(tuple(share["n"] for share in told["outcomes"].values()))
    assert len(seen) > 1  # control: settings are told apart


def test_two_settings_have_a_long_run_each_and_without_a_shock_there_is_none(served: ServedPage) -> None:
    beside = "&".join(f"b.{pair}" for pair in f"{SMALL}&scenario=ttc-2021-2024".split("&"))
    one, other = served.json(f"/long-run?{SMALL}&{beside}")
    assert [one] == served.json(f"/long-run?{SMALL}")
    assert other is None


def test_a_long_run_takes_up_the_runs_that_were_shown(served: ServedPage) -> None:
    query = f"{SMALL}&shock.size=0.77"
    assert served.get(f"/curves?{query}&runs={FULL}").status == 200
    held = served.server.answers.held_bytes
    served.json(f"/long-run?{query}")
    assert served.server.answers.held_bytes - held < 100_000  # a number for each twin, and no run
