"""The study, step by step: what each one measures, what it writes, and whether that is of the present model.

A table is stale when a row of it bears another hash than the model's, a text when it would come out
otherwise, anything when it is missing; a picture is as old as the tables of its step.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from experiments.checks import calm_measurement
from experiments.errors import StoreFault, UsageFault
from experiments.study.claims import claims_page
from experiments.study.core import core_step
from experiments.study.core.null_models import null_step
from experiments.study.effects import effect_step
from experiments.study.folders import Folders
from experiments.study.lenses import lens_step
from experiments.study.maps import atlas_step, map_tables, robustness, starting_points
from experiments.study.page_tables import pages, parameter_page
from experiments.study.patterns import verdicts
from experiments.study.recheck import Recheck
from experiments.study.report import read, read_text, write
from experiments.study.sensitivity import (
    ablation,
    activation_order,
    history,
    one_at_a_time,
    precision,
    structure,
    volume,
)
from experiments.study.sensitivity.deciding import deciding_step
from sim.source import source_hash
from sim.state.layout_stub import STUB, stub_text

Measure = Callable[[Folders, int | None], None]
"""Measures and writes the tables and pictures of a step, with so many processes."""
Again = Callable[[Folders, int | None, int | None], Mapping[str, Recheck]]
"""Makes rows of a step's tables again: so many of them (None: all), with so many processes."""
Texts = Callable[[Folders], Mapping[Path, str]]
"""What the text files of a step would say now."""

MISSING, EMPTY = "missing", "empty"


@dataclass(frozen=True)
class Step:
    """A step of the study: what it measures, in words; how long that takes on two cores; what it writes.

    A step measures tables and pictures or makes texts (`files` are their names). Of tables that take long to
    make again, `sample` rows stand for all (None: all are made).
    """

    name: str
    says: str
    takes: str
    measure: Measure | None = None
    tables: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    again: Again | None = None
    sample: int | None = None
    texts: Texts | None = None
    files: tuple[str, ...] = ()

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of all files it writes."""
        tables, figures = (f"{name}.csv" for name in self.tables), (f"{name}.png" for name in self.figures)
        return *tables, *figures, *self.files

    def write(self, folders: Folders, jobs: int | None = None) -> None:
        """Measure, and write everything."""
        if self.measure is not None:
            self.measure(folders, jobs)
        if self.texts is not None:
            for path, text in self.texts(folders).items():
                write(path, text)

    def stale(self, folders: Folders) -> dict[str, str]:
        """Its outputs that are missing or not of the present model: the reason, by file name."""
        tables = {f"{name}.csv": stale_table(folders, name) for name in self.tables}
        figures = {f"{name}.png": _missing(folders.figures / f"{name}.png") for name in self.figures}
        reasons = {**tables, **figures, **self._stale_texts(folders)}
        return {name: reason for name, reason in reasons.items() if reason}

    def _stale_texts(self, folders: Folders) -> dict[str, str]:
        try:
            texts = {} if self.texts is None else self.texts(folders)
        except StoreFault as fault:
            return dict.fromkeys(self.files, f"not to be made: {fault}")
        return {
            path.name: _missing(path) or ("" if read_text(path) == text else "saying something else")
            for path, text in texts.items()
        }


def _missing(path: Path) -> str:
    return "" if path.exists() else MISSING


def stale_table(folders: Folders, name: str) -> str:
    """Why a table is not of the present model; empty if it is."""
    path = folders.tables / f"{name}.csv"
    if not path.exists():
        return MISSING
    models = {row.get("model", "") for row in read(path)}
    if not models:
        return EMPTY
    others = sorted(model or "no model" for model in models - {source_hash()})
    return f"of {', '.join(others)}" if others else ""


STEPS = (
    Step(
        "calm",
        "performance and output of the calm alliance, which all others are measured against",
        "a second",
        texts=lambda _: {calm_measurement.FILE: calm_measurement.file_text()},
        files=("calm.json",),
    ),
    Step(
        "core",
        "whether the core is believable: its criteria at the centre and in draws, what kills, what is needed",
        "twenty minutes",
        core_step.write_core,
        (
            "core-criteria",
            "core-maps",
            "core-killing-length",
            "core-stakes",
            "core-removed",
            "core-alternatives",
            "core-elasticities",
            "core-null",
        ),
        ("core-maps", "core-killing-length", "core-headline"),
        core_step.recheck_core,
    ),
    Step(
        "mechanisms",
        "whether each mechanism is at work, off against on, as written down before",
        "five minutes",
        core_step.write_mechanisms,
        ("core-mechanisms",),
        again=core_step.recheck_mechanisms,
    ),
    Step(
        "maps",
        "which outcome where, over size and length of an outside and an inside shock",
        "a minute",
        map_tables.write_all,
        ("maps", "cells", "screening", "rest-against-level", "thresholds"),
        ("map-outside", "map-inside", "three-shocks"),
        map_tables.recheck,
    ),
    Step(
        "starting-points",
        "where the alliance goes from little and from much trust, and how slow the way back is",
        "ten seconds",
        starting_points.write_all,
        ("hysteresis", "chips-and-trust", "history", "return-times"),
        again=starting_points.recheck,
    ),
    Step(
        "atlas",
        "how much more the alliance could take, in some scenarios and from a grid of starts",
        "three minutes",
        atlas_step.write_atlas,
        atlas_step.TABLES,
        atlas_step.FIGURES,
        atlas_step.recheck_atlas,
        24,
    ),
    Step(
        "robustness",
        "whether the three outcomes hang on a kink, on trust, on a number or on one mechanism",
        "three minutes",
        robustness.write_all,
        ("smooth", "low-trust", "shakes", "ablations"),
        again=robustness.recheck,
        sample=7,
    ),
    Step(
        "patterns",
        "every part of a pattern, against what was written down before",
        "three minutes",
        verdicts.write_all,
        ("patterns",),
        ("patterns",),
        verdicts.recheck,
    ),
    Step(
        "ablation",
        "which mechanism moves which pattern, each switched off in turn",
        "ten minutes",
        ablation.write_all,
        ("matrix",),
        ("matrix",),
        ablation.recheck,
        40,
    ),
    Step(
        "activation-order",
        "which verdicts change when states act one after another",
        "a minute",
        activation_order.write_all,
        ("order",),
        again=activation_order.recheck,
    ),
    Step(
        "one-at-a-time",
        "which verdicts change with a fifth more or less of one parameter",
        "ten minutes",
        one_at_a_time.write_all,
        ("tornado",),
        ("tornado",),
        one_at_a_time.recheck,
        40,
    ),
    Step(
        "volume",
        "how often a pattern holds in draws of all parameters from their ranges",
        "half an hour; goes on where it was stopped",
        volume.write_all,
        ("volume-draws", "volume-maps-draws", "volume"),
        ("volume",),
        volume.recheck,
        20,
    ),
    Step(
        "structure",
        "which parts come out otherwise where one rule's text is another",
        "two minutes",
        structure.write_all,
        ("structure",),
        again=structure.recheck,
    ),
    Step(
        "effects",
        "what maintenance, synergy and prevention save of the loss, by the full factorial",
        "ten minutes",
        effect_step.write_effects,
        effect_step.TABLES,
        ("effects",),
        effect_step.recheck_effects,
        20,
    ),
    Step(
        "lenses",
        "whether a theory can be named from what is seen, and what rival theories would have one see",
        "eight minutes",
        lens_step.write_lenses,
        lens_step.TABLES,
        ("theory-recovery",),
        lens_step.recheck_lenses,
        2,
    ),
    Step(
        "null-models",
        "where two numbers do as well as the model: fitted to three sizes of a shock, scored on a fourth",
        "half a minute",
        null_step.write_null_models,
        null_step.TABLES,
        (null_step.FIGURE,),
        null_step.recheck_null_models,
    ),
    Step(
        "what-decides",
        "what decides how an alliance comes out of a crisis, and how far that is built in",
        "six minutes",
        deciding_step.write_deciding,
        deciding_step.TABLES,
        deciding_step.FIGURES,
        deciding_step.recheck_deciding,
        2,
    ),
    Step(
        "precision",
        "how many runs are enough for each measure",
        "three minutes",
        precision.write_all,
        ("precision",),
        ("precision",),
        precision.recheck,
        112,
    ),
    Step(
        "history",
        "what the dated causes of 2001 to 2026 come to, and what that owes to their weights",
        "a minute",
        history.write_all,
        ("dated-course", "dated-weights", "dated-outcomes"),
        again=history.recheck,
    ),
    Step(
        "claims",
        "the ledger of claims, from the tables of patterns and volume",
        "a second",
        texts=claims_page.texts,
        files=("claims.md",),
    ),
    Step(
        "pages",
        "the tables within the pages on results and patterns, from all others",
        "a second",
        texts=pages.texts,
        files=pages.PAGES,
    ),
    Step(
        "parameters",
        "the page of parameters and mechanisms, and the names of their places, from their tables",
        "a second",
        texts=lambda folders: {**parameter_page.texts(folders), STUB: stub_text()},
        files=("parameters.md", STUB.name),
    ),
)
"""Every step, in the order in which they build on one another."""


def steps_called(names: list[str]) -> list[Step]:
    """The steps of these names, in the study's order. Raises UsageFault, with the nearest, for others."""
    known = {step.name: step for step in STEPS}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.4)
            meant = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
            raise UsageFault(f"no such step: {name}; {meant}")
    return [step for step in STEPS if step.name in names]
