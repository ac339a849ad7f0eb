"""`alliance bench`: how fast this machine runs the model, as ratios, and how fast the page answers."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from alliance import screen
from alliance.options import Json

NOTE = (
    "Ratios can be compared between machines and times cannot: read a time beside that of the fixed loop. "
    "Times are processor times of the fastest of several calls. The ratio for two cores is the median of "
    "several pairs by the clock, so other work on the machine lowers it."
)
PAGE_NOTE = (
    "Times are from asking to drawing, by the clock: other work on the machine lengthens them. All runs are "
    "200, a preview is of 50. In starting trust the runs without a shock are new as well."
)


def command(
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Take a quarter of the time, with fewer calls, sizes and runs, and less steady results.",
        ),
    ] = False,
    page: Annotated[
        bool,
        typer.Option(
            "--page",
            help="Measure the page of `alliance serve` instead, in a browser and with a class of forty; "
            "needs chromium and playwright.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure how fast this machine runs the model: kernel against agents, agents against their rules, growth
    with the number of firms, two cores against one, and what a sweep costs besides its runs. Or measure, with
    --page, how fast the page answers.

    This takes a minute or two, and with --page four. Do not use the machine for anything else meanwhile.

    \b
    Example:  alliance bench --quick
              alliance bench --page
    """
    if page:
        from page.web.speed import page_speed

        with screen.progress() as show:
            answers = page_speed(quick, show)
        show_page = screen.data if as_json else _show_page
        show_page(answers)
        return
    from experiments.checks.bench.report import bench

    with screen.progress() as show:
        measures = bench(quick, show)
    if as_json:
        screen.data(measures)
    else:
        _show(measures)


def _show_page(answers: dict[str, Any]) -> None:
    columns = ("what", "measured", "aimed at")
    screen.table("How fast does the page answer?", columns, _page_rows(answers), numbers=(1, 2))
    screen.line(PAGE_NOTE)


def _page_rows(answers: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    from page.web import speed

    yield _at_most(
        "from opening the page to its first chart", answers["first_chart_s"], speed.FIRST_CHART, "s"
    )
    shock, twins, readers = (answers[name] for name in ("shock", "new_twins", "class"))
    dragged = shock["dragged"]
    yield _at_most(
        f"a shock is dragged: a preview, median of {dragged['n']}", dragged["median"], speed.PREVIEW_MEDIAN
    )
    yield _at_most("a shock is dragged: 95 % of previews within", dragged["p95"], speed.PREVIEW_P95)
    redraws = f"{dragged['redraws_a_second']:.1f}"
    yield "a shock is dragged: redraws a second", redraws, f"{speed.REDRAWS:g} or more"
    rested = shock["set"]
    yield _at_most(f"a shock is set: all runs, median of {rested['n']}", rested["median"], speed.CURVE_MEDIAN)
    dragged, rested = twins["dragged"], twins["set"]
    yield f"starting trust is dragged: a preview, median of {dragged['n']}", _ms(dragged["median"]), ""
    what = f"starting trust is set: all runs, median of {rested['n']}"
    yield _at_most(what, rested["median"], speed.NEW_TWINS_MEDIAN)
    told, longest = f"a class of {readers['readers']}", 1000 * speed.CLASS_P95
    previews = readers["previews"]
    yield _at_most(f"{told}: 95 % of {previews['n']:,} previews within", previews["p95"], longest)
    yield _at_most(f"{told}: the same, drawn in a browser", readers["drawn"]["p95"], longest)
    if readers["memory"] is not None:
        memory = f"{readers['memory']:.3f} times"
        yield f"{told}: the server's memory, at its most", memory, f"{speed.MEMORY:g} or less"


def _at_most(what: str, measured: float, aim: float, unit: str = "ms") -> tuple[str, str, str]:
    return what, _ms(measured) if unit == "ms" else f"{measured:.2f} {unit}", f"{aim:g} or less"


def _ms(milliseconds: float) -> str:
    return f"{milliseconds:.0f} ms"


def _show(measures: dict[str, Any]) -> None:
    machine, versions = measures["machine"], measures["versions"]
    memory = "" if machine["memory_gb"] is None else f", {machine['memory_gb']:.0f} GB"
    load = "" if machine["load"] is None else f", load {machine['load']:.1f}"
    screen.line(f"{machine['processor']}, {screen.counted(machine['cores'], 'core')}{memory}{load}")
    screen.line(machine["system"])
    screen.line(", ".join(f"{name} {value}" for name, value in versions.items()))
    for name, value in machine["compiler"].items():
        screen.line(f"{name}={value}")
    screen.line(f"Fixed loop in plain Python: {measures['engines']['loop_ms']:.1f} ms")
    screen.line()
    screen.table("How fast?", ("what", "measured", "aimed at"), _rows(measures), numbers=(1, 2))
    screen.line(NOTE)


def _rows(measures: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    engines, overhead, firms, cores = (measures[name] for name in ("engines", "overhead", "firms", "cores"))
    aims = measures["aims"]
    yield "kernel against agents", f"{engines['ratio']:.0f} times", f"{aims['engines']:.0f} or more"
    yield (
        "kernel against Mesa's batch_run, twins in both",
        f"{measures['batch']['ratio']:.0f} times",
        (f"{aims['batch']:.0f} or more"),
    )
    yield from _lanes(measures["lanes"], engines["agents_us"], aims["lanes"])
    yield "agents against their rules' calls", f"{overhead['ratio']:.2f} times", f"{aims['overhead']} or less"
    yield "two cores against one", _times(cores["ratio"]), f"{aims['cores']} or more"
    sweeps = measures["sweeps"]
    yield "a sweep of 200 runs, command to tables", f"{sweeps['small_s']:.1f} s", f"{aims['small']:g} or less"
    yield (
        "a sweep's chunks against their runs alone",
        f"{sweeps['ratio']:.2f} times",
        f"{aims['sweep']} or less",
    )
    if sweeps["memory"] is not None:
        few, many = (f"{int(runs):,}" for runs in sweeps["memory_mb"])
        memory = f"{sweeps['memory']:.2f} times"
        yield f"memory of {many} brief runs against {few}", memory, f"{aims['memory']} or less"
    yield "slope of time in firms, suppliers near", screen.figure(firms["slope"]), f"{aims['slope']} or less"
    yield "slope of time in firms, suppliers as drawn", screen.figure(firms["slope_as_drawn"]), ""
    yield "a month, kernel", f"{engines['kernel_us']:.1f} µs", ""
    yield "a month, agents", f"{engines['agents_us']:.0f} µs", ""
    yield "a dyad-domain-month (a state, the other side)", f"{firms['dyad_domain_month_ns']:.0f} ns", ""
    yield "a firm's month", f"{firms['firm_month_ns']:.1f} ns", ""
    for row in firms["sizes"]:
        yield f"a firm's month among {row['firms']:,}", f"{row['firm_month_ns']:.1f} ns", ""
    if cores["runs_a_second"] is not None:
        yield "a sweep's runs a second, one core", f"{cores['runs_a_second']:.0f}", ""


def _lanes(lanes: dict[str, Any], agents_us: float, aim: float) -> Iterator[tuple[str, str, str]]:
    """Replicates side by side, and how near they come to what the processor can do."""
    if lanes["width"] == 1:
        yield "replicates side by side", "none", lanes["why"]
        return
    side = f"{lanes['width']} replicates side by side"
    yield f"{side}, against one after another", f"{lanes['ratio']:.2f} times", f"{aim} or more"
    many = f"the same, a world of {lanes['firms']:,} firms"
    yield many, f"{lanes['ratio_many_firms']:.2f} times", ""
    yield f"{side}, against agents", f"{agents_us / lanes['lanes_us']:.0f} times", "800 or more"
    yield "a month, side by side", f"{lanes['lanes_us']:.2f} µs", ""
    yield "floating operations of a month", f"{lanes['operations']:,}", ""
    rate = f"of {lanes['machine_gflops']:.0f} billion a second"
    yield "reached of the processor's rate", screen.share(lanes["share"]), rate


def _times(ratio: float | None) -> str:
    return "there is one core" if ratio is None else f"{ratio:.2f} times"
