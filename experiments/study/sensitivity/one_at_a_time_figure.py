"""Which parameter changes most verdicts?"""

from collections import Counter
from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.figures import style
from experiments.study.report import SEED, Row

LESS, MORE = style.ORANGE, style.BLUE


def tornado_figure(rows: Sequence[Row]) -> Figure:
    """A row a parameter that changes any verdict: how many parts, a fifth less to the left, a fifth more
    to the right.
    """
    changed = Counter((row["parameter"], float(row["times"]) > 1) for row in rows if row["changed"] == "yes")
    total = Counter[str]()
    for (name, _), count in changed.items():
        total[name] += count
    names = [name for name, _ in sorted(total.items(), key=lambda entry: (-entry[1], entry[0]))]
    parts = len({row["part"] for row in rows})
    with style.sheet():
        figure = style.blank(1.9 + 0.2 * max(len(names), 4))
        axes = figure.add_subplot()
        for place, name in enumerate(names):
            axes.barh(place, -changed[name, False], color=LESS, height=0.7, hatch="//", edgecolor="white")
            axes.barh(place, changed[name, True], color=MORE, height=0.7)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        reach = max([*changed.values(), 1]) + 0.5
        axes.set_xlim(-reach, reach)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
        axes.axvline(0, color=style.BLACK, linewidth=0.5)
        axes.set_xlabel(f"verdicts changed, of {parts}:  ← a fifth less  ·  a fifth more →")
        style.head(figure, "Which assumption decides the verdicts?")
        still = len({row["parameter"] for row in rows}) - len(names)
        style.foot(figure, "5 runs a part", SEED, f"{still} more parameters change none",
                   "one parameter at a time")  # fmt: skip
    return figure
