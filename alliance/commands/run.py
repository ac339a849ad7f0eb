"""`alliance run`: one scenario at close range."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alliance import screen
from alliance.api import REPLICATES, prepared
from alliance.exit_codes import ExitCode
from alliance.options import (
    Fixed,
    Json,
    Lang,
    Lens,
    Off,
    Out,
    Recalm,
    ScenarioName,
    Seed,
    Set,
    check_figures,
    mechanisms,
    settings,
)
from alliance.outcome_words import BOTH_JUDGEMENTS, kind_of_runs, show_screening, too_short
from languages import speaking

if TYPE_CHECKING:
    from experiments.single_run import Result
    from scenarios import Scenario

READING = {
    "robustness": "lowest performance, as a share of the twin's",
    "months_below": "months with performance below 0.95 of the twin's, during the shock or after it",
    "loss": "mean shortfall behind the twin, from the shock to the end",
    "loss_calm": "mean shortfall behind the calm alliance with every mechanism on, from the shock to the end",
    "gain": "mean lead over the twin, from the shock to the end",
    "residual_12": "performance 12 months after the shock, as a share of the twin's",
    "residual_60": "performance 60 months after the shock, as a share of the twin's",
    "residual_120": "performance 120 months after the shock, as a share of the twin's",
}

APART = 0.2
"""Share of runs from which on it is explained why the two ways of calling an outcome disagree."""


Replicates = Annotated[
    int,
    typer.Option(
        metavar="N", help="Number of runs. With 50, a share is known to within ±14 points at worst (95 %)."
    ),
]
EngineName = Annotated[
    str,
    typer.Option(
        metavar="agents|kernel",
        help="The compiled kernel, or Mesa agents, which give the same numbers more slowly.",
    ),
]
Reserve = Annotated[
    bool,
    typer.Option(
        "--reserve",
        help="Search month by month how large a further shock the alliance could survive, in "
        "20 runs at most. This takes half a minute.",
    ),
]
Only = Annotated[
    int | None,
    typer.Option(
        metavar="INDEX",
        help="Repeat one run of a results folder. Name the folder in place of a scenario.",
        show_default=False,
    ),
]


def command(
    context: typer.Context,
    scenario: ScenarioName,
    replicates: Replicates = REPLICATES,
    seed: Seed = 1,
    lens: Lens = "resilience",
    engine: EngineName = "kernel",
    off: Off = None,
    set_: Set = None,
    fixed: Fixed = False,
    recalm: Recalm = False,
    reserve: Reserve = False,
    only: Only = None,
    out: Out = None,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Run one scenario beside its twins (the same runs without the shock) and say what becomes of the
    alliance.

    The tables and the figure are written to --out, by default results/SCENARIO-001, -002 and so on.

    \b
    Example:  alliance run chip-shortage-2021 --set shock.size=0.6
    """
    if only is not None:
        options = ("replicates", "seed", "lens", "fixed", "recalm", "reserve", "lang")
        typed = {f"--{name}": name if _typed(context, name) else None for name in options}
        other = {"--set": set_, "--off": off, "--out": out, **typed}
        return _repeat(scenario, only, engine, as_json, refused=other)
    check_figures(lang)
    changes, without = settings(set_, recalm), mechanisms(off)
    subject = prepared(scenario, changes, without, fixed, lens)
    with speaking(lang):
        made = _run(subject, changes, (without, lens), replicates, seed, engine, out, reserve)
    result, folder, figures = made
    if as_json:
        own = {name: numbers for name, (_, numbers) in _own(result).items()}
        more = {"own_measures": own} if own else {}
        drawn = [str(path) for path in figures]
        screen.data({**result.document(), **more, "out": str(folder), "figures": drawn})
    else:
        _show(result)
        _show_own(result)
        _show_reserve(result)
        drawn = [str(path) for path in figures if path.suffix == figures[0].suffix]
        told = f" Figure{'s' * (len(drawn) > 1)}: {', '.join(drawn)}" if drawn else ""
        screen.message(f"Tables in {folder}.{told}")
    return ExitCode.OK if figures else ExitCode.FAILURE


def _run(
    scenario: "Scenario",
    changes: dict[str, str],
    seen: tuple[list[str], str],
    replicates: int,
    seed: int,
    engine: str,
    out: Path | None,
    reserve: bool,
) -> "tuple[Result, Path, list[Path]]":
    """The result, the folder it was written to, and its figures; `seen` are the mechanisms that are off, and
    the lens.
    """
    from experiments import captions, single_run
    from experiments.results import places

    for note in captions.notes(scenario, changes):
        screen.message(note)
    room = single_run.least_room(scenario, replicates, seed)
    with places.numbered(out, scenario.name) as folder, places.held(folder, room), screen.progress() as show:
        show(single_run.first_words(engine), 0, None)
        result = single_run.run(
            scenario,
            replicates=replicates,
            seed=seed,
            engine=single_run.engine(engine),
            changed=captions.changed(scenario, changes, *seen),
            reserve=reserve,
            show=show,
        )
        show("drawing", 0, None)
        return result, folder, single_run.write(result, folder)


def _typed(context: typer.Context, name: str) -> bool:
    """Whether an option was given, and is not there by default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _repeat(folder: str, index: int, engine: str, as_json: bool, refused: dict[str, Any]) -> int:
    """Repeat one run of a results folder and hold it against what is stored there."""
    from experiments import single_run
    from experiments.engine import replay
    from experiments.errors import UsageFault
    from experiments.results.reading.results import open_results

    for flag, given in refused.items():
        if given is not None:
            raise UsageFault(f"--only repeats a run as it was; {flag} would make it a different run")
    with screen.progress() as show:
        show("looking at every file", 0, None)
        results = open_results(Path(folder), partial=None)
        show(single_run.first_words(engine), 0, None)
        repeated = replay.repeat(results, index, single_run.engine(engine))
    if as_json:
        screen.data({"index": index, "same": repeated.same, "stored": repeated.stored, "now": repeated.now})
    else:
        rows = [(name, _cell(repeated.stored[name]), _cell(value)) for name, value in repeated.now.items()]
        screen.table(f"Run {index} of {folder}", ("column", "stored", "now"), rows, numbers=(1, 2))
        same, other = "The two are the same to the last bit.", "The two differ: this is a bug."
        screen.line(same if repeated.same else other)
    return ExitCode.OK if repeated.same else ExitCode.FAILURE


def _cell(value: Any) -> str:
    return "–" if value is None else repr(value) if isinstance(value, float) else str(value)


def _show(result: "Result") -> None:
    evaluation = result.evaluation
    screen.line(f"{result.scenario.title} ({result.scenario.name})")
    size = (
        f"{screen.counted(result.replicates, 'run')} of {evaluation.case.months} months, seed {result.seed}"
    )
    screen.line(f"{size}; {_shock(evaluation.t0, evaluation.t1)}")
    screen.line(kind_of_runs([result.scenario.draw]))
    screen.line(screen.CAVEAT)
    screen.line()
    if result.measures is None:
        screen.line(
            "Without a shock every run is the same as its twin, so there is nothing to recover from. See the "
            "figure."
        )
        return
    _outcomes(result.measures)
    _why(result)
    for parting in result.partings:
        screen.line(parting.words)
        screen.line()
    _measures(result.measures)
    _weaker_twin(result)
    show_screening(
        result.screening, ends=evaluation.t1 is not None and evaluation.t1 < evaluation.case.months - 1
    )


def _own(result: "Result") -> dict[str, tuple[str, dict[str, Any]]]:
    """What measures of the user's own came to, with their meanings."""
    from alliance.notebook.own_quantiles import own_quantiles

    return own_quantiles(result)


def _show_own(result: "Result") -> None:
    rows = [
        (name, screen.figure(row["q50"]), f"{screen.figure(row['q05'])} … {screen.figure(row['q95'])}", words)
        for name, (words, row) in _own(result).items()
    ]
    if rows:
        columns = ("measure", "median", "90 % of runs", "meaning")
        screen.table("Measures of your own", columns, rows, numbers=(1, 2))


def _show_reserve(result: "Result") -> None:
    from experiments.reserve.reserve_words import sentences

    if result.reserve is not None:
        runs = max(row.n for row in result.reserve)
        screen.line(
            f"{' '.join(sentences(result.reserve))} These are medians of {screen.counted(runs, 'run')}."
        )


def _shock(first: int | None, last: int | None) -> str:
    if first is None:
        return "no shock"
    return f"shock from month {first} " + ("without end" if last is None else f"to month {last}")


def _outcomes(measures: dict[str, Any]) -> None:
    from analysis.outcomes import OUTCOMES, meanings

    five_years, level, rest = measures["outcome_60"], measures["outcome"], measures["outcome_rest"]
    told = {**meanings(), **meanings(column="outcome_60")} if five_years else meanings()
    rows = [
        (
            name,
            _share(five_years, name),
            _interval((five_years or level).get(name)),
            _share(level, name),
            told[name],
        )
        for name in OUTCOMES
        if any(shares[name]["n"] for shares in (five_years, level) if name in shares)
    ]
    columns = ("outcome", "five years on", "95 % interval", "at the end", "meaning")
    if not five_years:  # the interval stands beside what it is of
        rows = [(name, five, end, interval, words) for name, five, interval, end, words in rows]
        columns = ("outcome", "five years on", "at the end", "95 % interval", "meaning")
    screen.table("What became of the alliance", columns, rows, numbers=(1, 2, 3))
    if measures["months_short"]:
        screen.line(f"{too_short(measures['months_short'])} The interval is for the outcome at the end.")
    if dead := measures["dead"]:
        screen.line(f"Twenty years after the shock {screen.share(dead['share'])} of the alliances are dead.")
    if rest and rest["outcomes"]:
        settled = ", ".join(
            f"{name} {screen.share(row['share'])}" for name, row in rest["outcomes"].items() if row["n"]
        )
        screen.line(f"Long-run outcome: {settled}.")
    if rest and rest["of"]:
        screen.line(
            "The outcome at the end and the long-run outcome agree on whether the alliance collapsed in "
            f"{rest['agree']} of {screen.counted(rest['of'], 'run')} (runs whose outcome is open are left "
            "out)."
        )
        if rest["of"] - rest["agree"] > APART * rest["of"]:
            screen.line(BOTH_JUDGEMENTS)
    screen.line()


def _weaker_twin(result: "Result") -> None:
    if result.twin_against_calm is not None and result.measures is not None:
        against = {name: screen.figure(result.measures[name]["q50"]) for name in ("loss_calm", "loss")}
        screen.line(
            "A mechanism that is off is also missing in the twin, which performs at "
            f"{screen.figure(result.twin_against_calm)} of the calm alliance. Judge a design first by "
            f"what it loses against the calm alliance ({against['loss_calm']}), and only then by what it "
            f"loses against its own twin ({against['loss']})."
        )
        screen.line()


def _why(result: "Result") -> None:
    from experiments.departure_words import looked_at

    if result.why is not None:
        living = int(result.evaluation.measures["twin_alive"].sum())
        told = f"{result.parts} {result.why}"
        screen.line(f"{told} (These are medians of {screen.counted(living, 'run')}. {looked_at()})")
        screen.line()
    if idle := result.idle_shocks.words:
        screen.line(idle)
        screen.line()


def _interval(row: dict[str, Any] | None) -> str:
    return f"{100 * row['low']:.0f}–{100 * row['high']:.0f}" if row else "–"


def _share(shares: dict[str, Any], name: str) -> str:
    return screen.share(shares[name]["share"]) if name in shares else "–"


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
            "months from the shock's start until performance, with the shock over, is back at "
            f"{STATED.degraded:g} of the twin's and stays there for {STATED.dwell} months; "
            f"of the {screen.counted(back['at_risk'], 'run')} that fell below it, {back['recovered']} "
            "recovered"
        )
        rows.insert(1, ("recovery", screen.figure(back["median"]), "(median only)", words))
    rows[2:2] = _ways_up(measures["way_up"])
    screen.table("Measures", ("measure", "median", "90 % of runs", "meaning"), rows, numbers=(1, 2))


def _ways_up(ways: dict[str, dict[str, Any]]) -> list[tuple[str, str, str, str]]:
    """The two ways up among all runs that fell, those that are not there by the end left in."""
    from analysis.thresholds import STATED

    levels = {"rise_to_back": f"{STATED.degraded:g} of the twin's", "rise_to_twin": "that of the twin"}
    rows = []
    for name, way in ways.items():
        if way["at_risk"]:
            low, median, high = (
                f"not within {screen.figure(way['until'])}" if way[end] is None else screen.figure(way[end])
                for end in ("q05", "q50", "q95")
            )
            words = (
                f"months from the lowest performance to {levels[name]}, whether or not the shock is over; "
                f"of the {screen.counted(way['at_risk'], 'run')} that fell, {way['reached']} reached it"
            )
            rows.append((name, median, f"{low} … {high}", words))
    return rows
