"""The dated causes of 2001 to 2026: each with a date and a source, one weight for each sort, one rule for
both sides.
"""

import re

import pytest

import scenarios
from experiments.design import files
from scenarios.reading.reader import read

NAME = "history-2001-2026"
HISTORY = scenarios.load(NAME)
EVENTS = (*HISTORY.context, *HISTORY.shocks)
MONTHS = "January February March April May June July August September October November December"
DATED = re.compile(rf"\b({'|'.join(MONTHS.split())}) 20\d\d\b")
ENTRY = re.compile(r"^  - \{name: ([a-z0-9-]+),", re.MULTILINE)


def undated(text: str) -> list[str]:
    """Events with no date in the comment above them; one comment may stand over several events."""
    names, comment, fresh = [], "", True
    for line in text.splitlines():
        if line.startswith("  # "):
            comment = (" " if fresh else comment + " ") + line[4:]
            fresh = False
        elif entry := ENTRY.match(line):
            fresh = True
            names += [] if DATED.search(comment) else [entry[1]]
    return names


def test_every_event_stands_below_its_date() -> None:
    text = scenarios.source(NAME)
    assert len(ENTRY.findall(text)) == len(EVENTS)
    assert undated(text) == []
    assert undated(text.replace("28 March 2001", "once")) == ["kyoto"]  # control


def test_every_shock_has_a_weight_and_no_size_of_its_own() -> None:
    assert {shock.name for shock in HISTORY.shocks if shock.weight is None or shock.size is not None} == set()
    for name in HISTORY.weights:
        assert re.fullmatch(r"[a-z-]+-(ally|outsider)", name)


def test_a_weight_stands_for_one_rule_whoever_used_it() -> None:
    """Causes of one sort hit the same target, but for control of exports and for what a war is put in as."""
    targets: dict[str, set[str]] = {}
    for cause in scenarios.causes(HISTORY, EVENTS):
        targets.setdefault(cause.weight, set()).add(cause.target)
    assert targets.pop("measure-ally") == {"cooperation.cost", "export.control"}
    assert targets.pop("war-outsider") == {"rival.lead", "information.attack"}
    assert {len(hit) for hit in targets.values()} == {1}


def test_both_sides_have_their_measures() -> None:
    measures = [shock.of for shock in HISTORY.shocks if shock.weight == "measure-ally" and shock.of]
    assert {("USA",), ("EU",)} == set(measures)


@pytest.mark.parametrize(
    ("month", "values_allies"), [(0, 0), (97, 1), (192, 1), (193, 0), (241, 1), (289, 0)]
)
def test_the_party_on_record_decides_who_governs(month: int, values_allies: int) -> None:
    governing = [
        cause
        for cause in scenarios.causes(HISTORY, HISTORY.context)
        if cause.target == "administration.repair" and cause.start <= month <= (cause.end or month)
    ]
    assert len(governing) == values_allies


def test_the_experiment_varies_every_weight_from_nothing_past_what_is_assumed() -> None:
    varied = read(files.source("history-weights")).value["vary"]
    assert set(varied) == {f"weights.{name}" for name in HISTORY.weights}
    for name, assumed in HISTORY.weights.items():
        ends = varied[f"weights.{name}"]
        assert (ends["from"], ends["to"] > assumed or assumed == ends["to"] == 1) == (0, True)
