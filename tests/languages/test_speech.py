"""A language is spoken for a while, and what has no Chinese is left in English."""

import pytest

from languages import ENGLISH, counted, named, names, rendered, retold, said, speaking, spoken


def test_english_is_spoken_unless_another_language_is_asked_for() -> None:
    assert spoken() == "en"
    with speaking("zh"):
        assert (spoken(), said("year")) == ("zh", "年份")
        with speaking("en"):
            assert said("year") == "year"
        assert said("year") == "年份"
    assert said("year") == "year"


def test_after_an_error_english_is_spoken_again() -> None:
    with pytest.raises(KeyError), speaking("zh"):
        raise KeyError
    assert spoken() == "en"


def test_there_is_no_third_language() -> None:
    with pytest.raises(ValueError, match="no such language: 'fr'; there are en, zh"), speaking("fr"):
        pass


def test_what_has_no_chinese_stays_as_it_is() -> None:
    with speaking("zh"):
        assert rendered("a title of {mine}") == "a title of {mine}"
        assert named("scenario", "my-storm", "My storm") == "My storm"
        assert counted(2, "replicate") == "2 replicates"


def test_a_kept_text_is_told_again_with_its_values() -> None:
    templates = ("with {key} = {value}",)
    with speaking("zh"):
        assert retold("with a = b = 2", templates, key=str.upper) == "A = b = 2"
        assert retold("by hand", templates) == "by hand"
    assert retold("with a = 2", templates, key=str.upper) == "with a = 2"


def test_both_languages_have_the_same_names() -> None:
    english, chinese = names(ENGLISH), names("zh")
    assert english.keys() == chinese.keys()
    assert {group for group in english if english[group].keys() != chinese[group].keys()} == set()
    assert {"scenario", "mechanism", "outcome", "state"} <= english.keys()
