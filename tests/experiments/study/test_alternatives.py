"""Structural alternatives: a text that stands once is replaced, in a copy that is measured and then goes."""

import re
import tempfile
from pathlib import Path

import numpy as np
import pytest

from experiments.study.core import alternatives, core_tables
from experiments.study.core.alternatives import (
    ALTERNATIVES,
    HOUSE,
    Alternative,
    Replacement,
    alternative_rows,
    answer,
    measured_rows,
    replaced_texts,
    rows_of,
)
from experiments.study.core.core_tables import CENTRE, OUTCOMES, bounds_in_draws
from experiments.study.core.courses import Courses
from experiments.study.core.maps import Maps
from sim.rules import effort

CONTROL, *CHANGED = ALTERNATIVES
GATE = "sim/rules/effort.py"


def replacing(*texts: tuple[str, str]) -> Alternative:
    """An alternative that replaces texts in the file of the gate."""
    return Alternative("invented", "nothing", tuple(Replacement(GATE, old, new) for old, new in texts))


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that temporary folders are made in."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("alternative", CHANGED, ids=lambda alternative: alternative.name)
def test_every_text_to_be_replaced_stands_once_in_the_sources_and_is_replaced(
    alternative: Alternative,
) -> None:
    texts = replaced_texts(alternative)
    assert {*texts} == {replacement.file for replacement in alternative.replacements} != set()
    for file, old, new in alternative.replacements:
        assert old != new
        assert texts[file] == (HOUSE / file).read_text(encoding="utf-8").replace(old, new)


def test_the_control_replaces_nothing() -> None:
    assert replaced_texts(CONTROL) == {}


def test_a_text_that_is_missing_or_stands_twice_is_refused_with_its_file() -> None:
    where = {"return cubed": "nowhere", "-> float:": "more than once", "square * square": "more than once"}
    for text, often in where.items():
        with pytest.raises(ValueError, match=re.escape(f"invented: {GATE} has '{text}' {often}")):
            replaced_texts(replacing((text, "")))


def test_texts_of_one_file_are_replaced_one_after_the_other() -> None:
    gate = "return sixth / (1.0 + sixth)"
    texts = replaced_texts(replacing((gate, "return 0.25"), ("return 0.25", "return 0.75")))
    assert "return 0.75" in texts[GATE]
    assert "return 0.25" not in texts[GATE]
    with pytest.raises(ValueError, match="nowhere"):
        replaced_texts(replacing((gate, "return 0.25"), (gate, "return 0.75")))


def test_no_alternative_is_run_where_the_text_of_another_is_missing(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alternatives, "ALTERNATIVES", (CONTROL, replacing(("return cubed", ""))))
    monkeypatch.setattr(alternatives, "rows_of", lambda *_: pytest.fail("an alternative was run"))
    with pytest.raises(ValueError, match="return cubed"):
        next(alternative_rows(1))


def test_what_is_expected_is_what_was_written_down() -> None:
    written = " ".join((HOUSE / "docs" / "expectations.md").read_text(encoding="utf-8").split())
    for alternative in CHANGED:
        assert f"*{alternative.name}* (" in written
        assert alternative.expected in written


def test_a_model_from_elsewhere_is_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alternatives, "answers", lambda _: pytest.fail("the model was measured"))
    with pytest.raises(ImportError, match="sim was imported from"):
        answer(str(tmp_path), 1)
    assert capsys.readouterr().out == ""


def test_nothing_is_left_behind_by_what_fails_and_the_sources_stay(temporary: Path) -> None:
    before = Path(effort.__file__).read_bytes()
    with pytest.raises(ValueError, match="return cubed"):
        rows_of(replacing(("return cubed", "")), 1)
    broken = replacing(("return sixth / (1.0 + sixth)", "return sixth / ("))
    with pytest.raises(RuntimeError, match=r"(?s)invented: .*code 1.*copy/sim/rules/effort\.py.*SyntaxError"):
        rows_of(broken, 1)
    assert [*temporary.iterdir()] == []
    assert Path(effort.__file__).read_bytes() == before


def test_a_row_says_whether_the_median_keeps_the_bounds_and_what_fills_the_maps() -> None:
    within = {row.id: np.array([max(row.low, -1e9), min(row.high, 1e9)]) for row in bounds_in_draws(CENTRE)}
    outcomes = np.array([[[0, 1], [2, 2]], [[0, 0], [2, 2]]])
    came = core_tables.Answers({**within, "C1": np.array([9.0, 9.5])}, Maps(outcomes, np.full((2, 2, 2), 3)))
    rows = {row["id"]: row for row in measured_rows(came)}
    assert {name for name, row in rows.items() if row["holds"] == "no"} == {"C1"}
    assert rows["C1"]["median"] == 9.25
    for row in rows.values():
        assert [row[f"outside_{outcome}"] for outcome in OUTCOMES] == [0.375, 0.125, 0.5, 0.0]
        assert [row[f"inside_{outcome}"] for outcome in OUTCOMES] == [0.0, 0.0, 0.0, 1.0]


@pytest.mark.slow
def test_nothing_replaced_gives_the_model_and_an_alternative_another(temporary: Path) -> None:
    rows = [*alternative_rows(2)]
    assert [*temporary.iterdir()] == []
    here = core_tables.answers(Courses(2))
    ids = [row.id for row in bounds_in_draws(CENTRE)]
    assert [(row["alternative"], row["id"]) for row in rows] == [
        (alternative.name, name) for alternative in ALTERNATIVES for name in ids
    ]
    model = np.array([np.median(here.values[name]) for name in ids])
    medians = np.array([row["median"] for row in rows]).reshape(len(ALTERNATIVES), -1)
    np.testing.assert_array_equal(medians[0], model)
    for other in medians[1:]:
        assert (other != model).mean() > 0.5
