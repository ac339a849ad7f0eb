"""How the page looks, and its manners: policy, accessibility, letters, nothing cut off."""

from itertools import product

import pytest

from page.address import LANGUAGES
from page.texts.letters import STATIC, WEIGHTS, used
from page.wording import flat, texts
from tests.page.browser.conftest import SIZES, Open, Opened
from tests.page.conftest import SMALL

pytestmark = pytest.mark.page

READY = {
    "curves": "#view-curves .members svg",
    "months": "#view-months .actor",
    "map": "#grid .cell:not(.waiting)",
}
CUT_OFF = """
[...document.querySelectorAll("button, label, h1, h2, h3, p, dt, dd, summary, li, legend, figcaption")]
  .filter((each) => each.checkVisibility() && !each.closest(".scroll") && !each.closest(".skip"))
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== "inline")
  .map((each) => each.outerHTML.slice(0, 120))
"""
OUTSIDE = """
[...document.querySelectorAll("svg.chart text")].filter((each) => each.checkVisibility()).filter((each) => {
  const [mine, whole] = [each.getBoundingClientRect(), each.ownerSVGElement.getBoundingClientRect()];
  return mine.left < whole.left - 1 || mine.right > whole.right + 1;
}).map((each) => each.textContent)
"""


SHORT_TABLES = "document.querySelectorAll('tbody tr:nth-child(n + 4)').forEach((each) => each.remove())"
"""Rows are alike, and a checker takes seconds over thousands of cells."""


def ready(opened: Open, view: str, language: str, size: str, scheme: str) -> Opened:
    made = opened(f"{SMALL}&view={view}&lang={language}", size, scheme)
    made.page.wait_for_selector(READY[view], timeout=60_000)
    made.page.wait_for_timeout(300)
    return made


def all_open(made: Opened) -> None:
    """Open whatever can be opened, and wait until it is drawn."""
    made.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    made.page.wait_for_timeout(300)


def turned(made: Opened, language: str) -> None:
    """The page in this language."""
    if made.page.evaluate("document.documentElement.lang.slice(0, 2)") != language:
        made.page.locator("#language").click()
    made.page.wait_for_function(f"() => document.documentElement.lang.startsWith('{language}')")


@pytest.mark.parametrize("view", READY)
def test_no_text_is_cut_off_and_nothing_is_wider_than_the_screen(opened: Open, view: str) -> None:
    made = ready(opened, view, "en", "laptop", "light")
    wrong = {}
    for language, (size, (width, height)) in product(LANGUAGES, SIZES.items()):
        turned(made, language)
        made.page.set_viewport_size({"width": width, "height": height})
        made.page.wait_for_selector(READY[view])
        all_open(made)
        if not made.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"):
            wrong[language, size, "too wide"] = [""]
        wrong |= {(language, size, what): made.page.evaluate(what) for what in (CUT_OFF, OUTSIDE)}
    assert {place: texts for place, texts in wrong.items() if texts} == {}
    assert made.faults == []


def test_text_that_is_cut_off_would_be_seen(opened: Open) -> None:
    """Control."""
    made = ready(opened, "curves", "en", "laptop", "light")
    narrow = "flex: none; width: 20px; padding: 0; white-space: nowrap"
    made.page.evaluate(f"document.querySelector('#reset').style.cssText = '{narrow}'")
    assert len(made.page.evaluate(CUT_OFF)) == 1


@pytest.mark.parametrize("view", READY)
def test_axe_sees_no_serious_fault(opened: Open, view: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    made = ready(opened, view, "en", "laptop", "light")
    wrong = {}
    for language, scheme in zip(LANGUAGES, ("light", "dark"), strict=True):
        turned(made, language)
        made.page.emulate_media(color_scheme=scheme)
        made.page.wait_for_selector(READY[view])
        all_open(made)
        made.page.evaluate(SHORT_TABLES)
        seen = Axe().run(made.page).response["violations"]
        grave = [each for each in seen if each["impact"] in ("serious", "critical")]
        wrong[language, scheme] = [(each["id"], each["nodes"][0]["html"]) for each in grave]
    assert {place: faults for place, faults in wrong.items() if faults} == {}


def test_axe_would_see_a_serious_fault(opened: Open) -> None:
    """Control: letters that can hardly be told from the paper."""
    from axe_playwright_python.sync_playwright import Axe

    made = ready(opened, "curves", "en", "laptop", "dark")
    made.page.evaluate("document.querySelector('#title-parts').style.color = '#333'")
    assert "color-contrast" in {each["id"] for each in Axe().run(made.page).response["violations"]}


@pytest.mark.parametrize("view", READY)
def test_nothing_leaves_this_machine_and_the_policy_holds(opened: Open, view: str) -> None:
    made = ready(opened, view, "zh", "laptop", "dark")
    made.page.locator("#theme").click()
    made.page.locator("#language").click()
    made.page.wait_for_timeout(300)
    assert made.strangers() == []
    assert made.breaches() == []
    assert made.faults == []


def test_a_breach_of_the_policy_would_be_seen(opened: Open) -> None:
    """Control: an inline style that the page itself sets as markup."""
    made = ready(opened, "curves", "en", "laptop", "light")
    made.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=color:red>x</p>')")
    made.page.wait_for_timeout(100)
    assert made.breaches() != []


def test_every_text_has_a_glyph_in_both_weights() -> None:
    from fontTools.ttLib import TTFont

    for weight in WEIGHTS:
        there = set(TTFont(STATIC / f"letters-{weight}.woff2").getBestCmap())
        assert {sign for sign in used() if ord(sign) not in there} == set()


def test_the_letters_are_the_page_s_own(opened: Open) -> None:
    made = ready(opened, "curves", "zh", "laptop", "light")
    assert made.page.evaluate("document.fonts.check('16px Alliance', '维系协同预防')")
    loaded = made.page.evaluate("[...document.fonts].filter((each) => each.status === 'loaded').length")
    assert loaded == len(WEIGHTS)


def test_the_theme_and_the_language_turn(opened: Open) -> None:
    made = ready(opened, "curves", "en", "laptop", "light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = made.page.evaluate(paper)
    made.page.locator("#theme").click()
    made.page.locator("#theme").click()
    assert made.page.evaluate(paper) != light
    made.page.locator("#language").click()
    made.page.wait_for_function("() => document.documentElement.lang === 'zh-Hans'")
    chinese = flat(texts("zh"))
    assert made.page.inner_text("h1") == chinese["page.title"]
    assert chinese["group.maintenance"] in made.page.inner_text("#sliders")
