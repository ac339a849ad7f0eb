"""Every example in a docstring gives what it says."""

import doctest
import importlib
import pkgutil

import pytest

PACKAGES = ("alliance", "analysis", "experiments", "languages", "page", "scenarios", "sim")


def modules() -> list[str]:
    """Every module of the project that can be imported without being run."""
    names = []
    for package in PACKAGES:
        inside = importlib.import_module(package).__path__
        names += [module.name for module in pkgutil.walk_packages(inside, f"{package}.")]
    return [name for name in names if not name.endswith("__main__")]


def test_every_example_gives_what_it_says() -> None:
    tried = 0
    for name in modules():
        failed, attempted = doctest.testmod(importlib.import_module(name))
        assert not failed, name
        tried += attempted
    assert tried > 40


def test_an_example_that_is_wrong_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    """Control."""
    wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
    assert doctest.DocTestRunner().run(wrong).failed == 1
    assert "Expected" in capsys.readouterr().out
