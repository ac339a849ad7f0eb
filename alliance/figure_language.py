"""The language that figures are asked for in, and whether they can be drawn in it here."""

from collections.abc import Iterator
from contextlib import contextmanager

from languages import ENGLISH, LANGUAGES, speaking


def check_language(lang: str, option: str = "--lang") -> None:
    """Raise UsageFault, in words of the `option`, for a language there is none of."""
    from experiments.errors import UsageFault

    if lang not in LANGUAGES:
        raise UsageFault(f"{option} is one of {' and '.join(LANGUAGES)} (got {lang!r})")


def check_figure_language(lang: str, option: str = "--lang") -> None:
    """Raise UsageFault for a language that figures cannot be drawn in: there is none such, or no font has its
    letters. Asked before anything is computed.
    """
    check_language(lang, option)
    if lang == ENGLISH:
        return
    from analysis.figures.text import CHINESE, PACKAGE, has_chinese
    from experiments.errors import UsageFault

    if not has_chinese():
        raise UsageFault(
            f"{option} {lang} needs a font with Chinese characters, and none is installed: on Debian or "
            f"Ubuntu install {PACKAGE}, elsewhere one of {', '.join(CHINESE[:4])}"
        )


@contextmanager
def figures_in(lang: str, option: str = "--lang") -> Iterator[None]:
    """Draw figures in this language. Raises as `check_figure_language` does."""
    check_figure_language(lang, option)
    with speaking(lang):
        yield
