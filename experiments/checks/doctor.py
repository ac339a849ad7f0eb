"""Is this installation sound? Each check tries the thing itself."""

import os
import platform
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from importlib.machinery import PathFinder
from pathlib import Path

PACKAGE = "alliance-resilience"
OK, WARNING, FAILURE = "ok", "warning", "failure"
ROOMS = ("analysis", "experiments", "languages", "scenarios", "sim")
"""The packages whose plain names a file of somebody else's may bear."""


LANES_ADVICE = "nothing is wrong with the numbers, runs only take longer; please report it"


@dataclass(frozen=True)
class CheckResult:
    """What a check found: `state` ok, warning or failure, what was seen, and what to do (empty where ok)."""

    check: str
    state: str
    seen: str
    advice: str = ""


def examine() -> list[CheckResult]:
    """Every check, in order. A check that breaks is a failure with its error's text, and the next goes on."""
    return [_tried(check) for check in CHECKS]


def _tried(check: Callable[[], CheckResult]) -> CheckResult:
    try:
        return check()
    except Exception as fault:
        words = " ".join(str(fault).split())[:200]
        advice = "install the program again in a fresh environment"
        return CheckResult(_name(check), FAILURE, f"{type(fault).__name__}: {words}", advice)


def _name(check: Callable[[], CheckResult]) -> str:
    return (check.__doc__ or "").strip()


def _python() -> CheckResult:
    """Python"""
    seen = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return CheckResult("Python", OK, seen)


def _packages() -> CheckResult:
    """packages"""
    wanted = [
        re.match(r"([A-Za-z0-9._-]+)\s*(?:\[.*?\])?\s*([^;]*)", line)
        for line in metadata.requires(PACKAGE) or []
        if "extra ==" not in line
    ]
    names = {match[1]: match[2].replace(" ", "") for match in wanted if match}
    have = {name: metadata.version(name) for name in names}
    old = [
        f"{name} {have[name]} (needs {bounds})"
        for name, bounds in names.items()
        if not _meets(have[name], bounds)
    ]
    if old:
        return CheckResult("packages", FAILURE, ", ".join(old), f"pip install --upgrade {PACKAGE}")
    return CheckResult("packages", OK, ", ".join(f"{name} {version}" for name, version in have.items()))


def _meets(version: str, bounds: str) -> bool:
    """Whether a version lies within bounds like `>=3.3,<4`."""
    here = _numbers(version)
    for bound in filter(None, bounds.split(",")):
        if bound.startswith(">=") and here < _numbers(bound):
            return False
        if bound.startswith("<") and not bound.startswith("<=") and here >= _numbers(bound):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _cache() -> CheckResult:
    """compiled model"""
    from sim.source import cache_folder, is_warm, source_hash

    if cache_folder() is None:
        advice = "set ALLIANCE_CACHE_DIR to a folder you may write, or every start compiles anew"
        return CheckResult("compiled model", WARNING, "no folder to keep it in", advice)
    kept = "ready" if is_warm() else "not compiled yet: the next run takes some twenty seconds longer"
    return CheckResult("compiled model", OK, f"{kept} (model {source_hash()})")


def _lanes() -> CheckResult:
    """side by side"""
    from sim.kernel.lane_code import ready_width, why_not_made
    from sim.lanes.width import machine_width, reason_for_none

    name, width = "side by side", machine_width()
    if reason := reason_for_none():
        return CheckResult(name, OK, f"replicates run one after another: {reason}")
    if ready_width() > 1:
        return CheckResult(name, OK, f"{width} replicates at a time")
    if reason := why_not_made(width):
        return CheckResult(name, WARNING, f"replicates run one after another: {reason}", LANES_ADVICE)
    return CheckResult(name, OK, f"{width} replicates at a time, once the code for it is made beside a run")


def _engines() -> CheckResult:
    """engines"""
    import numpy as np

    from experiments.checks.random_scenarios import random_scenario
    from experiments.engine import mesa_runs
    from scenarios import compile_case
    from sim import run

    case, replicate = compile_case(random_scenario(10, 1)), np.zeros(1, dtype=np.int64)
    fast, slow = (engine.simulate(case, 1, replicate, shocked=True, full=True) for engine in (run, mesa_runs))
    same = fast.states.tobytes() == slow.states.tobytes()
    seen = f"{fast.states.size:,} numbers of one random scenario, {'all equal' if same else 'not equal'}"
    return (
        CheckResult("engines", OK, seen)
        if same
        else CheckResult("engines", FAILURE, seen, "alliance verify, and report it")
    )


def _known_answer() -> CheckResult:
    """known answer"""
    from experiments.checks.calm_measurement import measured
    from sim.parameters.calm import C_STAR, P_STAR, Y_STAR

    calm = measured()
    stored = {"performance": P_STAR, "output": Y_STAR, "cooperation": C_STAR}
    seen = f"calm {', '.join(f'{name} {value}' for name, value in calm.items())}"
    if calm != stored:
        advice = "this machine's arithmetic differs in the sixth digit; compare results with care"
        return CheckResult(
            "known answer",
            WARNING,
            f"{seen}, stored {', '.join(f'{value}' for value in stored.values())}",
            advice,
        )
    return CheckResult("known answer", OK, f"{seen}: as stored")


def _figures() -> CheckResult:
    """figures"""
    from analysis.figures import style

    with tempfile.TemporaryDirectory() as folder:
        drawn = style.blank(1)
        drawn.add_subplot().plot([0, 1])
        style.save(drawn, Path(folder) / "figure", ("png", "svg"))
    return CheckResult("figures", OK, "drawn as PNG and SVG")


def _tables() -> CheckResult:
    """tables"""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        pq.write_table(pa.table({"a": [1, 2]}), path)
        same = pq.read_table(path).column("a").to_pylist() == [1, 2]
    return CheckResult("tables", OK if same else FAILURE, "written as Parquet and read again")


def _folder() -> CheckResult:
    """this folder"""
    here = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=here):
            pass
    except OSError as fault:
        advice = "go to a folder you may write, or say --out"
        return CheckResult("this folder", WARNING, f"cannot be written: {fault.strerror}", advice)
    return CheckResult("this folder", OK, "can be written")


def _shadows() -> CheckResult:
    """nothing in the way"""
    home = Path(__file__).resolve().parents[2]
    told = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    places = [Path(place).resolve() for place in (".", *told) if place]
    specs = (
        PathFinder.find_spec(name, [str(place)])
        for place in dict.fromkeys(places)
        if place != home
        for name in ROOMS
    )
    there = [_module(spec.origin) for spec in specs if spec is not None and spec.has_location and spec.origin]
    if there:
        advice = "rename it: a script that is started here would take it for a package of alliance"
        return CheckResult("nothing in the way", WARNING, ", ".join(there), advice)
    seen = "nothing here, or on PYTHONPATH, has the name of a package of alliance"
    return CheckResult("nothing in the way", OK, seen)


def _module(origin: str) -> str:
    """The file of a module, or the folder of a package."""
    file = Path(origin)
    return str(file.parent if file.stem == "__init__" else file)


CHECKS = (_python, _packages, _cache, _lanes, _engines, _known_answer, _figures, _tables, _folder, _shadows)
