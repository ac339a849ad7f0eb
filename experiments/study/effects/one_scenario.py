"""The effects in one scenario: measured, shared out among mechanisms, and written with a figure."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.figures import style
from experiments.results import store
from experiments.study.effects import shapley
from experiments.study.effects.arms import EffectQuestion, case_of
from experiments.study.effects.effect_figure import one_scenario_figure
from experiments.study.effects.effect_rows import rows_of
from experiments.study.effects.losses import said
from experiments.study.report import Row, text_of
from sim.source import source_hash

Show = Callable[[str, int, int | None], None]


class Found(NamedTuple):
    """What each effect saves, and what is shared out, a row each."""

    effects: list[Row]
    shares: list[Row]


def measure(asked: EffectQuestion, mechanisms: Sequence[str], show: Show) -> Found:
    """Run all arms of a question, and every subset of the mechanisms that are to share what they save."""
    show("arms", 0, None)
    rows = rows_of(asked)
    if not mechanisms:
        return Found(rows, [])
    losses = shapley.saved_by(asked, mechanisms, lambda k, of: show("subsets", k, of))
    shares = [
        {"measure": name, "mechanism": mechanism, **said(values)}
        for name in ("cooperation", "output")
        for mechanism, values in shapley.shares(
            {on: parts[name] for on, parts in losses.items()}, mechanisms
        ).items()
    ]
    return Found(rows, shares)


def write(asked: EffectQuestion, measured: Found, folder: Path) -> None:
    """Write the tables into a folder that is held."""
    told = {"scenario": asked.cell.cell, "set": changes(asked), "partition": asked.partition,
            "start": asked.start}  # fmt: skip
    for name, rows in (("effects", measured.effects), ("shapley", measured.shares)):
        stamped = [{**told, **row, "seed": asked.seed, "model": source_hash()} for row in rows]
        if stamped:
            store.commit(folder / f"{name}.csv", text_of([*stamped[0]], stamped).encode())


def draw(asked: EffectQuestion, measured: Found, folder: Path) -> list[Path]:
    """Write the figure beside the tables; return its files."""
    title = ", ".join(filter(None, (asked.cell.cell, changes(asked), f"from {asked.start}")))
    figure = one_scenario_figure(measured.effects, title, draws(asked), asked.seed)
    return style.save(figure, folder / "effects", ("png", "svg"))


def changes(asked: EffectQuestion) -> str:
    """What was set, in words."""
    return ", ".join(f"{key} = {value}" for key, value in asked.cell.set)


def draws(asked: EffectQuestion) -> str:
    """How many runs an arm has, and what makes them differ."""
    drawn = case_of(asked, (), recalm=False)[0].width > 0
    return style.counted(asked.n, "draw") + (" of the parameters (± 15 %)" if drawn else ": chance alone")
