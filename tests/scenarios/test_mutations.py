"""Files with random damage, in their text or in their values: never a traceback, never a wait, always faults
at a place or a sound scenario.

The damage is the same in every run of the tests.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import scenarios
from alliance.main import call
from scenarios.reading.reader import read

Limit = Callable[[float], AbstractContextManager[None]]
FULL = """\
version: 1
title: All that a file may hold
asks: What if some of it is damaged?
start: 2025-01
horizon: {months: 120}
burn_in: {months: 60}
population: {firms: 24, seed: 3}
parameters: {trust_loss: 0.08, trust_gain: 1e-2}
switches: {council: off, stakes: on}
actors:
  FRA: {autonomy: 0.9, trust: 0.4}
  EU: {capability_compute: 0.2}
weights: {x: 0.2}
context:
  - {name: launch, kind: council-launched, from: 2026-06}
  - {name: shut, target: council.open, from: -12, months: 3, size: 0.5}
shocks:
  - {name: cut, kind: chip-disruption, of: [TWN, KOR], classes: [advanced], from: 12, until: 2027-01, size: 1}
  - {name: turn, kind: unilateral-turn, of: [EU], domains: [data], from: 9, weight: x, profile: ramp, ramp: 6}
  - {name: waves, kind: blockade, of: [JPN], from: 24, months: 2, size: 0.3, profile: repeated, every: 12}
  - {name: luck, kind: blockade, of: [ROW], from: 30, months: 2, weight: x, profile: random, hazard: 0.1}
map:
  shocks.turn.size: {from: 0.1, to: 1, n: 5}
  shock.from: [6, 12, 18]
"""
TEXTS = [FULL, *(scenarios.source(name) for name in scenarios.shipped())]
PIECES = [
    *("{", "}", "[", "]", ": ", "- ", "\n", "  ", "\t", '"', "'", "&a ", "*a", "!!int ", "<<: *a", "---\n"),
    *("0", "-1", "1e-3", "1e999", ".nan", "~", "null", "yes", "off", "2026-01-05", "010", "0x10", "1_000"),
    *("shock", "EU", "NO", "trust", "size: 2", "months: 9999", "\0", "\x1b", "\u202e", "\ud7ff", "é", "?"),
    *("%", "|", ">", "#", "：", "\u00a0", "“", "−", "٣", "\r", "\u2028"),
]  # fmt: skip
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 12, 0.5, 12.0, -0.0, 1e-320, 1e308, float("nan"), float("inf"), 10**14),
    *("", " ", "no", "off", "010", "1e-3", "2026-01", "2026-01-05", "2199-12", "EU", "all", "step"),
    *("ramp", "random", "blockade", "council-launched", "council.open", "trust", "\x1b[31m", "\u202e"),
    *("TWN", "=cmd", "x" * 3000),
    *([], {}, [[]], [None], ["EU", "EU"], {"": 1}, {"from": 0}, {"months": 1}, {"from": 0, "to": 1, "n": 2}),
]  # fmt: skip
NAMES = [
    "",
    "map",
    "months",
    "shock.months",
    "shocks.luck.hazard",
    "trust_gian",
    "FRE",
    "\0",
    "𝔵",
    "from",
    "n",
]

SAME: dict[str, Any] = {"derandomize": True, "deadline": None, "phases": [Phase.generate], "database": None}

cut = st.tuples(st.just("cut"), st.floats(0, 1), st.integers(1, 40), st.just(""))
put = st.tuples(st.just("put"), st.floats(0, 1), st.just(0), st.sampled_from(PIECES) | st.text(max_size=5))
twice = st.tuples(st.just("twice"), st.floats(0, 1), st.integers(1, 200), st.just(""))
harms = st.lists(cut | put | twice, min_size=1, max_size=4)
wrongs = st.lists(
    st.tuples(
        st.floats(0, 1), st.sampled_from(("set", "drop", "name", "add")), st.sampled_from(VALUES),
        st.sampled_from(NAMES),
    ), min_size=1, max_size=3,
)  # fmt: skip


def damaged(text: str, harms: list[tuple[str, float, int, str]]) -> bytes:
    for what, share, length, piece in harms:
        place = int(share * len(text))
        rest = text[place + length :] if what == "cut" else text[place:]
        text = text[:place] + (text[place : place + length] if what == "twice" else piece) + rest
    return text.encode("utf-8", "surrogatepass")


def holders(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every group or list with each of its names or places."""
    for step in (
        list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    ):
        yield value, step
        yield from holders(value[step])


def wronged(text: str, wrongs: list[tuple[float, str, Any, str]]) -> bytes:
    """The values of a file with some replaced, taken out, renamed or added, written as JSON."""
    whole = read(text).value
    for share, what, hostile, name in wrongs:
        places = list(holders(whole))
        if not places:
            break
        value = deepcopy(hostile)
        holder, step = places[min(int(share * len(places)), len(places) - 1)]
        if what == "set":
            holder[step] = value
        elif what == "drop":
            del holder[step]
        elif isinstance(holder, list):
            holder.append(value)
        else:
            holder[name] = holder.pop(step) if what == "name" else value
    return json.dumps(whole, indent=1).encode()


def refused(path: Path, capsys: pytest.CaptureFixture[str], limit: Limit) -> bool:
    """Whether `check` refuses a file; asserts that it does so as promised, or that the scenario is sound."""
    with limit(1.0):
        code = call(["check", str(path)])
    answer = capsys.readouterr()
    lines = answer.out.splitlines()
    if code == 0:
        scenario = scenarios.load(path)
        assert not lines
        assert scenarios.sentences(scenario)
        assert scenarios.plain_data(scenario)
        scenarios.window(scenario)
        return False
    assert (code, answer.err) == (3, "")
    assert all(re.match(rf"{re.escape(str(path))}:[1-9]\d*:[1-9]\d*: ", line) for line in lines), lines
    assert lines
    assert all(line.isprintable() and "bug" not in line for line in lines), lines
    return True


@pytest.mark.parametrize(("how", "examples"), [("text", 450), ("values", 320)])
def test_damage_gives_faults_or_a_sound_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], limit: Limit, how: str, examples: int
) -> None:
    path, kept = tmp_path / "damaged.yaml", []
    call(["check", "taiwan-blockade"])
    capsys.readouterr()

    @settings(max_examples=examples, **SAME)
    @given(text=st.sampled_from(TEXTS), how_much=harms if how == "text" else wrongs)
    def check(text: str, how_much: list[Any]) -> None:
        path.write_bytes(damaged(text, how_much) if how == "text" else wronged(text, how_much))
        kept.append(refused(path, capsys, limit))

    check()
    assert sum(kept) >= 250
    assert kept.count(False) >= 1


def test_any_bytes_give_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str], limit: Limit) -> None:
    path = tmp_path / "bytes.yaml"

    @settings(max_examples=60, **SAME)
    @given(raw=st.binary(max_size=300))
    def check(raw: bytes) -> None:
        path.write_bytes(raw)
        assert refused(path, capsys, limit)

    check()


def test_the_mutations_would_see_a_bug(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], limit: Limit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scenarios.checking.validate.consistency_blames", lambda value: 1 / 0)
    path = tmp_path / "a.yaml"
    path.write_text(FULL, encoding="utf-8")
    with pytest.raises(AssertionError, match="bug"):
        refused(path, capsys, limit)
