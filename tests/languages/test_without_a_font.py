"""Without a font for them, figures in Chinese are refused at once, in a line that says what helps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from matplotlib import font_manager

import alliance
from alliance.main import call
from analysis.figures import text
from experiments.errors import UsageFault
from experiments.figures.folder_figures import figures_in


@pytest.fixture
def latin_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pretend that no font with Chinese characters is installed."""
    caches = (text.families, text._drawable)
    monkeypatch.setattr(text, "CHINESE", ("A font that nobody has", "Another"))
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("latin_only")
@pytest.mark.parametrize("line", ["run taiwan-blockade", "sweep taiwan-blockade", "compare a b", "plot here"])
def test_the_command_refuses_before_it_computes(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call([*line.split(), "--lang", "zh"]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert text.PACKAGE in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("latin_only")
def test_python_refuses_too_and_english_is_drawn_as_ever() -> None:
    with pytest.raises(UsageFault, match="no installed font has Chinese characters"):
        alliance.run("taiwan-blockade", replicates=2, lang="zh")
    with figures_in("en"):
        pass


def test_a_language_there_is_none_of_is_refused() -> None:
    with pytest.raises(UsageFault, match="no such language: 'fr'; there are en and zh"), figures_in("fr"):
        pass


def test_a_font_installed_since_matplotlib_looked_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    if not text.has_chinese():
        pytest.skip(f"no font has Chinese characters ({text.PACKAGE} has)")
    manager = font_manager.fontManager
    monkeypatch.setattr(manager, "ttflist", [entry for entry in manager.ttflist if entry.name == text.LATIN])
    for cached in (text.families, text._drawable, text._look_once):
        cached.cache_clear()
    assert text.families() == (text.LATIN,)  # what it knows of
    assert text.plain("台湾") == "台湾"  # a name of a reader's own, in an English figure
    assert text.has_chinese()
