"""The documentation says what the code does."""

import re
from pathlib import Path

import scenarios
from experiments.study.folders import DOCS
from experiments.study.page_tables.parameter_page import parameters_page
from sim.actors.fields import ACTOR_FIELDS
from sim.parameters.table import PARAMETERS


def test_the_page_of_parameters_is_the_table_of_parameters() -> None:
    assert (DOCS / "parameters.md").read_text(encoding="utf-8") == parameters_page()


def test_every_parameter_has_its_place_in_the_equations() -> None:
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    missing = [name for name in PARAMETERS if f"`{name}`" not in page]
    assert not missing


def test_the_model_page_names_no_parameter_that_does_not_exist() -> None:
    page = (DOCS / "model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"= `([a-z_]+)`", page))
    assert named
    assert named <= set(PARAMETERS)


def test_the_scenario_in_the_docs_is_one(tmp_path: Path) -> None:
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block
    file = tmp_path / "mine.yaml"
    file.write_text(block[1], encoding="utf-8")
    assert not scenarios.check(file)


def test_the_docs_tell_every_kind_of_event_and_every_field_of_an_actor() -> None:
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    assert [kind for kind in scenarios.all_kinds() if f"`{kind}`" not in page] == []
    assert [field for field in ACTOR_FIELDS if f"`{field}`" not in page] == []
