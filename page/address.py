"""The whole state of the page as its address: one or two settings, and what is looked at."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from languages import LANGUAGES as LANGUAGES
from page.refusals import Refused
from page.setting import Pairs, Setting, read_setting, shown, whole

VIEWS = ("curves", "months", "map")
THEMES = ("auto", "light", "dark")
LONGEST = 6000
MOST_MONTH, MOST_RUN = 480, 199
FIRST = Setting()
"""The setting with which the page opens."""
BESIDE = "b."
"""Before each name of the second setting."""


@dataclass(frozen=True)
class Address:
    """What the page shows. `beside` is the second setting, if there is one; without a `month` the page
    chooses one.
    """

    setting: Setting = FIRST
    beside: Setting | None = None
    view: str = "curves"
    lang: str = "en"
    theme: str = "auto"
    month: int | None = None
    run: int = 0
    across: str = "shock.size"
    up: str = "shock.months"

    def text(self) -> str:
        """This as the part of an address behind the question mark; what is as ever is left out."""
        pairs = self.setting.pairs()
        if self.beside is not None:
            pairs += [(BESIDE + name, value) for name, value in self.beside.pairs()]
        usual = Address()
        for name in ("view", "lang", "theme", "month", "run", "across", "up"):
            value = getattr(self, name)
            if value != getattr(usual, name):
                pairs.append((name, str(value)))
        return urlencode(pairs)


def read_pairs(text: str) -> Pairs:
    """Names and values of an address. Raises Refused for one that is too long or cannot be read."""
    if len(text) > LONGEST:
        raise Refused("long_address", 414, most=LONGEST)
    try:
        return parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), errors="strict")
    except ValueError:
        raise Refused("unreadable") from None


def language_of(text: str) -> str:
    """The language that an address asks for, whatever else is wrong with it.

    >>> language_of("lang=zh&%ff"), language_of("lang=fr")
    ('zh', 'en')
    """
    asked = [pair.removeprefix("lang=") for pair in text[:LONGEST].split("&") if pair.startswith("lang=")]
    return next((language for language in asked if language in LANGUAGES), LANGUAGES[0])


def read_address(text: str) -> Address:
    """The state that an address holds. Raises Refused in one line for what is none."""
    pairs = read_pairs(text)
    shared = {"view": "curves", "lang": "en", "theme": "auto", "month": "", "run": "0"}
    shared |= {"across": "shock.size", "up": "shock.months"}
    seen: set[str] = set()
    own: Pairs = []
    for name, value in pairs:
        if name not in shared:
            own.append((name, value))
        elif name in seen:
            raise Refused("twice", name=name)
        else:
            seen.add(name)
            shared[name] = value
    second = [(name.removeprefix(BESIDE), value) for name, value in own if name.startswith(BESIDE)]
    first = [(name, value) for name, value in own if not name.startswith(BESIDE)]
    return Address(
        read_setting(first),
        read_setting(second) if second else None,
        _among(shared["view"], "view", VIEWS),
        _among(shared["lang"], "lang", LANGUAGES),
        _among(shared["theme"], "theme", THEMES),
        whole(shared["month"], "month", 0, MOST_MONTH) if shared["month"] else None,
        whole(shared["run"], "run", 0, MOST_RUN),
        _key(shared["across"]),
        _key(shared["up"]),
    )


def _among(value: str, name: str, known: tuple[str, ...]) -> str:
    if value not in known:
        raise Refused("not_among", name=name, known=", ".join(known), got=shown(value))
    return value


def _key(value: str) -> str:
    if not value or len(value) > 80 or not value.replace(".", "").replace("_", "").replace("-", "").isalnum():
        raise Refused("no_key", name=shown(value))
    return value
