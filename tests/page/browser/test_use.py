"""What a person does with the page: move, toggle, compare, step, map, take away, by mouse and by keyboard."""

import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from page.address import read_address
from page.setting import MOST_FIRMS
from page.wording import texts
from tests.page.browser.conftest import Open, Opened
from tests.page.conftest import SMALL, ServedPage

pytestmark = pytest.mark.page

CONTROLS = """
[...document.querySelectorAll("button, select, input, a[href], summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && !each.disabled && each.tabIndex >= 0)
  .map((each, n) => each.dataset.n = `${n}`)
"""
"""Everything that can be worked, numbered."""


def state(made: Opened) -> dict[str, list[str]]:
    made.page.wait_for_timeout(400)  # the address follows when nothing has moved for a while
    return parse_qs(urlsplit(made.page.url).query)


def text(made: Opened, place: str) -> str:
    return str(made.page.inner_text(place))


def test_moving_a_slider_moves_the_curve_and_the_address(opened: Open) -> None:
    made = opened(SMALL)
    before = made.page.get_attribute("#recovery .line.a", "d")
    slider = made.page.locator("[id='slider-shock.size']")
    slider.focus()
    for _ in range(30):
        made.page.keyboard.press("ArrowLeft")
    changed = "(old) => document.querySelector('#recovery .line.a').getAttribute('d') !== old"
    made.page.wait_for_function(changed, arg=before)
    made.shown()
    assert state(made)["shock.size"] == ["0.7"]
    assert "--set shock.size=0.7" in str(made.page.text_content("#command"))
    made.page.reload()
    made.shown()
    assert slider.input_value() == "0.7"
    assert made.faults == []


def test_the_address_of_the_browser_is_that_of_the_server(opened: Open, served: ServedPage) -> None:
    query = f"scenario=taiwan-blockade&{SMALL}&shock.size=0.5&off=council&lens=realist"
    query += "&b.scenario=tariff-war&lang=zh&month=30&run=4"
    made = opened(query)
    made.page.locator("#language").click()
    made.page.locator("#language").click()
    made.page.wait_for_timeout(500)
    there = urlsplit(made.page.url).query
    assert read_address(there) == read_address(query)
    assert served.json(f"/state?{query}")["address"] == read_address(there).text()


SLOW_ENGLISH = """() => {
    const real = window.fetch;
    window.fetch = async (...given) => {
        if (`${given[0]}`.endsWith("texts/en")) await new Promise((done) => setTimeout(done, 400));
        return real(...given);
    };
    for (const _ of [1, 2]) document.getElementById("language").click();
}"""


def test_the_language_asked_for_last_is_spoken_whenever_its_texts_come(opened: Open) -> None:
    """Asked for again before the first answer: the button turns what is asked for and not what is spoken."""
    made = opened(f"{SMALL}&lang=zh")
    made.page.evaluate(SLOW_ENGLISH)
    made.page.wait_for_timeout(1200)
    assert made.page.get_attribute("html", "lang") == "zh-Hans"
    assert text(made, "#language") == "English"
    assert read_address(urlsplit(made.page.url).query).lang == "zh"
    assert made.faults == []


def test_a_mechanism_a_lens_and_a_reset(opened: Open) -> None:
    made = opened(SMALL)
    made.page.locator("#mechanisms-group > summary").click()
    made.page.locator("#switch-council").uncheck()
    made.shown()
    made.page.locator("#more-group > summary").click()
    made.page.select_option("#lens", "constructivist")
    made.shown()
    assert (state(made)["off"], state(made)["lens"]) == (["council"], ["constructivist"])
    made.page.locator("#reset").click()
    made.shown()
    assert set(state(made)) == {"scenario"}


def test_two_settings_side_by_side(opened: Open) -> None:
    made = opened(SMALL)
    made.page.locator("#compare").click()
    made.page.wait_for_selector("#recovery .line.b")
    made.page.locator("[id='slider-shock.size']").fill("0.4")
    made.shown()
    assert state(made)["b.shock.size"] == ["0.4"]
    assert "shock.size" not in state(made)
    assert made.page.locator(".members").count() == 2
    made.page.locator("button.side.a").click()
    assert made.page.locator("[id='slider-shock.size']").input_value() == "1"
    made.page.locator("#compare").click()
    made.page.wait_for_selector("#recovery .line.b", state="detached")


def test_the_long_run_comes_after_the_curves_and_goes_when_a_slider_moves(opened: Open) -> None:
    made = opened()
    made.page.wait_for_selector("html[data-settled='1']", state="attached")
    there = made.page.locator(".long-run .share")
    assert there.count() > 0
    assert texts("en")["long_run"]["not collapsed"] in text(made, ".long-run")
    made.page.evaluate("document.page.asker.rest.later = () => {}")  # no runs but the preview's
    made.page.locator("[id='slider-shock.size']").fill("0.5")
    made.shown(50)
    assert there.count() == 0
    assert texts("en")["long_run"]["waiting"] in text(made, ".long-run")
    made.page.evaluate("document.page.asker.full()")
    made.page.wait_for_selector("html[data-settled='1']", state="attached")
    assert there.count() > 0


def test_month_by_month_steps_plays_and_pauses(opened: Open) -> None:
    made = opened(f"{SMALL}&view=months")
    made.page.wait_for_selector(".actor")
    month = text(made, ".month-name.big")
    made.page.locator("#next").click()
    assert text(made, ".month-name.big") != month
    made.page.locator("#back").click()
    assert text(made, ".month-name.big") == month
    made.page.locator("#play").click()
    changed = "(old) => document.querySelector('.month-name.big').textContent !== old"
    made.page.wait_for_function(changed, arg=month)
    made.page.locator("#play").click()
    stopped = text(made, ".month-name.big")
    made.page.wait_for_timeout(1600)
    assert text(made, ".month-name.big") == stopped
    for _ in range(4):
        made.page.locator("#next").click()
    assert "shortage of chips is felt" in text(made, "#story")
    assert "A danger makes the trusted partner worth more" in text(made, "#story")


def test_a_map_fills_in_and_a_cell_opens_its_curves_by_keyboard(opened: Open) -> None:
    made = opened(f"{SMALL}&view=map")
    full = "() => document.querySelectorAll('#grid .cell:not(.waiting)').length === 80"
    made.page.wait_for_function(full, timeout=60_000)
    made.page.locator("#grid .cell[tabindex='0']").focus()
    made.page.keyboard.press("ArrowRight")
    made.page.keyboard.press("ArrowUp")
    made.page.keyboard.press("Enter")
    made.page.wait_for_selector("#view-curves:not([hidden])")
    made.shown()
    assert state(made)["shock.size"] == ["0.2"]


def test_every_control_is_reached_and_works_by_keyboard(opened: Open) -> None:
    made = opened(SMALL)
    made.page.evaluate("document.querySelectorAll('.panel details').forEach((each) => { each.open = true; })")
    wanted = set(made.page.evaluate(CONTROLS))
    reached = set()
    for _ in range(len(wanted) + 5):
        made.page.keyboard.press("Tab")
        reached.add(made.page.evaluate("document.activeElement.dataset.n ?? null"))
    assert wanted - reached == set()
    made.page.locator("#tab-map").focus()
    made.page.keyboard.press("Enter")
    assert made.page.locator("#view-map").is_visible()
    made.page.locator("#tab-curves").focus()
    made.page.keyboard.press("Space")
    made.page.locator("#recovery").focus()
    said = text(made, ".reading")
    made.page.keyboard.press("PageDown")
    assert text(made, ".reading") != said


def test_figure_data_and_scenario_are_taken_away(opened: Open, tmp_path: Path) -> None:
    made = opened(f"{SMALL}&shock.size=0.5")
    made.page.locator("#export-group > summary").click()
    names = []
    for place in ("#exports button", "#exports a >> nth=0", "#exports a >> nth=1"):
        with made.page.expect_download() as waiting:
            made.page.locator(place).click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
        names.append(waiting.value.suggested_filename)
    assert names == ["alliance-recovery.svg", "taiwan-blockade-changed.csv", "taiwan-blockade-changed.yaml"]
    drawn = (tmp_path / names[0]).read_text()
    assert drawn.startswith("<svg")
    assert "var(--" not in drawn
    assert "rgb(0, 114, 178)" in drawn
    assert made.breaches() == []


def test_a_fault_is_told_in_a_line_and_is_text(opened: Open) -> None:
    made = opened(SMALL)
    hostile = "<img src=x onerror=breaches.push(1)>"
    made.page.evaluate(f"document.page.state.a['{hostile}'] = '1'; document.page.changed()")
    made.page.wait_for_selector("#trouble:not([hidden])")
    assert "<img src=x" in text(made, "#trouble")
    assert made.page.locator("#trouble img").count() == 0
    assert made.breaches() == []


def test_a_fault_is_told_in_the_language_of_the_page(opened: Open) -> None:
    made = opened(f"{SMALL}&lang=zh")
    made.page.evaluate("document.page.state.a['population.firms'] = '99999'; document.page.changed()")
    made.page.wait_for_selector("#trouble:not([hidden])")
    assert text(made, "#trouble") == texts("zh")["refused"]["many_firms"].format(most=MOST_FIRMS)
    made.page.locator("#language").click()
    english = texts("en")["refused"]["many_firms"].format(most=MOST_FIRMS)
    made.page.wait_for_function(
        "(line) => document.querySelector('#trouble').textContent === line", arg=english
    )


def test_nothing_is_computed_after_the_tab_is_closed(opened: Open, served: ServedPage) -> None:
    made = opened("view=map&scenario=unilateral-turn-2025&across=start.trust")
    made.page.wait_for_selector("#grid .cell:not(.waiting)", timeout=60_000)
    made.page.close()
    time.sleep(1.5)
    done = served.server.queue.parts_done
    time.sleep(1.5)
    assert (served.server.queue.parts_done, served.server.queue.waiting) == (done, 0)
