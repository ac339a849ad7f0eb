"""Every kind of figure in Chinese: no English word is left, no character is missing, all can be read."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

import alliance
from analysis.figures import style, text
from analysis.figures.effects import Effect, effects_figure
from analysis.figures.marks import paper
from analysis.intervals import Interval
from experiments.figures import animation, figure_captions
from experiments.figures.reserve_left import reserve_left
from experiments.results.manifest import RunManifest, scenario_document
from experiments.results.reserve_table import CALM, RUN, ReserveRow
from languages import named, speaking
from scenarios import lens_names, load, shipped
from tests.analysis.figures.legibility import faults, printed
from tests.analysis.figures.test_legible import KINDS, NAMES

pytestmark = [
    pytest.mark.skipif(not text.has_chinese(), reason=f"no font has Chinese characters ({text.PACKAGE} has)"),
    pytest.mark.filterwarnings("error::UserWarning"),
]

SCENARIO = "taiwan-blockade"
SMALL = {"horizon.months": 60, "burn_in.months": 12, "population.firms": 20}
WORD = re.compile(r"[A-Za-z]{2,}")
LATIN = {"Kaplan", "Meier", "GDP"}
"""What is written in Latin letters in Chinese, too; symbols have a single one."""


def english(words: str) -> set[str]:
    """English words in a text."""
    return {*WORD.findall(words)} - LATIN


def drawn_words(figure: Figure) -> str:
    return "\n".join(drawn.get_text() for drawn, _ in printed(figure))


def results(folder: Path) -> dict[str, Any]:
    """Two runs, a sweep and two comparisons of small scenarios, in memory or in a folder."""
    many: dict[str, Any] = {"replicates": 3, "changes": SMALL}

    def small(name: str, **how: Any) -> Any:
        return alliance.prepared(name, SMALL, **how)

    lenses = {f"{lens} lens": small(SCENARIO, lens=lens) for lens in lens_names()}
    designs = {
        "without stakes": small(SCENARIO, off=["stakes"]),
        "without council": small(SCENARIO, off=["council"]),
    }
    vary = {"shock.size": [0.3, 0.6, 1.0], "parameters.trust_loss": [0.03, 0.06]}
    return {
        "run": alliance.run(SCENARIO, **many),
        "several shocks": alliance.run("hybrid-war", **many),
        "no shock": alliance.run("ttc-2021-2024", replicates=3, off=["stakes"]),
        "compare": alliance.compare(designs, replicates=3),
        "lenses": alliance.compare(lenses, replicates=3),
        "sweep": alliance.sweep(SCENARIO, folder, vary=vary, replicates=3, changes=SMALL, jobs=1),
    }


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    """Figures of every kind that such results have, in Chinese."""
    held = results(tmp_path_factory.mktemp("chinese") / "sweep")
    every = {
        f"{name}: {kind}": figure
        for name, result in held.items()
        for kind, figure in result.figures("all", lang="zh").items()
    }
    manifest = held["run"].manifest
    assert isinstance(manifest, RunManifest)
    with speaking("zh"), style.sheet():
        every["run: animation"], draw = animation.scene(held["run"].results, manifest)
        draw(30)
        every["run: effects"] = effects()
    every["run: reserve"] = reserve(held["run"])
    return every


def effects() -> Figure:
    """Parts of a pattern, which the study alone draws; its own words are English."""
    values = np.linspace(-0.1, 0.3, 40)
    part = Effect("甲", "部分成立", values, Interval(0.1, 0.05, 0.15), 0.02, "+", "绩效之差", "成立")
    return effects_figure([part], title=("各部分如何？",), seed=1)


def reserve(run: Any) -> Figure:
    """The reserve of a run for which none was searched."""
    rows = [
        ReserveRow(of, further, "", month, 2.0, middle, None, lost=0.0, beyond=0.0, most=240, n=3)
        for of, month in ((CALM, 0), (RUN, 0), (RUN, 30))
        for further, middle in (("turn", 64.0), ("blockade", float("inf")))
    ]
    with speaking("zh"):
        (figure,) = reserve_left(replace(run.results, reserve_rows=tuple(rows))).values()
    return figure


def test_every_kind_is_drawn(figures: dict[str, Figure]) -> None:
    drawn = {name.split(": ")[1] for name in figures}
    assert {"recovery-curve", "survival", "chips", "members", "reserve", "comparison", "animation"} <= drawn
    assert {"outcome-map", "outcome-shares", "recovery-curves", "outcome-by-key"} <= drawn


def test_no_english_word_is_left(figures: dict[str, Figure]) -> None:
    left = {name: english(drawn_words(figure)) for name, figure in figures.items()}
    assert {name: words for name, words in left.items() if words} == {}
    assert english("损失 of it") == {"of", "it"}  # control


def test_no_character_is_missing_and_captions_are_chinese_sentences(figures: dict[str, Figure]) -> None:
    with speaking("zh"):
        captions = {name: paper.caption(figure).replace(" ", "") for name, figure in figures.items()}
    drawn = {name: drawn_words(figure) for name, figure in figures.items()}
    assert [name for name in figures if "?" in captions[name] + drawn[name]] == []
    assert [name for name, words in captions.items() if not words.endswith("理论探索，并非预测。")] == []


def test_all_of_it_can_be_read(figures: dict[str, Figure]) -> None:
    assert {name: faults(figure) for name, figure in figures.items() if faults(figure)} == {}


@pytest.mark.parametrize("make", KINDS, ids=NAMES)
def test_chinese_labels_leave_crowded_figures_readable(make: Callable[[], Figure]) -> None:
    with speaking("zh"):
        assert faults(make()) == []


@pytest.mark.parametrize("name", shipped())
def test_what_happens_in_a_shipped_scenario_has_chinese_names(name: str) -> None:
    document = scenario_document(load(name))
    with speaking("zh"):
        said = [*figure_captions.causes(document), *figure_captions.events(document)]
        said.append(named("scenario", name, name))
    assert english(" ".join(said)) == set()


def test_the_folder_is_the_same_but_for_its_pictures(tmp_path: Path) -> None:
    written = []
    for lang in ("en", "zh"):
        folder = tmp_path / lang
        alliance.run(SCENARIO, replicates=2, changes=SMALL, out=folder, lang=lang)
        files = [path for path in folder.rglob("*") if path.is_file()]
        written.append({path.relative_to(folder).as_posix(): path.read_bytes() for path in files})
    here, there = written
    assert here.keys() == there.keys()
    apart = {name for name in here if here[name] != there[name]}
    assert apart == {"recovery-curve.png", "recovery-curve.svg"}
