"""Shipped files with random damage: never a traceback, never a wait, always printable faults or a sound
scenario.
"""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scenarios

TEXTS = [scenarios.source(name) for name in scenarios.shipped()]
PIECES = [
    *(
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n",
        "  ",
        "\t",
        '"',
        "'",
        "&a ",
        "*a",
        "!!int ",
        "<<: *a",
        "---\n",
        "%",
    ),
    *("0", "-1", "1e-3", "1e999", ".nan", "~", "null", "yes", "off", "2026-01-05", "010", "0x10", "1_000"),
    *(
        "shock",
        "EU",
        "NO",
        "trust",
        "size: 2",
        "months: 9999",
        "\0",
        "\x1b",
        "\u202e",
        "\ud7ff",
        "é",
        "?",
        "|",
        ">",
        "#",
    ),
]

cut = st.tuples(st.just("cut"), st.floats(0, 1), st.integers(1, 40), st.just(""))
put = st.tuples(st.just("put"), st.floats(0, 1), st.just(0), st.sampled_from(PIECES) | st.text(max_size=5))
twice = st.tuples(st.just("twice"), st.floats(0, 1), st.integers(1, 200), st.just(""))


def damaged(text: str, harms: list[tuple[str, float, int, str]]) -> str:
    for what, share, length, piece in harms:
        place = int(share * len(text))
        rest = text[place + length :] if what == "cut" else text[place:]
        text = text[:place] + (text[place : place + length] if what == "twice" else piece) + rest
    return text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from(TEXTS), harms=st.lists(cut | put | twice, min_size=1, max_size=4))
def test_damage_gives_faults_or_a_sound_scenario(
    tmp_path: Path, text: str, harms: list[tuple[str, float, int, str]]
) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_bytes(damaged(text, harms).encode("utf-8", "surrogatepass"))
    begun = time.process_time()
    faults = scenarios.check(path)
    assert all(str(fault).isprintable() and "Error" not in fault.message for fault in faults)
    if not faults:
        scenario = scenarios.load(path)
        assert scenarios.words(scenario)
        scenarios.window(scenario)
    assert time.process_time() - begun < 1.0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_any_bytes_give_faults(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "bytes.yaml"
    path.write_bytes(raw)
    assert scenarios.check(path)


def test_the_mutations_would_see_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenarios.validate.meaning", lambda value: 1 / 0)
    path = tmp_path / "a.yaml"
    path.write_text(TEXTS[0], encoding="utf-8")
    assert any("Error" in fault.message for fault in scenarios.check(path))
