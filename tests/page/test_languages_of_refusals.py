"""What the page refuses is said in the language of who asks, in one line."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest

import page
from languages import ENGLISH
from page.address import LANGUAGES
from page.refusals import Refused, refused
from page.web.work_queue import Overfull
from page.wording import texts
from tests.page.conftest import SMALL, ServedPage

HAN = re.compile("[\u4e00-\u9fff]")
LINES = {
    "/curves?runs=51": ("runs is one of 50, 200", "runs 只能取 50, 200"),
    "/curves?run=5000": ("run must be a whole number", "run 须为 0 至 199 之间的整数"),
    "/curves?shock.size=0.5&shock.size=0.6": ("is given twice", "重复出现"),
    "/curves?scenario=nowhere": ("there is no scenario 'nowhere'", "没有名为 'nowhere' 的情景"),
    "/curves?population.firms=1000000": ("at most 2000 firms", "最多模拟 2000 家企业"),
    "/curves?horizon.months=1200": ("at most 480 months", "最多模拟 480 个月"),
    "/curves?" + "&".join(f"parameters.p{n}=1" for n in range(80)): ("at most 60 keys", "最多可调整 60 项"),
    "/curves?x=" + "y" * 5000 + "&z=" + "y" * 2000: ("longer than 6000", "超过 6000 个字符"),
    "/curves?a=%ff": ("cannot be read", "无法解析"),
    "/grid?across=shock.size&up=shock.size": ("two different keys", "两个不同的参数"),
    "/grid?across=population.firms": ("cannot be mapped", "不能用作坐标轴"),
    "/data.csv?side=b": ("side is a", "side 只能取 a"),
    "/nothing?": ("there is no such page", "没有这个页面"),
    "/curves?shock.size=2": ("shock.size: must be at most 1", "该设定无法运行"),
}


@pytest.mark.parametrize("path", LINES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_is_in_the_language_of_the_request(served: ServedPage, path: str, language: str) -> None:
    name, _, rest = path.partition("?")
    heard = served.get(f"{name}?lang={language}&{rest}")
    assert 400 <= heard.status < 500
    assert LINES[path][LANGUAGES.index(language)] in heard.line
    assert bool(HAN.search(heard.line)) == (language == "zh")
    assert "\n" not in heard.line


def test_what_a_scenario_says_stands_in_english_behind_a_chinese_lead(served: ServedPage) -> None:
    plain, lead = (served.get(f"/curves?shock.size=2{ending}").line for ending in ("", "&lang=zh"))
    assert lead.endswith(plain)
    assert HAN.search(lead)
    assert not HAN.search(plain)


def test_a_cell_that_cannot_be_run_says_so_in_the_language_of_the_map(served: ServedPage) -> None:
    asked = f"/grid?{SMALL}&shock.from=89&across=shock.size&up=shock.months"
    for ending, chinese in (("", False), ("&lang=zh", True)):
        cells = [json.loads(line) for line in served.get(asked + ending).body.splitlines()[1:]]
        errors = [cell["error"] for cell in cells if "error" in cell]
        assert all(bool(HAN.search(error)) == chinese for error in errors)


@pytest.mark.parametrize(("language", "words"), [("en", "another site"), ("zh", "其他网站")])
def test_the_gate_speaks_the_language_too(served: ServedPage, language: str, words: str) -> None:
    heard = served.get(f"/catalogue?lang={language}", {"Origin": "http://evil.example"})
    assert heard.status == 403
    assert words in heard.line


def test_a_server_that_is_busy_says_so_in_both_languages(
    served: ServedPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Overfull

    monkeypatch.setattr(served.server.queue, "ask", full)
    for language, words in (("en", "try again in a moment"), ("zh", "请稍候再试")):
        heard = served.get(f"/curves?{SMALL}&runs=50&shock.size=0.31&lang={language}")
        assert heard.status == 503
        assert words in heard.line


def test_a_bug_gives_nothing_away_in_either_language() -> None:
    told = refused(RuntimeError("secret"))
    assert told.status == 500
    assert all("secret" not in told.said(language) for language in LANGUAGES)
    assert refused(MemoryError()).status == 503


def test_what_a_stranger_wrote_fills_no_place_of_its_own(served: ServedPage) -> None:
    """Braces in a name are text."""
    heard = served.get("/curves?lang=zh&scenario=" + quote("{most}{0.__class__}"))
    assert "{most}{0.__class__}" in heard.line


def test_every_refusal_is_used_and_none_is_missing() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(page.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'"(\w+)"', code))
    assert {language: set(texts(language)["refused"]) - named for language in LANGUAGES} == {
        language: set() for language in LANGUAGES
    }
    assert set(re.findall(r'Refused\(\s*"(\w+)"', code)) <= set(texts(ENGLISH)["refused"])
    with pytest.raises(KeyError):
        Refused("no such text")  # control
