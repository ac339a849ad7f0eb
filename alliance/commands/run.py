"""`alliance run`: one scenario at close range."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance import REPLICATES_RUN, prepared, screen
from alliance.options import Json, Lens, Off, Out, ScenarioName, Seed, Set, check_lens, mechanisms, settings

if TYPE_CHECKING:
    from experiments.single_run import Result

READING = {
    "robustness": "lowest performance, as a share of the twin's",
    "loss": "mean shortfall behind the twin, from the shock to the end",
    "gain": "mean lead over the twin",
    "loss_calm": "mean shortfall behind the calm alliance with every mechanism on",
    "residual_12": "performance 12 months after the shock, twin = 1",
    "residual_60": "60 months after",
    "residual_120": "120 months after",
}

APART = 0.2
"""Share of runs from which on it is explained why the two ways of calling an outcome disagree."""
BOTH = "By level judges the last year of the horizon, by rest where run and twin would settle if left alone."


def command(
    context: typer.Context,
    scenario: ScenarioName,
    replicates: Annotated[
        int, typer.Option(metavar="N", help="Runs; with 50, a share is known to ±14 points at worst (95 %).")
    ] = REPLICATES_RUN,
    seed: Seed = 1,
    lens: Lens = "resilience",
    engine: Annotated[
        str,
        typer.Option(
            metavar="agents|kernel", help="Compiled kernel, or Mesa agents: the same numbers, slower."
        ),
    ] = "kernel",
    off: Off = None,
    set_: Set = None,
    only: Annotated[
        int | None,
        typer.Option(
            metavar="INDEX",
            help="Repeat one run of a results folder, which is then named in place of a scenario.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    as_json: Json = False,
) -> int | None:
    """Run one scenario beside its twins (the same runs without the shock) and say what became of the
    alliance.

    Tables and figure go to --out, by default results/SCENARIO-001, -002 and so on.

    \b
    Example:  alliance run chip-shortage-2021 --set shock.size=0.6
    """
    from pathlib import Path

    from experiments import captions, single_run
    from experiments.results import store

    check_lens(lens)
    if only is not None:
        typed = {f"--{name}": name if _typed(context, name) else None for name in ("replicates", "seed")}
        other = {"--set": set_, "--off": off, "--out": out, **typed}
        return _again(scenario, only, engine, as_json, refused=other)
    changes, without = settings(set_), mechanisms(off)
    found = prepared(scenario, changes, without)
    folder = out or store.fresh(Path("results"), found.name)
    store.check_free(folder)
    for note in captions.notes(found, changes):
        screen.message(note)
    with screen.progress() as show:
        show(single_run.first_words(engine), 0, None)
        said = captions.changed(found, changes, without)
        result = single_run.run(
            found, replicates=replicates, seed=seed, engine=single_run.engine(engine), changed=said
        )
        show("drawing", 0, None)
        figures = single_run.write(result, folder)
    if as_json:
        screen.data({**result.document(), "out": str(folder), "figures": [str(path) for path in figures]})
    else:
        _show(result)
        screen.message(f"Tables in {folder}. Figure: {figures[0]}")
    return None


def _typed(context: typer.Context, name: str) -> bool:
    """Whether an option was given, and is not there by default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _again(folder: str, index: int, engine: str, as_json: bool, refused: dict[str, Any]) -> int:
    """Repeat one run of a results folder and hold it against what is stored there."""
    from pathlib import Path

    from alliance.boundary import EXIT
    from experiments import single_run
    from experiments.engine import replay
    from experiments.errors import UsageFault

    for flag, given in refused.items():
        if given is not None:
            raise UsageFault(f"--only repeats a run as it was; {flag} would make another of it")
    with screen.progress() as show:
        show(single_run.first_words(engine), 0, None)
        found = replay.repeat(Path(folder), index, single_run.engine(engine))
    if as_json:
        screen.data({"index": index, "same": found.same, "stored": found.stored, "now": found.now})
    else:
        rows = [(name, _cell(found.stored[name]), _cell(value)) for name, value in found.now.items()]
        screen.table(f"Run {index} of {folder}", ("column", "stored", "now"), rows, numbers=(1, 2))
        screen.line("The same to the last bit." if found.same else "Not the same run: this is a bug.")
    return EXIT.ok if found.same else EXIT.failure


def _cell(value: Any) -> str:
    return "–" if value is None else repr(value) if isinstance(value, float) else str(value)


def _show(result: "Result") -> None:
    found = result.evaluation
    screen.line(f"{result.scenario.title} ({result.scenario.name})")
    size = f"{screen.counted(result.replicates, 'run')} of {found.case.months} months, seed {result.seed}"
    screen.line(f"{size}; {_shock(found.t0, found.t1)}")
    screen.line(screen.CAVEAT)
    screen.line()
    if result.measures is None:
        screen.line(
            "Without a shock every run is its own twin: there is nothing to recover from. See the figure."
        )
        return
    _outcomes(result.measures)
    _measures(result.measures)
    screening(result.screening, ends=found.t1 is not None and found.t1 < found.case.months - 1)


def _shock(first: int | None, last: int | None) -> str:
    if first is None:
        return "no shock"
    return f"shock from month {first} " + ("without end" if last is None else f"to month {last}")


def _outcomes(measures: dict[str, Any]) -> None:
    from analysis.outcomes import meanings

    rest, reading = measures["outcome_rest"], meanings()
    rows = [
        (
            name,
            screen.share(row["share"]),
            f"{100 * row['low']:.0f}–{100 * row['high']:.0f}",
            screen.share(rest["outcomes"][name]["share"]) if rest else "–",
            reading[name],
        )
        for name, row in measures["outcome"].items()
        if row["n"] or (rest and rest["outcomes"][name]["n"])
    ]
    screen.table(
        "What became of it",
        ("outcome", "at the end", "95 % interval", "once at rest", "meaning, at the end"),
        rows,
        numbers=(1, 2, 3),
    )
    if rest and rest["of"]:
        words = f"Both ways of calling it agree in {rest['agree']} of {rest['of']} runs (open ones left out)."
        screen.line(words)
        if rest["of"] - rest["agree"] > APART * rest["of"]:
            screen.line(BOTH)
        screen.line()


def _measures(measures: dict[str, Any]) -> None:
    from analysis.thresholds import STATED

    rows = [
        (
            name,
            screen.figure(row["q50"]),
            f"{screen.figure(row['q05'])} … {screen.figure(row['q95'])}",
            reading,
        )
        for name, reading in READING.items()
        if (row := measures[name])["n"]
    ]
    back = measures["recovery"]
    if back and back["at_risk"]:
        words = (
            "months from the shock's start until, the shock being over, performance is back at "
            f"{STATED.degraded:g} of the twin's for {STATED.dwell} months; {back['recovered']} of the "
            f"{screen.counted(back['at_risk'], 'run')} that fell came back"
        )
        rows.insert(1, ("recovery", screen.figure(back["median"]), "", words))
    screen.table("Measures", ("measure", "median", "90 % of runs", "meaning"), rows, numbers=(1, 2))


def screening(shares: dict[str, Any], *, ends: bool = True) -> None:
    """Say what share of runs carries little information, and how often values were cut to their range. A
    shock that does not end has nothing to come back from.
    """
    words = ", ".join(
        f"{screen.share(shares[name])} {text}"
        for name, text in (
            ("inert", "never moved"),
            ("saturated", "stuck at full or no effort"),
            ("censored", "not back by the end"),
            ("dead_twin", "without a living twin"),
        )
        if ends or name != "censored"
    )
    if not ends:
        words += "; whether they come back is not judged, for the shock has no end"
    clamps = ", ".join(f"{name} {count:,}" for name, count in shares["clamps"].items()) or "none"
    screen.line(f"Runs: {words}. Values cut to their range: {clamps}.")
