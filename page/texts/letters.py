"""The letters of the page: Noto Sans SC cut down to the characters that its texts use.

    python -m page.texts.letters REGULAR.ttc BOLD.ttc

writes page/static/letters-*.woff2 and needs the extra `page`.
The collections are those of Debian's `fonts-noto-cjk`, of which the third font is the simplified Chinese one.
"""

import sys
from pathlib import Path

from page.wording import flat, texts

STATIC = Path(__file__).parents[1] / "static"
DRAWN = Path(__file__).parent / "letters.txt"
"""The characters that were drawn, in a line."""
WEIGHTS = ("regular", "bold")
SIMPLIFIED = 2
LATIN = "".join(chr(code) for code in range(32, 127)) + "–—…·×−±≤≥“”‘’§°éèüöäß，。：；！？（）、《》"


def used() -> str:
    """Every character that a page can show of its own."""
    words = (word for language in ("en", "zh") for word in flat(texts(language)).values())
    return "".join(sorted(set(LATIN).union(*words)))


def cut(font: Path, weight: str) -> None:
    """Write the letters of a weight, taken from a collection of fonts that has them all."""
    from fontTools import subset

    options = subset.Options(flavor="woff2", layout_features=["kern", "tnum"], font_number=SIMPLIFIED)
    whole = subset.load_font(str(font), options)
    maker = subset.Subsetter(options)
    maker.populate(text=used())
    maker.subset(whole)
    subset.save_font(whole, str(STATIC / f"letters-{weight}.woff2"), options)


if __name__ == "__main__":
    for weight, font in zip(WEIGHTS, sys.argv[1:], strict=True):
        cut(Path(font), weight)
    DRAWN.write_text(used() + "\n", encoding="utf-8")
