"""The ODD+D page names what is in the code: elements in their order, steps of the month, every rule file."""

import re
from pathlib import Path

import sim
from sim.month import MONTH
from sim.series import SIDES
from sim.world.build import build_world

ROOT = Path(sim.__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "odd.md").read_text(encoding="utf-8")
ELEMENTS = [
    "Purpose and patterns",
    "Entities, state variables, and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialization",
    "Input data",
    "Submodels",
]
CONCEPTS = [
    "Theoretical and empirical background",
    "Individual decision making",
    "Learning",
    "Individual sensing",
    "Individual prediction",
    "Interaction",
    "Collectives",
    "Heterogeneity",
    "Stochasticity",
    "Observation",
]


def test_the_seven_elements_and_the_concepts_stand_in_their_order() -> None:
    assert re.findall(r"^## \d\. (.+)$", PAGE, flags=re.MULTILINE) == ELEMENTS
    assert re.findall(r"^\*\*([^*]+)\.\*\* ", PAGE, flags=re.MULTILINE) == CONCEPTS


def test_the_month_is_the_month() -> None:
    (order,) = re.findall(r"in this order \(`sim/month.py`\): (.+?)\. Within", PAGE)
    assert tuple(re.findall(r"`(\w+)`", order)) == MONTH


def test_every_rule_file_is_a_submodel_and_every_file_named_is_there() -> None:
    named = re.findall(r"^\| `(sim/rules/\w+\.py)` \|", PAGE, flags=re.MULTILINE)
    there = {f"sim/rules/{path.name}" for path in (ROOT / "sim" / "rules").glob("*.py")}
    assert sorted(named) == sorted(there - {"sim/rules/__init__.py"})
    for name in re.findall(r"`(sim/[\w/]+\.\w+)`", PAGE):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"\]\(([\w./]+?)(?:#[\w-]+)?\)", PAGE):
        assert (ROOT / "docs" / name).exists(), name


def test_entities_are_as_many_as_the_page_says() -> None:
    world = build_world(240)
    for entity, count in (
        ("state", len(world.states)),
        ("side", len(SIDES)),
        ("chip region", len(world.regions)),
    ):
        assert re.search(rf"^\| {entity} \| {count} \|", PAGE, flags=re.MULTILINE), (entity, count)
