"""`alliance bench`: how fast this machine runs the model, as ratios."""

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


def command(
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Take a quarter of the time, with fewer calls, sizes and runs, and less steady results.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure how fast this machine runs the model: kernel against agents, agents against their rules, growth
    with the number of firms, two cores against one, and what a sweep costs besides its runs.

    This takes a minute or two. Do not use the machine for anything else meanwhile.

    \b
    Example:  alliance bench --quick
    """
    from experiments.checks.bench.report import bench

    with screen.progress() as show:
        measures = bench(quick, show)
    if as_json:
        screen.data(measures)
    else:
        _show(measures)


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
