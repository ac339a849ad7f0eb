"""The address holds the whole state of the page: written and read again it is the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from page.address import LANGUAGES, THEMES, VIEWS, Address, read_address
from page.refusals import Refused
from page.setting import Setting
from page.sliders import sliders
from scenarios import Invalid, lens_names, shipped
from sim.parameters.table import MECHANISMS

KEYS = [slider.key for slider in sliders()]
changed = st.dictionaries(st.sampled_from(KEYS), st.floats(0, 99, allow_nan=False).map(repr), max_size=6)
a_setting = st.builds(
    Setting,
    st.sampled_from(shipped()),
    changed.map(lambda each: tuple(sorted(each.items()))),
    st.sets(st.sampled_from([*MECHANISMS]), max_size=5).map(lambda names: tuple(sorted(names))),
    st.sampled_from(lens_names()),
    st.integers(0, 2**63 - 1),
)
an_address = st.builds(
    Address,
    a_setting,
    st.none() | a_setting,
    st.sampled_from(VIEWS),
    st.sampled_from(LANGUAGES),
    st.sampled_from(THEMES),
    st.none() | st.integers(0, 480),
    st.integers(0, 199),
    st.sampled_from(KEYS),
    st.sampled_from(KEYS),
)


@given(an_address)
@settings(max_examples=200)
def test_a_state_that_is_written_and_read_is_the_same(address: Address) -> None:
    assert read_address(address.text()) == address


def test_the_order_of_an_address_does_not_matter_and_what_is_as_ever_is_left_out() -> None:
    one, other = (
        "shock.size=0.5&off=pledge,council&lens=realist",
        "lens=realist&off=council,pledge&shock.size=0.5",
    )
    assert read_address(one) == read_address(other)
    assert Address().text() == "scenario=taiwan-blockade"


@pytest.mark.parametrize(
    ("text", "words"),
    {
        "shock.size=1&shock.size=0.5": "given twice",
        "view=pie": "view is one of",
        "lang=fr": "lang is one of",
        "seed=-1": "seed must be",
        "seed=1e9": "seed must be",
        "run=200": "run must be",
        "scenario=/etc/passwd": "no scenario",
        "month=x": "month must be",
        "across=": "no key",
        "across=a b": "no key",
        "x" * 7000: "longer than",
        "a=%ff": "cannot be read",
        "=": "is not a key",
        "shock.size=" + "9" * 200: "longer than 80",
    }.items(),
)
def test_what_is_no_state_is_refused_in_a_line(text: str, words: str) -> None:
    with pytest.raises((Refused, Invalid)) as fault:
        read_address(text).setting.built()
    line = str(fault.value)
    assert "\n" not in line
    assert words in line
