"""`alliance bench` shows what was measured."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from experiments.checks.bench import growth, report, sweep_cost, two_cores

Command = Callable[..., Any]


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is measured, but hardly, and no workers are started; of sweeps a chunk alone."""
    monkeypatch.setattr(report, "WHOLE", report.Effort(3, 2, 4000, (50, 100, 200), 1, 1, 1, 20_000))
    monkeypatch.setattr(report, "QUICK", report.Effort(2, 1, 4000, (50, 100), 1, 1, 1, 20_000))
    monkeypatch.setattr(sweep_cost, "seconds_to_tables", lambda folder: 1.5)
    monkeypatch.setattr(sweep_cost, "memory", lambda runs, folder: 200_000 + runs)
    monkeypatch.setattr(growth, "SHORT", 2)
    monkeypatch.setattr(growth, "LONG", 20)
    monkeypatch.setattr(two_cores, "cores", lambda: 1)


@pytest.mark.usefixtures("brief")
def test_one_document_holds_all_that_was_asked(alliance: Command) -> None:
    found = alliance("bench", "--json")
    assert (found.code, found.err) == (0, "")
    document = found.json()
    assert document["machine"]["processor"]
    assert document["versions"]["python"]
    assert document["engines"]["loop_ms"] > 0
    assert document["engines"]["ratio"] > 1
    assert document["batch"]["ratio"] > 1
    assert document["overhead"]["ratio"] > 0.5
    assert document["firms"]["dyad_domain_month_ns"] > 0
    assert document["firms"]["firm_month_ns"] != 0
    assert [row["firms"] for row in document["firms"]["sizes"]] == [50, 100, 200]
    assert document["cores"]["ratio"] is None
    assert document["sweeps"]["small_s"] == 1.5
    assert document["sweeps"]["ratio"] > 0.5
    assert document["sweeps"]["memory"] == 220 / 210
    limits = {"engines", "batch", "lanes", "overhead", "slope", "cores", "small", "sweep", "memory"}
    assert set(document["aims"]) == limits


@pytest.mark.slow
@pytest.mark.usefixtures("brief")
def test_quick_measures_less(alliance: Command) -> None:
    long, short = (alliance("bench", "--json", *flags).json() for flags in ((), ("--quick",)))
    assert (long["quick"], short["quick"]) == (False, True)
    assert short["engines"]["rounds"] < long["engines"]["rounds"]
    assert len(short["firms"]["sizes"]) < len(long["firms"]["sizes"])
    assert short["firms"]["laps"] < long["firms"]["laps"]


def test_the_real_quick_is_a_part_of_the_real_whole() -> None:
    assert set(report.QUICK.sizes) < set(report.WHOLE.sizes)
    for name in ("rounds", "laps", "firm_months", "points", "chunks", "tries", "many"):
        assert getattr(report.QUICK, name) < getattr(report.WHOLE, name)


@pytest.mark.usefixtures("brief")
def test_the_table_holds_the_ratios_and_says_what_they_are_worth(alliance: Command) -> None:
    found = alliance("bench", "--quick")
    assert (found.code, found.err) == (0, "")
    for words in (
        "kernel against agents",
        "there is one core",
        "150 or more",
        "batch_run",
        "Fixed loop",
        "Ratios can be compared",
    ):
        assert words in found.out


def test_without_a_compiler_it_is_a_wrong_use(alliance: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "rule_names", dict)
    found = alliance("bench")
    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1


WAITS = {"n": 12, "median": 70.4, "p95": 95.0}
ANSWERED = {
    "first_chart_s": 1.234,
    "shock": {"dragged": {"redraws_a_second": 13.2, **WAITS}, "set": WAITS},
    "new_twins": {"dragged": {"redraws_a_second": 7.1, **WAITS}, "set": WAITS},
    "class": {"readers": 40, "seconds": 120, "previews": WAITS, "drawn": WAITS, "memory": 1.03},
}


def test_the_page_is_measured_where_that_is_asked_for(
    alliance: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("page.web.speed.page_speed", lambda quick, show: {**ANSWERED, "quick": quick})
    found = alliance("bench", "--page")
    assert (found.code, found.err) == (0, "")
    for words in ("1.23 s", "2 or less", "70 ms", "80 or less", "13.2", "10 or more", "40", "1.030 times"):
        assert words in found.out
    assert alliance("bench", "--page", "--quick", "--json").json() == {**ANSWERED, "quick": True}


@pytest.mark.parametrize("missing", ["chromium", "playwright"])
def test_without_a_browser_to_drive_it_is_a_wrong_use(
    alliance: Command, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    found_in = {"chromium": lambda name: None, "playwright": lambda name: f"/usr/bin/{name}"}
    monkeypatch.setattr("shutil.which", found_in[missing])
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    found = alliance("bench", "--page")
    assert (found.code, found.out) == (2, "")
    assert len(found.err.splitlines()) == 1
    assert "README" in found.err
