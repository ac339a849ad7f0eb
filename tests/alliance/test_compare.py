"""Scenarios side by side: the same draws, paired differences, and what would tell them apart."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

import scenarios
from alliance import api
from experiments.comparison import compare
from experiments.engine.observations import OBSERVABLE, told_apart
from experiments.errors import UsageFault
from experiments.figures.theories_apart import PANELS, lenses_of, theories_apart
from experiments.results.manifest import ComparisonManifest
from experiments.results.reading.results import just_written
from scenarios import KeyFault, load, off, override
from sim.series import PLACE, SERIES

Command = Callable[..., Any]


def test_a_scenario_beside_itself_without_a_mechanism(alliance: Command, small: Path) -> None:
    answer = alliance(
        "compare", small, "--without", "early_warning", "--replicates", 4, "--out", "c", "--json"
    )
    assert answer.code == 0
    found = answer.json()
    assert [one["called"] for one in found["scenarios"]] == ["small", "small (without early_warning)"]
    assert [row["measure"] for row in found["differences"]] == [
        "loss_first_calm", "loss", "robustness_first_calm", "robustness", "gain_first_calm", "gain",
    ]  # fmt: skip
    assert len(found["tell_apart"]) == 3
    runs = pq.read_table("c/runs").to_pandas()
    assert len(runs) == 8
    paired = [
        runs[runs["scenario"] == one["called"]].sort_values("replicate")["loss"].to_numpy()
        for one in found["scenarios"]
    ]
    told = next(row for row in found["differences"] if row["measure"] == "loss")
    assert told["estimate"] == pytest.approx(float((paired[1] - paired[0]).mean()))
    assert told["low"] <= told["estimate"] <= told["high"]
    assert {path.name for path in Path("c").iterdir()} == {
        "runs", "curves", "manifest.json", "dictionary.csv", "comparison.png", "comparison.svg"
    }  # fmt: skip


def test_runs_of_a_comparison_are_those_of_the_scenarios_alone(alliance: Command, small: Path) -> None:
    both = alliance("compare", small, "taiwan-blockade", "--replicates", 2, "--seed", 5, "--json").json()
    alone = alliance("run", small, "--replicates", 2, "--seed", 5, "--json").json()
    assert both["scenarios"][0]["measures"] == alone["measures"]


def test_a_scenario_does_not_differ_from_one_that_differs_in_nothing_it_does(small: Path) -> None:
    one = load(str(small))
    same = override(one, {"parameters.softness": 0.2})  # read by nothing while `smooth` is off
    found = compare([(one, ()), (same, ("parameters.softness = 0.2",))], replicates=3, seed=1)
    assert {row["estimate"] for row in found.differences()} == {0.0}
    assert {row["spreads"] for row in found.clearest_signals()} == {0.0}
    apart = compare([(one, ()), (off(one, ["stakes"]), ("without stakes",))], replicates=3, seed=1)
    assert any(row["spreads"] > 1 for row in apart.clearest_signals())  # control


def test_what_tells_apart_is_where_the_means_lie_furthest_in_spreads(small: Path) -> None:
    one = load(str(small))
    found = compare([(one, ()), (off(one, ["stakes"]), ("without stakes",))], replicates=3, seed=1)
    row = found.clearest_signals(1)[0]
    changed = [
        (one.evaluation.run[row["series"]] - one.evaluation.twin[row["series"]]).mean(axis=0)
        for one in found.results
    ]
    onset = found.results[0].evaluation.t0
    assert onset is not None
    apart = (changed[1] - changed[0])[onset:]
    assert (row["of"], row["difference"]) == ("shock", pytest.approx(apart[row["month"]]))
    assert np.abs(apart).max() > 0


def test_what_the_shock_changes_is_compared_and_not_where_each_stood(small: Path) -> None:
    """A higher start is no difference of the shock; beside a scenario without one, the runs are compared."""
    one = load(str(small))
    later = override(one, {"shock.from": 18})
    found = compare([(one, ()), (later, ("later",))], replicates=3, seed=1)
    rows = found.clearest_signals()
    assert {row["of"] for row in rows} == {"shock"}
    first, other = (result.evaluation for result in found.results)
    row = rows[0]
    assert first.t0 is not None
    assert other.t0 is not None
    apart = [
        float((one.run[row["series"]] - one.twin[row["series"]])[:, one.t0 + row["month"]].mean())
        for one in (first, other)
    ]
    assert row["difference"] == pytest.approx(apart[1] - apart[0])
    calm = load("ttc-2021-2024")  # causes of its context act in run and twin alike
    assert {
        row["of"] for row in compare([(one, ()), (calm, ())], replicates=2, seed=1).clearest_signals()
    } == {"run"}


def test_a_comparison_is_drawn_again(alliance: Command, small: Path) -> None:
    assert alliance("compare", small, "--without", "blame", "--replicates", 2, "--out", "c").code == 0
    before = Path("c/comparison.png").read_bytes()
    Path("c/comparison.png").unlink()
    assert alliance("plot", "c").code == 0
    assert Path("c/comparison.png").read_bytes() == before
    manifest = json.loads(Path("c/manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["scenario_hashes"]) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{}"], "2 to 12"),
        (["{}"] * 13, "2 to 12"),
        (["{}", "nowhere"], "nowhere"),
        (["{}", "{}", "--without", "counsil"], "council"),
        (["{}", "--lenses", "--without", "blame"], "one of the two"),
        (["{}", "{}", "--replicates", "0"], "replicates"),
    ],
)
def test_nonsense_is_refused_in_a_line(alliance: Command, small: Path, words: list[str], said: str) -> None:
    answer = alliance("compare", *(word.format(small) for word in words))
    assert answer.code in (2, 3)
    assert said in answer.err
    assert answer.out == ""
    assert not Path("results").exists()


def test_lenses_are_laid_side_by_side_with_what_would_tell_them_apart(alliance: Command, small: Path) -> None:
    answer = alliance("compare", small, "--lenses", "--replicates", "4", "--json", "--out", "seen")
    assert answer.code == 0
    document = json.loads(answer.out)
    called = [scenario["called"] for scenario in document["scenarios"]]
    assert [re.search(r"(\w+) lens", name)[1] for name in called] == [*scenarios.lens_names()]  # type: ignore[index]
    rows = document["observations"]
    assert len({(row["one"], row["other"]) for row in rows}) == 6
    assert [row["gap"] for row in rows] == sorted((row["gap"] for row in rows), reverse=True)
    assert {row["series"] for row in rows} <= set(OBSERVABLE) <= set(PLACE)
    assert not {"trust_USA", "effort_EU_data", "cooperation"} & set(OBSERVABLE)  # nobody counts these


def test_lenses_are_drawn_by_what_tells_them_apart_and_drawn_again(alliance: Command, small: Path) -> None:
    assert alliance("compare", small, "--lenses", "--replicates", "4", "--out", "seen").code == 0
    drawn = Path("seen/comparison.svg").read_bytes()
    Path("seen/comparison.svg").unlink()
    assert alliance("plot", "seen").code == 0
    assert Path("seen/comparison.svg").read_bytes() == drawn
    assert alliance("compare", small, "--without", "blame", "--replicates", "2", "--out", "other").code == 0
    through, other = (just_written(Path(place)).manifest for place in ("seen", "other"))
    assert isinstance(through, ComparisonManifest)
    assert isinstance(other, ComparisonManifest)
    assert lenses_of(through) == [*scenarios.lens_names()]
    assert lenses_of(other) == []  # control: any other comparison shows performance
    figure = theories_apart(just_written(Path("seen")), through)
    assert len({axes.get_title(loc="left").split(",")[0] for axes in figure.axes[:-1]}) == PANELS
    curves = pq.read_table("seen/curves/part-00000.parquet").to_pylist()
    for place, line in enumerate(figure.axes[0].lines[: len(scenarios.lens_names())]):
        title = figure.axes[0].get_title(loc="left").partition(":")[0].replace("\n", " ")
        name = next(series.name for series in SERIES if series.title == title)
        mine = [row["q50"] for row in curves if (row["point"], row["series"]) == (place, name)]
        assert np.asarray(line.get_ydata()).tolist() == mine


def test_what_tells_lenses_apart_is_named_whole_on_a_narrow_screen(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answer = alliance("compare", small, "--lenses", "--replicates", "4")
    table = answer.out.partition("What would tell two theories apart")[2]
    rows = [line for line in table.splitlines() if re.search(r" (yes|no)\s*$", line)]
    assert rows
    assert all(re.search(rf" ({'|'.join(OBSERVABLE)}) ", row) for row in rows)
    assert "…" not in table


def test_bands_that_touch_are_not_apart() -> None:
    flat = np.zeros((3, 5, len(OBSERVABLE)))
    output, at = OBSERVABLE.index("output"), 2
    one, near, far = flat.copy(), flat.copy(), flat.copy()
    one[:, :, output] = [[0.9], [1.0], [1.1]]
    near[:, :, output] = [[1.0], [1.05], [1.2]]
    far[:, :, output] = one[:, :, output]
    far[:, at, output] = [1.5, 1.6, 1.7]
    (touching,) = told_apart(one, near, 1)
    (apart,) = told_apart(one, far, 1)
    assert (touching.series, touching.apart) == ("output", False)
    assert (apart.series, apart.month, apart.apart) == ("output", at, True)
    assert apart.gap == pytest.approx(0.6 / 0.2)


def test_each_side_has_settings_of_its_own(alliance: Command, small: Path) -> None:
    sides = ("--left", "shock.months=6", "--right", "shock.months=18", "--right", "shock.size=0.5")
    twice = alliance("compare", small, *sides, "--replicates", "3", "--json").json()
    called = [one["called"] for one in twice["scenarios"]]
    assert called == [
        "small (with shock.months = 6)",
        "small (with shock.months = 18, with shock.size = 0.5)",
    ]
    named = alliance("compare", small, small, *sides, "--replicates", "3", "--json").json()
    assert named["differences"] == twice["differences"]
    for words, one in zip((sides[1:2], sides[3::2]), twice["scenarios"], strict=True):
        set_ = [word for change in words for word in ("--set", change)]
        alone = alliance("run", small, *set_, "--replicates", "3", "--json").json()
        assert alone["measures"] == one["measures"]


def test_python_takes_settings_of_its_own_for_each_side(alliance: Command, small: Path) -> None:
    typed = alliance(
        "compare",
        small,
        "--left",
        "shock.months=6",
        "--right",
        "shock.size=0.5",
        "--replicates",
        "3",
        "--json",
    ).json()
    made = api.compare(small, left={"shock.months": 6}, right={"shock.size": 0.5}, replicates=3)
    assert made.comparison.document()["differences"] == typed["differences"]
    with pytest.raises(UsageFault, match="set for both scenarios and by right"):
        api.compare(small, changes={"shock.size": 0.2}, right={"shock.size": 0.5})
    with pytest.raises(KeyFault, match=r"left shock\.sise"):
        api.compare(small, left={"shock.sise": 1})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--left", "shock.sise=1"], "--left shock.sise: is not a key of this scenario"),
        (["--right", "shock.size=7"], "--right shock.size: must be at most 1"),
        (
            ["--left", "shock.size=1", "--set", "shock.size=1"],
            "shock.size is set for both scenarios and by --left",
        ),
        (["--left", "shock.size=1", "--left", "shock.size=1"], "--left shock.size is given twice"),
        (["--left", "shock.size=1", "--without", "blame"], "--without changes all; give one of the two"),
        (["{}", "{}", "--right", "shock.size=1"], "3 are named"),
        (["--lenses", "--left", "shock.size=1"], "give one of the two"),
    ],
)
def test_what_is_wrong_with_a_side_is_said_with_its_name(
    alliance: Command, small: Path, words: list[str], said: str
) -> None:
    answer = alliance("compare", small, *(word.format(small) for word in words))
    assert answer.code in (2, 3)
    assert said in answer.err
    assert answer.out == ""


def test_the_calm_alliance_leads_on_the_screen_and_a_weaker_twin_is_said(
    alliance: Command, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    answer = alliance("compare", small, "--without", "interoperability", "--replicates", "4")
    shown = " ".join(answer.out.split())
    assert shown.index("against the calm") < shown.index("own twin")
    assert "also missing in a scenario's own twin" in shown
    assert re.search(r"without interoperability: .*against the calm alliance it loses more \(\+", shown)
    table = answer.out.partition("Differences from")[2].partition("Where the")[0]
    assert all(re.search(rf" {name} ", table) for name in ("loss", "robustness", "gain"))
