"""alliance-resilience: why does one shock make one alliance deepen, another come back, a third fall apart?

    import alliance
    scenario = alliance.load("taiwan-blockade")
    result = alliance.run(scenario, replicates=50)
    result.measures["outcome"]["collapsed"]["share"]

A model for exploring theory and for teaching, never a forecast. Nothing heavy is imported before it is used.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alliance.import_guard import called_as_command, stray

_in_the_way = stray()
if _in_the_way:
    if called_as_command():
        sys.exit(_in_the_way)
    raise ImportError(_in_the_way)

if TYPE_CHECKING:
    from experiments.design.experiment import Experiment
    from experiments.results.manifest import SweepManifest
    from experiments.single_run import Result
    from scenarios import Fault, Scenario

__all__ = ["check", "experiment", "load", "plot", "run", "shipped", "sweep", "verify"]

REPLICATES_RUN = 50
"""Replicates of a run if nothing else is said; the error of a share is then at most 7 percentage points."""
REPLICATES_SWEEP = 20
"""Replicates of each point of a sweep if nothing else is said; at most 11 percentage points at one point."""


def shipped() -> tuple[str, ...]:
    """Names of the shipped scenarios."""
    from scenarios import shipped as names

    return names()


def load(name_or_path: str | Path) -> "Scenario":
    """A shipped scenario by name, or one from a file. Raises `scenarios.Invalid` with every fault."""
    from scenarios import load as read

    scenario: Scenario = read(str(name_or_path))
    return scenario


def check(path: str | Path) -> "list[Fault]":
    """Everything wrong with a scenario or experiment file; an empty list if nothing is."""
    from experiments.design import files
    from scenarios import check as examine

    if files.is_experiment(path):
        return files.check(path, REPLICATES_SWEEP)
    return examine(str(path))


def prepared(
    scenario: "str | Path | Scenario", changes: Mapping[str, Any] | None = None, off: Iterable[str] = ()
) -> "Scenario":
    """A scenario with keys set and mechanisms switched off. Raises `scenarios.KeyFault` for what does not
    exist.
    """
    from experiments.errors import UsageFault
    from scenarios import off as switch_off
    from scenarios import override

    off = tuple(off)
    both = [name for name in off if f"switches.{name}" in (changes or ())]
    if both:
        raise UsageFault(f"{both[0]} is set and switched off; say one of the two")
    found = load(scenario) if isinstance(scenario, str | Path) else scenario
    found = override(found, dict(changes)) if changes else found
    return switch_off(found, off) if off else found


def run(
    scenario: "str | Path | Scenario",
    *,
    replicates: int = REPLICATES_RUN,
    seed: int = 1,
    engine: str = "kernel",
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    out: str | Path | None = None,
) -> "Result":
    """Run one scenario beside its twins and measure it; with `out`, write tables and figure into that empty
    folder.

    `engine` is `kernel` (compiled) or `agents` (Mesa; the same numbers, slower). Raises `scenarios.Invalid`
    for the scenario, `experiments.errors.UsageFault` for numbers out of range, `StoreFault` for the folder.
    """
    from experiments import captions, single_run

    off = tuple(off)
    found = prepared(scenario, changes, off)
    said = captions.changed(found, changes or {}, off)
    result = single_run.run(
        found, replicates=replicates, seed=seed, engine=single_run.engine(engine), changed=said
    )
    if out is not None:
        single_run.write(result, Path(out))
    return result


def experiment(
    what: "str | Path | Scenario",
    *,
    vary: Sequence[str] = (),
    replicates: int | None = None,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    rest: bool = False,
    trajectories: bool = False,
) -> "Experiment":
    """What a sweep of these arguments does: that of an experiment's file, or a scenario over the axes `vary`.

    What is None or empty is left as the file says, else 20 replicates and seed 1. Raises as `sweep` does.
    """
    from dataclasses import replace

    from experiments.design import files
    from experiments.design.experiment import design
    from experiments.errors import UsageFault

    off, changes = tuple(off), changes or {}
    if isinstance(what, str | Path) and files.is_experiment(what):
        if vary:
            raise UsageFault(f"{what} is an experiment, which says itself what it varies: leave out --vary")
        found = files.changed(files.load(what, REPLICATES_SWEEP), changes, off)
        return replace(
            found,
            replicates=found.replicates if replicates is None else replicates,
            seed=found.seed if seed is None else seed,
            rest=found.rest or rest,
            trajectories=found.trajectories or trajectories,
        )
    return design(
        prepared(what, changes, off),
        vary,
        replicates=REPLICATES_SWEEP if replicates is None else replicates,
        seed=1 if seed is None else seed,
        rest=rest,
        trajectories=trajectories,
        changes=changes,
        off=off,
    )


def sweep(
    scenario: "str | Path | Scenario",
    out: str | Path,
    *,
    vary: Sequence[str] = (),
    replicates: int | None = None,
    seed: int | None = None,
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    rest: bool = False,
    trajectories: bool = False,
    jobs: int | None = None,
    resume: bool = False,
) -> "SweepManifest":
    """Run a scenario over a grid, or an experiment, into an empty folder, or with `resume` one that holds
    part of it, and return the manifest; see `alliance sweep --help`.

    `vary` holds axes such as `shock.size=0:1:11`; without any, the scenario's own map. Raises as `run` does.
    """
    from experiments.sweep import sweep as many

    asked = experiment(
        scenario,
        vary=vary,
        replicates=replicates,
        seed=seed,
        changes=changes,
        off=off,
        rest=rest,
        trajectories=trajectories,
    )
    manifest = many.sweep(asked, Path(out), jobs, resume=resume)
    assert manifest is not None  # only a shard may end before the whole does
    return manifest


def plot(folder: str | Path, kind: str = "all", formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Draw the figures of a results folder again, from its tables alone.

    `kind` is one of `alliance plot --kind list`, `formats` some of png, svg and pdf. Raises
    `experiments.errors.UsageFault` for others, and NotResults for a folder without results.
    """
    from experiments.figures import draw

    return draw.redraw(Path(folder), kind, formats)


def verify(cases: int = 20, seed: int = 1) -> dict[str, Any]:
    """Hold the two engines against one another on random scenarios; see `alliance verify --help`."""
    from experiments.checks import docking

    return docking.verify(cases, seed)
