"""What the sources promise by their form: one order of the month, nobody special in code, no outcome typed
in.
"""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from analysis.thresholds import STATED
from sim.agents import sides, states
from sim.month import MONTH
from sim.parameters.table import MECHANISMS, PARAMETERS, Parameter

ROOM = Path(sim.__file__).parent
SOURCES = sorted(path for path in ROOM.rglob("*.py"))
AGENTS = [path for path in SOURCES if path.parent.name == "agents"]
KERNEL = [path for path in SOURCES if path.parent.name == "kernel"]
RULES = [path for path in SOURCES if path.parent.name == "rules"]
DECIDING = [*RULES, *AGENTS, *KERNEL, ROOM / "month.py"]
STEPS = re.compile("_?(" + "|".join(MONTH) + ")")


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["UnitedStates", "MemberState", "EuropeanUnion"])
def test_no_actor_is_special_in_code(name: str) -> None:
    actor = getattr(sides if name == "EuropeanUnion" else states, name)
    any_class_has = set(vars(type("Nobody", (states.State,), {})))
    own = {key for key in vars(actor) if not key.startswith("__")}
    assert own <= any_class_has
    assert not {"__init__", "__getattr__", "__setattr__"} & set(vars(actor))


def test_a_method_of_its_own_would_be_seen() -> None:
    """Control."""
    assert {key for key in vars(states.State) if not key.startswith("__")} >= {"choose", "see", "act"}


def named_actors(tree: ast.Module) -> set[str]:
    """Comparisons with, or look-ups of, an actor's name."""
    names = {"USA", "EU", "TWN", "KOR", "CHN", "JPN", "FRA", "DEU"}
    inside = [node for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.Match)]
    return {
        str(part.value)
        for node in inside
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and part.value in names
    }


@pytest.mark.parametrize("path", DECIDING, ids=lambda path: path.name)
def test_no_rule_asks_who_somebody_is(path: Path) -> None:
    assert named_actors(parsed(path)) == set()


def test_a_rule_that_asks_would_be_seen() -> None:
    """Control."""
    assert named_actors(ast.parse("if state.name == 'USA': effort = 1")) == {"USA"}


def steps(path: Path, function: str) -> tuple[str, ...]:
    """Which steps of the month a function calls, in the order they are first written."""
    body = next(
        node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef) and node.name == function
    )
    calls = [node for node in ast.walk(body) if isinstance(node, ast.Call) and hasattr(node.func, "id")]
    names = [node.func.id for node in sorted(calls, key=lambda node: node.lineno)]  # type: ignore[attr-defined]
    return tuple(dict.fromkeys(name.lstrip("_") for name in names if STEPS.fullmatch(name)))


def test_the_kernels_month_follows_the_stated_order() -> None:
    assert steps(ROOM / "kernel" / "month_loops.py", "run_month") == MONTH


def rules_of(path: Path) -> set[str]:
    """The rules that a file takes: imported by name, or as a name of a file of rules."""
    tree = parsed(path)
    files = {file.stem for file in RULES}
    taken = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim.rules.")
        for alias in node.names
    }
    return taken | {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in files
    }


def test_what_stands_in_a_line_of_the_month_stands_in_no_engine() -> None:
    """So that a mechanism of that kind is a rule and one line, whichever engine runs it."""
    forms = {"stock_towards", "depth_benefit", "clamp", "compile_rules"}
    lines = rules_of(ROOM / "month.py") - forms
    assert len(lines) > 30
    for path in (*AGENTS, *KERNEL):
        assert rules_of(path) & lines == set(), path.name


def test_a_rule_written_twice_would_be_seen() -> None:
    """Control: firms and efforts are loops of both engines, which take the same rules."""
    agents_rules, kernel_rules = (set().union(*map(rules_of, room)) for room in (AGENTS, KERNEL))
    assert agents_rules & kernel_rules >= {"payoff", "at_stake", "trust_next"}


def test_the_models_month_follows_the_stated_order() -> None:
    step = next(
        node
        for node in ast.walk(parsed(ROOM / "agents" / "model.py"))
        if isinstance(node, ast.FunctionDef) and node.name == "step"
    )
    loops = [node for node in ast.walk(step) if isinstance(node, ast.For)]
    assert [ast.unparse(loop) for loop in loops] == ["for part in MONTH:\n    getattr(self, part)()"]


def test_the_docstring_of_the_month_tells_the_same_order() -> None:
    told = re.findall(r"^\d\. (\w+)", (ROOM / "month.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert tuple(told) == MONTH


def faults(row: Parameter) -> list[str]:
    """What is wrong with a parameter's row."""
    wrong = {
        "default out of range": not row.low <= row.default <= row.high,
        "neutral out of range": row.neutral is not None and not row.low <= row.neutral <= row.high,
        "neutral without mechanism": row.neutral is not None and not row.mechanism,
        "unknown mechanism": row.mechanism not in {"", *MECHANISMS},
        "empty": not all((row.symbol, row.meaning, row.unit, row.claims)),
        "no source": not row.source,
        "no width": row.low >= row.high,
    }
    return [fault for fault, is_so in wrong.items() if is_so]


NEUTRAL_WITHOUT_A_SWITCH = {"expectation_pace"}
"""Neutral by default, so that a switch would show nothing: it keeps its neutral value and has no switch."""


@pytest.mark.parametrize("row", PARAMETERS.values(), ids=lambda row: row.name)
def test_every_parameter_has_range_claim_and_source(row: Parameter) -> None:
    allowed = ["neutral without mechanism"] if row.name in NEUTRAL_WITHOUT_A_SWITCH else []
    assert faults(row) == allowed
    assert not allowed or row.default == row.neutral
    assert re.search(r"assumed|argued|\d{4}|see docs|kinds\.csv", row.source)


def test_a_bad_row_would_be_seen() -> None:
    """Control."""
    bad = Parameter("x", "x", "x", "1", 2.0, 0.0, 1.0, -1.0, "", "X", "")
    assert faults(bad) == [
        "default out of range",
        "neutral out of range",
        "neutral without mechanism",
        "no source",
    ]


def test_every_mechanism_says_what_off_means_and_where_it_comes_from() -> None:
    for row in MECHANISMS.values():
        assert all((row.title, row.off, row.claims, row.source)), row.name


@pytest.mark.parametrize("name", ["figures", "kinds", "regions", "sides"])
def test_every_row_of_a_table_of_actors_has_a_source(name: str) -> None:
    with (ROOM / "actors" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert [row for row in rows if not row["source"].strip()] == []


def numbers_of_outcomes() -> set[float]:
    """Every number that decides how a run is called."""
    values = [getattr(STATED, name) for name in STATED.__dataclass_fields__]
    return {float(x) for value in values for x in (value if isinstance(value, tuple) else (value,))}


BOUNDS = ("min", "max", "smaller", "clamp")


def compared(tree: ast.AST) -> Iterator[float]:
    """Every number that something is compared with, sum and product written out included."""
    for node in ast.walk(tree):
        bounded = isinstance(node, ast.Call) and getattr(node.func, "id", "") in BOUNDS
        if isinstance(node, ast.Compare) or bounded:
            for part in ast.walk(node):
                if isinstance(part, ast.Constant) and isinstance(part.value, int | float):
                    yield from [] if isinstance(part.value, bool) else [float(part.value)]


@pytest.mark.parametrize("path", DECIDING, ids=lambda path: path.name)
def test_no_state_is_compared_with_a_number_that_decides_an_outcome(path: Path) -> None:
    assert set(compared(parsed(path))) & numbers_of_outcomes() == set()


@pytest.mark.parametrize("line", ["x = 1 if q < 0.95 else 0", "if trust >= 0.5: pass", "y = min(e, 1.05)"])
def test_a_typed_threshold_would_be_seen(line: str) -> None:
    """Control."""
    assert set(compared(ast.parse(line))) & numbers_of_outcomes()


NO_OUTCOMES = {"softness", "routine"}
"""The width of a smooth kink, and the effort that goes on whatever governments want: neither is held against
a result.
"""


def test_no_parameter_is_a_threshold_of_an_outcome_by_the_back_door() -> None:
    """A rule compares with a parameter only where its default decides no outcome."""
    for path in DECIDING:
        for node in (n for n in ast.walk(parsed(path)) if isinstance(n, ast.Compare)):
            names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            risky = [n for n in names & set(PARAMETERS) if PARAMETERS[n].default in numbers_of_outcomes()]
            assert set(risky) <= NO_OUTCOMES, ast.unparse(node)


ENDS = {
    *(
        "recovery",
        "recover",
        "recovered",
        "rebound",
        "bounce",
        "forward",
        "resilience",
        "robustness",
        "collapse",
    ),
    *("outcome", "baseline", "trend", "path", "trajectory", "restore", "adapt", "return"),
}
"""Words that say how a run ends."""
RESULTS = {"performance", "output", "cooperation", "q", "p", "c", "y"}
"""What must follow from behaviour; a rule may compute it from the state of a month, not from its own past."""
MOVES = {"rate", "pace", "speed", "next", "decay", "growth", "fade", "half", "time", "memory", "target"}


A_PARTY_RETURNS = {"return_likelihood_next"}


def types_in_a_path(name: str) -> bool:
    words = set(re.split(r"[^a-z]+", name.lower()))
    return bool(words & ENDS) or bool(words & RESULTS and words & MOVES)


def names() -> Iterator[str]:
    yield from PARAMETERS
    yield from MECHANISMS
    for path in DECIDING:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                yield node.name
                yield from (argument.arg for argument in node.args.args)


def test_no_name_describes_the_path_of_a_result() -> None:
    assert {name for name in names() if types_in_a_path(name)} <= A_PARTY_RETURNS


@pytest.mark.parametrize("name", ["recovery_rate", "output_next", "cooperation_decay", "q_target", "bounce"])
def test_a_typed_in_path_would_be_seen(name: str) -> None:
    """Control."""
    assert types_in_a_path(name)


def test_nothing_in_the_model_knows_what_is_made_of_its_results() -> None:
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [m for m in modules if m.split(".")[0] in ("analysis", "experiments", "scenarios")]


def test_results_are_written_down_last_and_read_by_no_step() -> None:
    """In the kernel the month's row is given to one step alone, the last."""
    month = next(
        node
        for node in ast.walk(parsed(ROOM / "kernel" / "month_loops.py"))
        if isinstance(node, ast.FunctionDef) and node.name == "run_month"
    )
    users = [
        node.func.id
        for node in ast.walk(month)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and any(isinstance(argument, ast.Name) and argument.id == "row" for argument in node.args)
    ]
    assert users == ["record"]


SCALARS = {"uint64", "int64", "float64"}


def numbers_alone(back: str) -> bool:
    """Whether a function hands back nothing, a number, yes or no, or a few of these (on the stack)."""
    few = re.fullmatch(r"tuple\[(.+)\]", back)
    parts = few[1].split(", ") if few else [back]
    return back == "None" or set(parts) <= {"bool", "int", "float", "np.uint64"}


def made_in(tree: ast.Module) -> list[str]:
    """What code that counts no references must not hold: arrays of numpy made in it, lists, arrays handed
    back.
    """
    made = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in {"np", "numpy"}:
            made += [] if node.attr in SCALARS else [ast.unparse(node)]
        if isinstance(node, ast.FunctionDef):
            back = ast.unparse(node.returns) if node.returns else "None"
            made += [] if numbers_alone(back) else [f"{node.name} -> {back}"]
            inside = ast.walk(node)
            made += [
                ast.unparse(part) for part in inside if isinstance(part, ast.List | ast.ListComp | ast.Dict)
            ]
    return made


AROUND_THE_LOOPS = {"working_arrays.py", "lane_arrays.py", "lane_code.py", "make_lanes.py", "ready_loops.py"}
"""Files of the kernel that are not compiled: what makes arrays, makes the code for lanes, or calls loops."""
COMPILED = [
    path
    for path in SOURCES
    if path.name in {"month.py", "draws.py"}
    or (path.parent.name in {"rules", "kernel"} and path.name not in AROUND_THE_LOOPS)
]


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.name)
def test_compiled_code_makes_no_array_and_hands_none_back(path: Path) -> None:
    """It counts no references (`sim.compiled`), so what it made would never be freed."""
    assert made_in(parsed(path)) == []


@pytest.mark.parametrize("line", ["return np.zeros(3)", "return [a]", "b = np.empty_like(a)"])
def test_an_array_made_in_compiled_code_would_be_seen(line: str) -> None:
    assert made_in(ast.parse(f"def rule(a):\n    {line}\n"))
    for back in ("Floats", "tuple[float, Floats]", "tuple[float, ...]"):
        assert made_in(ast.parse(f"def rule(a: Floats) -> {back}:\n    return a\n"))
    assert not made_in(ast.parse("def rule(a: Floats) -> tuple[float, float]:\n    return 1.0, 2.0\n"))
