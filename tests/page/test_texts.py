"""No text is missing in either language, and every character has a letter."""

import re
from pathlib import Path

import pytest

from analysis.outcomes import AT_REST
from page.address import LANGUAGES, THEMES, VIEWS
from page.catalogue import catalogue
from page.month_by_month import REASONS
from page.texts.letters import DRAWN, used
from page.wording import flat, texts

STATIC = Path(__file__).parents[2] / "page" / "static"
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")}
SCRIPTS["index.html"] = (STATIC / "index.html").read_text(encoding="utf-8")
FILLED = re.compile(r"\{\w+\}")
QUOTED = re.compile(r'"([a-z]+\.[A-Za-z_0-9]+)"')


def names_needed() -> set[str]:
    """Every text that a script names as a whole, or that something in the catalogue must have."""
    groups = texts("en")
    quoted = {name for script in SCRIPTS.values() for name in QUOTED.findall(script)}
    whole = {name for name in quoted if name.split(".")[0] in groups and not name.endswith(".yaml")}
    known = catalogue()
    whole |= {f"scenario.{name}" for name in known["scenarios"]} | {
        f"lens.{name}" for name in known["lenses"]
    }
    whole |= {f"mechanism.{row['name']}" for row in known["mechanisms"]}
    whole |= {f"effect.{row['effect']}" for row in known["mechanisms"]}
    whole |= {f"key.{row['key']}" for row in known["sliders"]} | {
        f"group.{row['group']}" for row in known["sliders"]
    }
    whole |= {f"{group}.{name}" for group in ("outcome", "letter") for name in known["outcomes"]}
    whole |= {f"long_run.{name}" for name in AT_REST}
    whole |= {f"state.{row['state']}" for row in known["states"]}
    whole |= {f"view.{name}" for name in VIEWS} | {f"theme.{name}" for name in THEMES}
    whole |= {f"why.{name}_{way}" for name in REASONS for way in ("up", "down")}
    return whole | {f"decided.{what}_{way}" for what in ("effort", "trust") for way in ("up", "down", "same")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing(language: str) -> None:
    there = flat(texts(language))
    missing = {name for name in names_needed() if name not in there}
    assert missing == set()
    assert [name for name, words in there.items() if not words.strip()] == []


def test_a_missing_text_would_be_seen() -> None:
    """Control: names are found in the scripts."""
    assert {"charts.recovery", "months.play", "page.caveat", "status.lost", "export.figure"} <= names_needed()
    assert len(names_needed()) > 220


def test_both_languages_have_the_same_texts_with_the_same_places_to_fill() -> None:
    english, chinese = (flat(texts(language)) for language in ("en", "zh"))
    assert english.keys() == chinese.keys()
    assert [
        n for n in english if sorted(FILLED.findall(english[n])) != sorted(FILLED.findall(chinese[n]))
    ] == []


def test_texts_are_in_their_language() -> None:
    han = re.compile("[\u4e00-\u9fff]")
    english, chinese = (flat(texts(language)) for language in ("en", "zh"))
    assert [name for name, words in english.items() if han.search(words)] == ["page.other_language"]
    plain = [name for name, words in chinese.items() if not han.search(words)]
    assert sorted(plain) == ["page.other_language", "why.between", "why.end"]


def test_the_terms_are_those_of_the_paper() -> None:
    chinese = flat(texts("zh"))
    assert [chinese[f"group.{name}"] for name in ("maintenance", "synergy", "prevention")] == [
        "维系",
        "协同",
        "预防",
    ]
    for name, term in {
        "mechanism.autonomy": "战略自主",
        "mechanism.privacy_technology": "隐私增强技术",
        "mechanism.joint_modelling": "数据不共享",
        "lens.resilience": "联盟韧性",
        "mechanism.export_control": "出口管制",
        "mechanism.global_south": "全球南方",
    }.items():
        assert term in chinese[name]


def test_every_character_that_is_used_has_a_letter() -> None:
    there = set(DRAWN.read_text(encoding="utf-8").strip("\n"))
    assert set(used()) - there == set()
    assert "龘" not in there  # control


def test_no_text_stands_in_the_code() -> None:
    """Words for people come by name; what is quoted in a script is a name, a class or a part of a drawing."""
    sentence = re.compile(r"""["'`][A-Z][a-z]+ [a-z]+ [a-z]+[^"'`]*["'`]""")
    assert {
        name: sentence.findall(script) for name, script in SCRIPTS.items() if sentence.findall(script)
    } == {}
    assert sentence.findall('"The alliance has no text"')  # control
