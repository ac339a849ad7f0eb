"""The outcome map: every cell once, each with the outcomes of its own setting."""

import json

import pytest

from alliance import api
from page.outcome_grid import axis
from page.refusals import Refused
from page.setting import Setting
from page.sliders import sliders
from tests.page.conftest import SMALL, ServedPage

ASKED = f"/grid?{SMALL}&across=shock.size&up=start.trust"


def test_every_cell_comes_once_with_the_outcomes_of_its_setting(served: ServedPage) -> None:
    head, *cells = [json.loads(line) for line in served.get(ASKED).body.splitlines()]
    places = {(cell["column"], cell["row"]) for cell in cells}
    assert len(places) == len(cells) == head["cells"] == 80
    cell = next(cell for cell in cells if (cell["column"], cell["row"]) == (9, 0))
    changes = {"population.firms": 12, "horizon.months": 90, "burn_in.months": 6}
    changes |= {"shock.size": head["across"]["values"][9], "start.trust": head["up"]["values"][0]}
    measures = api.run("taiwan-blockade", replicates=50, changes=changes).measures
    assert measures is not None
    shares = measures[cell["judged"]]
    assert cell["shares"] == {name: share["share"] for name, share in shares.items() if share["n"]}


def test_a_shock_that_begins_late_is_mapped_as_far_as_it_can_last(served: ServedPage) -> None:
    asked = f"/grid?{SMALL}&shock.from=70&shock.months=6&across=shock.size&up=shock.months"
    head, *cells = [json.loads(line) for line in served.get(asked).body.splitlines()]
    assert head["up"]["values"][-1] == "20"
    assert all(cell["shares"] for cell in cells)


@pytest.mark.parametrize("slider", [slider.key for slider in sliders()])
def test_every_slider_can_be_mapped_and_its_values_are_in_order(slider: str) -> None:
    numbers = [float(value) for value in axis(Setting(), slider, 10).values]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 8


def test_what_is_no_axis_is_refused(served: ServedPage) -> None:
    assert served.get("/grid?across=shock.size&up=shock.size").line == "a map needs two different keys"
    with pytest.raises(Refused, match=r"shock\.size cannot be mapped"):
        axis(Setting("ttc-2021-2024"), "shock.size", 10)
