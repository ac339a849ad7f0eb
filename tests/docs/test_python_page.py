"""The examples of the page on Python, and the notebook, run from top to bottom as they stand."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import alliance
from experiments.figures import folder_figures
from scenarios import extensions

DOCS = Path(__file__).parents[2] / "docs"
PAGE, NOTEBOOK = DOCS / "python.md", DOCS / "a-blockade.ipynb"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# (my-things/\S+)\n")
LARGEST = 20_000
"""Bytes of the notebook: no output stands in it, since it might not be that of the present model."""


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The empty folder in which the examples are run, with nothing added to the program."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(extensions.VARIABLE, "")
    monkeypatch.setattr(folder_figures, "draw", lambda folder: [])  # what an example shows it draws itself
    return tmp_path


def run_page(text: str) -> dict[str, Any]:
    """Write the files that a page shows, run its other examples in their order, and return their names."""
    names: dict[str, Any] = {}
    for language, block in FENCE.findall(text):
        if named := FILE.match(block):
            path = Path(named[1])
            path.parent.mkdir(exist_ok=True)
            path.write_text(block)
        elif language == "python":
            exec(compile(block, block.splitlines()[0], "exec"), names)
    return names


def cells(text: str) -> list[dict[str, Any]]:
    """The cells of a notebook of format 4.5, each looked at."""
    book = json.loads(text)
    assert (book["nbformat"], book["nbformat_minor"]) == (4, 5)
    assert {"cells", "metadata"} <= {*book}
    there: list[dict[str, Any]] = book["cells"]
    assert len({cell["id"] for cell in there}) == len(there)
    for cell in there:
        extra = {"outputs", "execution_count"} if cell["cell_type"] == "code" else set()
        assert {*cell} == {"cell_type", "id", "metadata", "source"} | extra
        assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", cell["id"])
        assert all(isinstance(line, str) for line in cell["source"])
        assert cell.get("outputs", []) == []
    return there


def test_the_examples_of_the_page_run(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = run_page(PAGE.read_text(encoding="utf-8"))
    assert (empty / "blockade.pdf").stat().st_size > 1000
    assert {"months_of_distrust", "swing"} <= {*names["run"].runs.columns}
    assert min(names["run"].measure("months_of_distrust")) > 0
    assert names["figure"].axes[0].get_xlabel() == "months of distrust"
    assert "A plant burns in Japan" in capsys.readouterr().out
    assert not names["model"].running


def test_every_interval_is_made_again_from_the_tables_as_the_page_says(empty: Path) -> None:
    """Each of the three is the interval that the program stores, and none has no width."""
    text = PAGE.read_text(encoding="utf-8").split("## The model of agents")[0]
    names = run_page(text)
    swept = names["sweep"].manifest.shares_60["bounced back"]
    assert list(names["bootstrap"]) == pytest.approx([swept["low"], swept["high"]], abs=1e-12)
    single = names["run"].measures["outcome_60"]["bounced back"]
    assert names["wilson"] == pytest.approx((single["low"], single["high"]), abs=1e-6)
    rows = names["pair"].differences.query("scenario.str.contains('half') and measure == 'loss_first_calm'")
    assert names["student"] == pytest.approx((rows.low.iloc[0], rows.high.iloc[0]), rel=1e-9)
    assert all(low < high for low, high in (names["bootstrap"], names["wilson"], names["student"]))
    (block,) = (block for _, block in FENCE.findall(text) if "wilson" in block)
    exec(block.replace("1.959964", "1.6"), names)  # control
    assert names["wilson"] != pytest.approx((single["low"], single["high"]), abs=1e-3)


def test_every_kind_of_thing_of_ones_own_has_a_short_example() -> None:
    shown = {named[1]: block for _, block in FENCE.findall(PAGE.read_text()) if (named := FILE.match(block))}
    assert {*shown} == {
        f"my-things/{name}" for name in ("measures.py", "figures.py", "event_kinds.csv", "fab-fire.yaml")
    }
    assert max(len(block.splitlines()) for block in shown.values()) <= 16


def test_an_example_that_is_wrong_is_seen(empty: Path) -> None:
    """Control."""
    text = PAGE.read_text(encoding="utf-8").split("## Sweep")[0]
    with pytest.raises(AttributeError):
        run_page(text.replace("run.trajectories", "run.trajectory"))


def test_the_notebook_runs(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {}
    for cell in cells(NOTEBOOK.read_text(encoding="utf-8")):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    assert "months of more trust: " in capsys.readouterr().out
    assert names["closer"].min() > 0
    assert names["run"].manifest.ok == 12
    assert len(names["pair"].manifest.compared) == 3
    assert NOTEBOOK.stat().st_size < LARGEST


def test_a_notebook_of_another_form_is_seen() -> None:
    """Control."""
    text = NOTEBOOK.read_text(encoding="utf-8")
    for old, new in (('"id": "run"', '"id": "import"'), ('"outputs": []', '"outputs": [{}]'), ("4,", "3,")):
        with pytest.raises(AssertionError):
            cells(text.replace(old, new, 1))


def test_the_page_names_what_there_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    said = {"load", "run", "sweep", "compare", "results", "prepared", "extend", "ScenarioModel"}
    assert said <= {*alliance.__all__}
    assert {name for name in said if f"alliance.{name}" in page} == said
    assert extensions.VARIABLE in page
    assert extensions.GROUP in page
