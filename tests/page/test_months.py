"""Month by month: what moves states is what the model computes, part by part."""

import numpy as np

from experiments.engine.run_cache import RunCache
from page.month_by_month import REASONS, WatchedModel, reasons_of
from scenarios import compile_case, load, override
from sim.rules.effort import payoff
from sim.series import DOMAINS

SMALLER = {"population.firms": 12, "horizon.months": 60, "burn_in.months": 6}


def test_the_reasons_of_a_state_sum_to_its_payoff_in_every_bit() -> None:
    scenario = override(load("perfect-storm"), {"population.firms": 12})
    model = WatchedModel(scenario, replicate=2)
    apart = 0
    for _ in range(40):
        model.step()
    model.causes()
    model.supply()
    model.produce()
    model.choose()
    for number, state in enumerate(model.states):
        for d in range(len(DOMAINS)):
            depth, stake, worth, turn, depth_cost, control, home, firms = reasons_of(model, number, d)
            pay = payoff(depth, stake, worth, -turn, -depth_cost - control, home, firms)
            assert pay == state.pay[d]
            apart += bool(stake) + bool(turn)
    assert apart  # control: there was a danger, or a turn, to be told


def test_a_watched_run_is_the_kernel_s_run() -> None:
    scenario = override(load("taiwan-blockade"), SMALLER)
    model = WatchedModel(scenario, seed=3, replicate=5)
    while model.running:
        model.step()
    kernel = RunCache().run(compile_case(scenario), 3, np.array([5]), shocked=True)
    assert np.array_equal(model.series, kernel.series[0])
    assert len(model.reasons) == len(model.seen) == 60
    assert model.reasons[0].shape == (28, len(REASONS))
