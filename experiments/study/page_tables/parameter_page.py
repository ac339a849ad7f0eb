"""The page of parameters and mechanisms, made from the model: `python -m experiments.study parameters`."""

from pathlib import Path

from experiments.study.folders import SHIPPED, Folders
from sim.parameters.table import MECHANISMS, PARAMETERS

COLUMNS = [
    "name",
    "symbol",
    "meaning",
    "unit",
    "default",
    "range",
    "neutral",
    "mechanism",
    "claims",
    "source",
]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def parameters_page() -> str:
    """The text of `docs/parameters.md`: every parameter and every mechanism with its source or `assumed`."""
    head = ["# Parameters and mechanisms", ""]
    note = [
        "Made from `sim/parameters/parameters.csv` and `sim/parameters/mechanisms.csv` by",
        "`python -m experiments.study parameters`; a test compares. A parameter whose mechanism is off takes",
        "its neutral value; `none` means that only the switch can turn it off.",
        "",
    ]
    lines = [_row(*COLUMNS), _row(*("---" for _ in COLUMNS))]
    for p in PARAMETERS.values():
        neutral = "none" if p.neutral is None else f"{p.neutral:g}"
        span = f"{p.low:g} to {p.high:g}"
        numbers = (f"{p.default:g}", span, neutral)
        origin = (p.mechanism, p.claims, p.source)
        lines.append(_row(f"`{p.name}`", p.symbol, p.meaning, p.unit, *numbers, *origin))
    titles = ("mechanism", "what it is", "default", "when it is off", "claims", "source")
    lines += ["", "## Mechanisms", "", _row(*titles), _row(*("---" for _ in titles))]
    for m in MECHANISMS.values():
        lines.append(_row(f"`{m.name}`", m.title, "on" if m.default else "off", m.off, m.claims, m.source))
    return "\n".join([*head, *note, *lines, ""])


def texts(folders: Folders = SHIPPED) -> dict[Path, str]:
    """What the page has to say."""
    return {folders.pages / "parameters.md": parameters_page()}
