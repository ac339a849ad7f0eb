"""`alliance compare`: scenarios side by side under the same draws."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from alliance import screen
from alliance.api import REPLICATES
from alliance.designs import prepared, two_sides
from alliance.exit_codes import ExitCode
from alliance.options import (
    Fixed,
    Json,
    Lang,
    Off,
    Out,
    Recalm,
    Seed,
    Set,
    check_figures,
    mechanisms,
    settings,
)
from alliance.outcome_words import kind_of_runs
from languages import speaking

if TYPE_CHECKING:
    from analysis.intervals import Interval
    from experiments.comparison import Comparison
    from scenarios import Scenario

Names = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO…", help="Names of scenarios, or files.", show_default=False),
]
Replicates = Annotated[
    int,
    typer.Option(
        metavar="N", help="Number of runs of each. With 50, a share is known to within ±14 points at worst."
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MECH,…",
        help="Run each scenario once more with these mechanisms off. May be repeated.",
        show_default=False,
    ),
]
Left = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE",
        help="Change a key in the first of two scenarios only, or in the first of two copies if one scenario "
        "is given. May be repeated.",
        show_default=False,
    ),
]
Right = Annotated[
    list[str] | None,
    typer.Option(metavar="KEY=VALUE", help="The same for the second scenario or copy.", show_default=False),
]
Lenses = Annotated[
    bool,
    typer.Option(
        "--lenses",
        help="Run each scenario with every theory's weights, starting from the same calm, and show where the "
        "theories differ.",
    ),
]


def command(
    scenarios: Names,
    replicates: Replicates = REPLICATES,
    seed: Seed = 1,
    without: Without = None,
    left: Left = None,
    right: Right = None,
    off: Off = None,
    set_: Set = None,
    fixed: Fixed = False,
    recalm: Recalm = False,
    lenses: Lenses = False,
    out: Out = None,
    lang: Lang = "en",
    as_json: Json = False,
) -> int:
    """Run scenarios with the same random draws, and say how far they differ and where the difference shows.

    --set, --off, --fixed and --recalm apply to all scenarios. Of two scenarios, --left changes only the first
    and --right only the second; one scenario given alone is then run on both sides. The scenarios are aligned
    by the first month of their shocks, or by their start where one has no shock. What each loses is compared
    first with one calm alliance, then with its own twin.

    \b
    Example:  alliance compare ally-singled-out --without pledge
              alliance compare taiwan-blockade --left shock.months=6 --right shock.months=24
    """
    from experiments import comparison as side_by_side
    from experiments.errors import UsageFault
    from experiments.results import places

    check_figures(lang)
    _check_one_kind(lenses, without, left or right)
    changes, switched = settings(set_, recalm and not lenses), mechanisms(off)
    if lenses:
        variants = _through_lenses(scenarios, changes, switched, fixed)
    elif left or right:
        sides = (("--left", settings(left, option="--left")), ("--right", settings(right, option="--right")))
        variants = two_sides(scenarios, *sides, changes, switched, fixed)
    else:
        variants = _variants(scenarios, changes, switched, without or [], fixed)
        if len(variants) == 1:
            raise UsageFault(
                f"a comparison needs 2 to {side_by_side.MOST} scenarios, or one with --without, or with "
                "--left and --right (got one alone)"
            )
    room = side_by_side.least_room([scenario for scenario, _ in variants], replicates, seed)
    with places.numbered(out, "compare") as folder, places.held(folder, room), screen.progress() as show:
        show("running", 0, None)
        comparison = side_by_side.compare(variants, replicates=replicates, seed=seed)
        show("drawing", 0, None)
        with speaking(lang):
            figures = side_by_side.write(comparison, folder)
    if as_json:
        document = comparison.document()
        if lenses:
            document["observations"] = comparison.observations()
        screen.data({**document, "out": str(folder), "figures": [str(path) for path in figures]})
    else:
        _show(comparison)
        if lenses:
            _show_observations(comparison)
        screen.message(f"Tables in {folder}." + (f" Figure: {figures[0]}" if figures else ""))
    return ExitCode.OK if figures else ExitCode.FAILURE


def _check_one_kind(lenses: bool, without: list[str] | None, sides: list[str] | None) -> None:
    """Theories, mechanisms and settings are compared one kind at a time; raises UsageFault where two are."""
    from experiments.errors import UsageFault

    if lenses and without:
        raise UsageFault("--lenses compares theories and --without compares mechanisms; give one of the two")
    if lenses and sides:
        raise UsageFault(
            "--lenses compares theories, and --left and --right compare settings; give one of the two"
        )
    if without and sides:
        raise UsageFault(
            "--left and --right change one of two scenarios, and --without changes all; give one of the two"
        )


def _variants(
    names: Sequence[str], changes: dict[str, str], off: Sequence[str], without: Sequence[str], fixed: bool
) -> "list[tuple[Scenario, Sequence[str]]]":
    """Each scenario as it is, then once for each `--without`; with what was changed in it, in words."""
    from experiments import captions

    variants: list[tuple[Scenario, Sequence[str]]] = []
    for name in names:
        for more in ([], *(mechanisms([given]) for given in without)):
            scenario = prepared(name, changes, [*off, *more], fixed)
            variants.append((scenario, captions.changed(scenario, changes, [*off, *more])))
    return variants


def _through_lenses(
    names: Sequence[str], changes: dict[str, str], off: Sequence[str], fixed: bool
) -> "list[tuple[Scenario, Sequence[str]]]":
    """Each scenario through every lens, calm derived anew for all; with what was changed in it, in words."""
    from experiments import captions
    from scenarios import lens_names, through

    variants: list[tuple[Scenario, Sequence[str]]] = []
    for name in names:
        plain = prepared(name, changes, off, fixed)
        said = captions.changed(plain, changes, off)
        variants += [(through(plain, lens), [*said, f"{lens} lens"]) for lens in lens_names()]
    return variants


def _show(comparison: "Comparison") -> None:
    first = comparison.results[0]
    runs = screen.counted(first.replicates, "run")
    screen.line(f"{runs} of each, with the same random draws of parameters and chance; seed {first.seed}")
    screen.line(kind_of_runs(result.scenario.draw for result in comparison.results))
    screen.line(screen.CAVEAT)
    screen.line()
    _show_outcomes(comparison)
    _show_differences(comparison)
    _show_signals(comparison)


def _show_outcomes(comparison: "Comparison") -> None:
    from experiments.results.summary import quantiles

    rows: list[tuple[str, ...]] = []
    designs = zip(_called(comparison), comparison.results, comparison.measures, strict=True)
    for name, result, held in designs:
        calm = screen.figure(quantiles(held["loss_first_calm"])["q50"])
        measures = result.measures
        if measures is None:
            rows.append((name, "no shock", "–", "–", calm, "–"))
            continue
        ends = [
            ", ".join(
                f"{outcome} {screen.share(row['share'])}" for outcome, row in judged.items() if row["n"]
            )
            or "–"
            for judged in (
                measures["outcome_60"],
                measures["outcome"],
                (measures["outcome_rest"] or {"outcomes": {}})["outcomes"],
            )
        ]
        rows.append((name, *ends, calm, screen.figure(measures["loss"]["q50"])))
    losses = "loss against calm", "loss against twin"
    columns = ("scenario", "five years on", "at the end", "in the long run", *losses)
    screen.table("What became of each alliance (losses are medians)", columns, rows, numbers=(4, 5), whole=())


def _show_differences(comparison: "Comparison") -> None:
    called = dict(zip(comparison.names, _called(comparison), strict=True))
    first = called[comparison.names[0]]
    rows = [
        (called[name], difference.measure, _interval(difference.calm), _interval(difference.twin))
        for name, measured in comparison.held_apart.items()
        for difference in measured
    ]
    columns = ("scenario", "measure", "against the calm alliance", "against its own twin")
    title = f"Differences from the first ({first}): means over runs, with 95 % intervals"
    screen.table(title, columns, rows, numbers=(2, 3), whole=(1,))
    screen.line(
        "The calm alliance is that of the first scenario, with every mechanism on and no shock, and is the "
        "same for all. A mechanism that is off is also missing in a scenario's own twin."
    )
    for name, verdict in comparison.verdicts.items():
        screen.line(f"{called[name]}: {verdict.words('it', 'the first')}")
    for name, measured in comparison.held_apart.items():
        told = (difference.words(called[name], "the first") for difference in measured)
        if words := next(filter(None, told), None):
            screen.line(words)
    screen.line()


def _interval(by: "Interval") -> str:
    if by.estimate != by.estimate:
        return "–"
    return f"{_signed(by.estimate)} ({_signed(by.low)} … {_signed(by.high)})"


def _show_signals(comparison: "Comparison") -> None:
    signals = comparison.clearest_signals()
    called = dict(zip(comparison.names, _called(comparison), strict=True))
    of_shock = bool(signals) and signals[0]["of"] == "shock"
    rows = [
        (
            called[row["scenario"]],
            row["series"],
            str(row["month"]),
            f"{row['difference']:+.3g}",
            f"{row['spreads']:.3g}",
        )
        for row in signals
    ]
    of_effects = "Where the effects of the shocks differ most clearly from those in the first"
    title = of_effects if of_shock else "Where the scenarios differ most clearly from the first"
    columns = (
        "scenario",
        "series",
        "months into the shock" if of_shock else "month",
        "difference",
        "difference ÷ spread",
    )
    screen.table(title, columns, rows, numbers=(2, 3, 4), whole=(1,))
    if rows:
        screen.line("A spread is the standard deviation between replicates.")
    if rows and of_shock:
        screen.line(
            "The difference is the change that the shocks cause in this scenario, minus the change that they "
            "cause in the first. A positive number means that the shocks lower the series less here, or "
            "raise it more. They may lower it less only because a mechanism is off and there is less to lose."
        )


def _show_observations(comparison: "Comparison") -> None:
    rows = [
        (_pair(row["one"], row["other"]), row["series"], str(row["month"]), screen.figure(row["one_at"]),
         screen.figure(row["other_at"]), "yes" if row["apart"] else "no")
        for row in comparison.observations()
    ]  # fmt: skip
    columns = ("theories", "series", "month", "one", "other", "apart")
    screen.table("What would tell two theories apart", columns, rows, numbers=(2, 3, 4), whole=(1,))
    screen.line(
        "Months are counted from the shock's first month, or from the start if there is no shock. Two "
        "theories are apart where the middle 90 % of their runs do not overlap."
    )


def _pair(lens: str, other: str) -> str:
    return " / ".join(label.removesuffix(" lens") for label in (lens, other))


def _called(comparison: "Comparison") -> list[str]:
    """What each is called in a narrow table: what was changed, where all are one scenario."""
    changes = [", ".join(result.changed) or "as it is" for result in comparison.results]
    scenarios = {result.scenario.name for result in comparison.results}
    return changes if len(scenarios) == 1 and len(set(changes)) == len(changes) else comparison.names


def _signed(value: float) -> str:
    return "–" if value != value else f"{value:+.3g}"
