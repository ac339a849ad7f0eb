"""`alliance compare`: scenarios side by side under the same draws."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from alliance import screen
from alliance.api import REPLICATES
from alliance.designs import prepared, two_sides
from alliance.exit_codes import ExitCode
from alliance.options import Fixed, Json, Off, Out, Recalm, Seed, Set, mechanisms, settings
from alliance.outcome_words import kind_of_runs

if TYPE_CHECKING:
    from analysis.intervals import Interval
    from experiments.comparison import Comparison
    from scenarios import Scenario

Names = Annotated[
    list[str],
    typer.Argument(metavar="SCENARIO…", help="Shipped scenarios or files.", show_default=False),
]
Replicates = Annotated[
    int, typer.Option(metavar="N", help="Runs of each; with 50, a share is known to ±14 points at worst.")
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MECH,…",
        help="Add each scenario once more with these mechanisms off. Repeatable.",
        show_default=False,
    ),
]
Left = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE",
        help="Change a key of the first of two scenarios alone (of one scenario: of one copy). Repeatable.",
        show_default=False,
    ),
]
Right = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE", help="The same for the second (of one scenario: the other).", show_default=False
    ),
]
Lenses = Annotated[
    bool,
    typer.Option(
        "--lenses", help="Through every theory, calm alike for all: one figure and where they part."
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
    as_json: Json = False,
) -> int:
    """Run scenarios under the same draws and say how far they part and where one would see it.

    --set, --off, --fixed and --recalm hold for all of them, --left and --right for one of two, which may be
    the same scenario. They are laid over one another by the first month of their shocks, or from the start
    where one has none. What each loses is held first against one calm alliance, then against its own twin.

    \b
    Example:  alliance compare ally-singled-out --without pledge
              alliance compare taiwan-blockade --left shock.months=6 --right shock.months=24
    """
    from experiments import comparison as side_by_side
    from experiments.errors import UsageFault
    from experiments.results import places

    if lenses and without:
        raise UsageFault("--lenses lays theories side by side, --without mechanisms; say one of the two")
    changes, switched = settings(set_, recalm and not lenses), mechanisms(off)
    if lenses and (left or right):
        raise UsageFault(
            "--lenses lays theories side by side, --left and --right settings; say one of the two"
        )
    if lenses:
        variants = _through_lenses(scenarios, changes, switched, fixed)
    elif left or right:
        if without:
            raise UsageFault(
                "--left and --right change one of two scenarios, --without all; say one of the two"
            )
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
    screen.line(f"{runs} of each under the same draws, seed {first.seed}")
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
    columns = ("scenario", "five years on", "at the end", "in the long run", "loss, calm", "loss, twin")
    screen.table("What became of each", columns, rows, numbers=(4, 5), whole=())


def _show_differences(comparison: "Comparison") -> None:
    called = dict(zip(comparison.names, _called(comparison), strict=True))
    first = called[comparison.names[0]]
    rows = [
        (called[name], difference.measure, _interval(difference.calm), _interval(difference.twin))
        for name, measured in comparison.held_apart.items()
        for difference in measured
    ]
    columns = ("scenario", "measure", "against the calm alliance", "against its own twin")
    title = f"Differences from the first ({first}), run by run, with 95 % intervals"
    screen.table(title, columns, rows, numbers=(2, 3), whole=(1,))
    screen.line(
        "The calm alliance is that of the first, with every mechanism on and no shock: the same for all. A "
        "mechanism that is off is missing in a scenario's own twin, too."
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
    title = "Where one would see what the shocks change" if of_shock else "Where one would see it"
    columns = ("scenario", "series", "months in" if of_shock else "month", "difference", "in spreads")
    screen.table(title, columns, rows, numbers=(2, 3, 4), whole=(1,))
    if rows:
        screen.line("A spread is the standard deviation between replicates.")
    if rows and of_shock:
        screen.line(
            "The difference is what the shocks change in this scenario, less what they change in the first. "
            "It is positive where they take less, even if only because a mechanism that is off leaves less "
            "to take."
        )


def _show_observations(comparison: "Comparison") -> None:
    rows = [
        (_pair(row["one"], row["other"]), row["series"], str(row["month"]), screen.figure(row["one_at"]),
         screen.figure(row["other_at"]), "yes" if row["apart"] else "no")
        for row in comparison.observations()
    ]  # fmt: skip
    columns = ("theories", "series", "month", "one", "other", "apart")
    screen.table("What would tell two theories apart", columns, rows, numbers=(2, 3, 4), whole=(1,))
    screen.line("month: from the shock's first, or the start; apart: the middle 90 % of runs do not touch")


def _pair(lens: str, other: str) -> str:
    return " / ".join(label.removesuffix(" lens") for label in (lens, other))


def _called(comparison: "Comparison") -> list[str]:
    """What each is called in a narrow table: what was changed, where all are one scenario."""
    changes = [", ".join(result.changed) or "as it is" for result in comparison.results]
    scenarios = {result.scenario.name for result in comparison.results}
    return changes if len(scenarios) == 1 and len(set(changes)) == len(changes) else comparison.names


def _signed(value: float) -> str:
    return "–" if value != value else f"{value:+.3g}"
