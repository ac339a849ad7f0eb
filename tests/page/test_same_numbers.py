"""Page, command and Python give the same numbers for the same state, bit for bit."""

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from alliance import api
from alliance.main import call
from analysis.bands import QUANTILES
from page.curve_answers import unpacked
from tests.page.conftest import SMALL, ServedPage

STATES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "as it is": ("", "taiwan-blockade", {}),
    "a softer shock": (
        "&shock.size=0.35&shock.months=30",
        "taiwan-blockade",
        {"changes": {"shock.size": 0.35, "shock.months": 30}},
    ),
    "less trust": ("&start.trust=0.6", "taiwan-blockade", {"changes": {"start.trust": 0.6}}),
    "mechanisms off": ("&off=council,stocks", "taiwan-blockade", {"off": ["council", "stocks"]}),
    "a lens": (
        "&lens=realist&shock.size=0.5",
        "taiwan-blockade",
        {"lens": "realist", "changes": {"shock.size": 0.5}},
    ),
    "autonomy and a seed": (
        "&actors.EU.autonomy=0.8&seed=7",
        "taiwan-blockade",
        {"changes": {"actors.EU.autonomy": 0.8}, "seed": 7},
    ),
    "a turn": (
        "&scenario=unilateral-turn-2025&parameters.trust_loss=0.1",
        "unilateral-turn-2025",
        {"changes": {"parameters.trust_loss": 0.1}},
    ),
    "no shock": ("&scenario=ttc-2021-2024", "ttc-2021-2024", {}),
}
SMALLER = {"population.firms": 12, "horizon.months": 90, "burn_in.months": 6}


def from_python(scenario: str, asked: dict[str, Any], replicates: int) -> Any:
    changes = {**SMALLER, **asked.get("changes", {})}
    others = {name: value for name, value in asked.items() if name != "changes"}
    return api.run(scenario, replicates=replicates, changes=changes, **others)


def bands(run: Any, series: str) -> np.ndarray:
    table = run.curves
    mine = np.asarray(table["series"]) == series
    return np.array([np.asarray(table[level], dtype=np.float64)[mine] for level in QUANTILES])


def same(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays agree in every bit of every number."""
    return np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize(
    ("state", "runs"), [*((state, 50) for state in STATES), ("a softer shock", 200), ("a lens", 200)]
)
def test_the_page_gives_the_numbers_of_python(served: ServedPage, state: str, runs: int) -> None:
    query, scenario, asked = STATES[state]
    heard = served.get(f"/curves?{SMALL}{query}&runs={runs}")
    assert heard.status == 200, heard.body
    head, arrays = unpacked(heard.body[8:])
    run = from_python(scenario, asked, runs)
    for series in ("q", "performance", "cooperation", "output", "trust_USA", "trust_EU", "performance_twin"):
        assert same(arrays[series], bands(run, series)), series
    theirs = run.measures
    if theirs is None:
        assert head["measures"] is None
        return
    assert {**head["measures"], "outcome_rest": None} == {**theirs, "outcome_rest": None}


def test_another_seed_would_be_seen(served: ServedPage) -> None:
    """Control."""
    _, arrays = unpacked(served.get(f"/curves?{SMALL}&runs=50&seed=2").body[8:])
    assert not same(arrays["q"], bands(from_python("taiwan-blockade", {}, 50), "q"))


def test_the_scenario_file_gives_the_page_s_numbers_to_the_command(
    served: ServedPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = f"{SMALL}&shock.size=0.45&off=pledge&lens=institutionalist&actors.EU.autonomy=0.3"
    heard = served.get(f"/scenario.yaml?{query}")
    assert heard.headers["content-disposition"] == 'attachment; filename="taiwan-blockade-changed.yaml"'
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_bytes(heard.body)
    assert call(["run", "mine.yaml", "--replicates", "200", "--out", "ran"]) == 0
    data = list(csv.DictReader(io.StringIO(served.get(f"/data.csv?{query}").body.decode())))
    ours = np.array(
        [[float(row[level] or "nan") for row in data if row["series"] == "q"] for level in QUANTILES]
    )
    assert same(ours, bands(api.results(tmp_path / "ran"), "q"))


def test_two_settings_are_answered_side_by_side(served: ServedPage) -> None:
    beside = "&".join(f"b.{pair}" for pair in f"{SMALL}&shock.size=0.2".split("&"))
    body = served.get(f"/curves?{SMALL}&{beside}&runs=50").body
    length = int.from_bytes(body[:8], "little")
    assert body[8 : 8 + length] == served.get(f"/curves?{SMALL}&runs=50").body[8:]
    alone = served.get(f"/curves?{SMALL}&shock.size=0.2&runs=50").body
    assert body[8 + length :] == alone


def test_the_members_are_those_of_the_run_that_is_stepped_through(served: ServedPage) -> None:
    _, arrays = unpacked(served.get(f"/curves?{SMALL}&run=3&runs=50").body[8:])
    head, months = unpacked(served.get(f"/months?{SMALL}&run=3").body)
    trust = months["seen"][:, :, head["seen"].index("trust")]
    assert same(arrays["members_trust"], trust)
