"""Do the tests see a rule that is wrong? Every constant, sign and comparison of the rules, broken one at a
time.

    python tests/mutation.py              all rules (a few minutes on one core)
    python tests/mutation.py trust data   those of some files
    python tests/mutation.py --write      all rules, and the table in experiments/study/results/mutation.csv

Rules run as plain Python here, so that a broken one takes the place of the right one at once. A constant
becomes twice itself and one; a sign becomes its opposite; a comparison is turned round, and moved to the
other side of its edge. A mutant is caught when a test fails that calls the rules by themselves: tests of
whole runs are left out, though they might notice too. A test takes part if its file imports the rule's file.
Random examples are the same every time, and time limits are of the processor, not of the clock: the table is
always the same.

Printed for each rule: mutants, caught, and every survivor. Constants beside the rules count as a rule.
"""

import ast
import csv
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from hypothesis import Phase, settings

os.environ["NUMBA_DISABLE_JIT"] = "1"

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
RULES = HERE.parent / "sim" / "rules"
TABLE = HERE.parent / "experiments" / "study" / "results" / "mutation.csv"
NAMES = sorted(path.stem for path in RULES.glob("*.py") if path.stem != "__init__")
SECONDS = 60
CONSTANTS = "constants"
SIGNS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
TURNED = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq}
EDGES = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
SAME = {
    "exponential: x < -700.0 became x <= -700.0": "at -700 both give -700",
    "positive_part: softness > 0.0 became softness >= 0.0": "at 0 the smooth form is the kink",
    "clamp: x < 0.0 became x <= 0.0": "at 0 both give 0",
    "event_level: since + 1 < ramp became since + 1 <= ramp": "at its end a ramp has risen to 1",
    "suspicion: patience(5.0, 3.0, 1.0, 0.0, 0.0) became patience(5.0, 3.0, 1.0, 1.0, 0.0)": (
        "without concern the partner's loss does not count"
    ),
}
"""Mutants that are the same rule, and why: no test can tell them apart."""


@dataclass(frozen=True)
class Mutant:
    """Its rule, what was done, and all that the rule file says with it: functions and constants."""

    rule: str
    words: str
    space: dict[str, Any]


@dataclass
class Count:
    """What became of a rule's mutants."""

    tried: int
    survivors: list[str]


def ways(node: ast.AST, around: ast.AST) -> list[tuple[int, Any]]:
    """How a node can be broken: for a comparison, which of its parts; and what takes the old one's place.

    `a if a < b else b` has no edge: at a = b it is both.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, float | int):
        return [(0, type(node.value)(2 * node.value + 1))]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [(0, ast.UAdd())]
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SIGNS:
        return [(0, SIGNS[type(node.op)]())]
    if isinstance(node, ast.Compare):
        choice = [around.body, around.orelse] if isinstance(around, ast.IfExp) else []
        same_values = {*map(ast.dump, choice)} == {*map(ast.dump, [node.left, *node.comparators])}
        tables = [TURNED] if same_values else [TURNED, EDGES]
        both = [(k, table.get(type(sign))) for k, sign in enumerate(node.ops) for table in tables]
        return [(k, other()) for k, other in both if other]
    return []


def places(tree: ast.Module) -> list[tuple[str, Any, Any, int, Any]]:
    """Everything that can be broken: its rule, what stands around it, itself, and a way."""
    breakable: list[tuple[str, Any, Any, int, Any]] = []
    for top in tree.body:
        rule = top.name if isinstance(top, ast.FunctionDef) else CONSTANTS
        for around in ast.walk(top):
            for node in ast.iter_child_nodes(around):
                breakable += [(rule, around, node, part, new) for part, new in ways(node, around)]
    return breakable


def read(name: str) -> ast.Module:
    """The functions and constants of a rule file, without types."""
    text = (RULES / f"{name}.py").read_text(encoding="utf-8")
    parts = [part for part in ast.parse(text).body if isinstance(part, ast.FunctionDef | ast.Assign)]
    for rule in (part for part in parts if isinstance(part, ast.FunctionDef)):
        rule.returns, rule.args.defaults = None, []
        for argument in rule.args.args:
            argument.annotation = None
    return ast.Module(list(parts), [])


def said(name: str, tree: ast.Module) -> dict[str, Any]:
    """What a tree says, by name."""
    space: dict[str, Any] = {}
    exec(compile(ast.fix_missing_locations(tree), f"{name}.py", "exec"), space)
    del space["__builtins__"]
    return space


def mutants(name: str) -> Iterator[Mutant]:
    """Each mutant of a rule file."""
    for number in range(len(places(read(name)))):
        tree = read(name)
        rule, around, node, part, new = places(tree)[number]
        shown = around if isinstance(node, ast.Constant) and isinstance(around, ast.expr) else node
        old = ast.unparse(shown)
        if isinstance(node, ast.Constant):
            node.value = new
        elif isinstance(node, ast.Compare):
            node.ops[part] = new
        else:
            node.op = new
        yield Mutant(rule, f"{old} became {ast.unparse(shown)}", said(name, tree))


class Trial:
    """Collects the tests once; then tries each mutant in a process of its own, which ends with it."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.table: dict[tuple[str, str], Count] = {}
        self.inside = False

    def concerns(self, item: Any, rules: ModuleType) -> bool:
        """Whether a test calls rules by themselves, and its file imports one of this file."""
        given = vars(item.callspec)["params"] if hasattr(item, "callspec") else {}
        here = [
            value is rules or (isinstance(value, FunctionType) and value.__module__ == rules.__name__)
            for value in vars(item.module).values()
        ]
        return any(here) and set(item.fixturenames) <= {*given, "request"}

    def noticed(self, session: Any, tests: list[Any], rules: ModuleType, space: dict[str, Any]) -> bool:
        """Whether one of the tests fails with what the rule file says now."""
        child = os.fork()
        if child == 0:
            signal.setitimer(signal.ITIMER_PROF, SECONDS)  # a rule that never ends is noticed
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            for key, changed in space.items():
                if isinstance(changed, FunctionType):
                    vars(rules)[key].__code__ = changed.__code__
                else:
                    vars(rules)[key] = changed
            self.inside, session.items = True, tests
            try:
                session.config.hook.pytest_runtestloop(session=session)
            finally:
                os._exit(int(session.testsfailed > 0))
        _, status = os.waitpid(child, 0)
        return status != 0

    def pytest_runtestloop(self, session: Any) -> bool | None:
        """In place of running the tests once; within a mutant's process, leave it to pytest."""
        if self.inside:
            return None
        for name in self.names:
            rules = import_module(f"sim.rules.{name}")
            tests = [item for item in session.items if self.concerns(item, rules)]
            if not tests or self.noticed(session, tests, rules, said(name, read(name))):
                pytest.exit(f"{name}: no test, or one that fails without a mutant", returncode=1)
            for mutant in mutants(name):
                count = self.table.setdefault((name, mutant.rule), Count(0, []))
                count.tried += 1
                if not self.noticed(session, tests, rules, mutant.space):
                    why = SAME.get(f"{mutant.rule}: {mutant.words}", "nobody noticed")
                    count.survivors.append(f"{mutant.words}: {why}")
                    print(f"  {name}.py, {mutant.rule}: {mutant.words}: {why}", flush=True)
            self.report(name)
        return True

    def report(self, name: str) -> None:
        """Print a file and its rules."""
        rows = {rule: count for (home, rule), count in self.table.items() if home == name}
        tried, survived = (
            sum(x) for x in zip(*((c.tried, len(c.survivors)) for c in rows.values()), strict=True)
        )
        print(f"{name}: {tried} mutants, {tried - survived} caught ({1 - survived / tried:.0%})")
        for rule, count in rows.items():
            left = len(count.survivors)
            print(f"    {rule}: {count.tried} mutants, {count.tried - left} caught, {left} survive")
        sys.stdout.flush()


def write(table: dict[tuple[str, str], Count]) -> None:
    """The table as a file: a row for each rule."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["rule_file", "rule", "mutants", "caught", "survivors"])
        for (name, rule), count in table.items():
            caught = count.tried - len(count.survivors)
            lines.writerow([f"{name}.py", rule, count.tried, caught, "; ".join(count.survivors)])


def main(names: list[str], *, written: bool) -> None:
    """Try the mutants of some files, or of all, and say what became of them."""
    for module in ("sim.kernel.batch", "sim.run", "sim.agents.model"):
        import_module(module)
    phases = (Phase.explicit, Phase.generate)  # a failure counts; its smallest example does not
    settings.register_profile("mutation", derandomize=True, deadline=None, database=None, phases=phases)
    settings.load_profile("mutation")
    files = [path for path in (HERE / "sim").rglob("test_*.py") if "sim.rules" in path.read_text("utf-8")]
    trial = Trial(names)
    ended = pytest.main(
        ["-x", "-qq", "-s", "-p", "no:cacheprovider", "-W", "ignore", *map(str, sorted(files))], [trial]
    )
    if ended:
        raise SystemExit(int(ended))
    tried = sum(count.tried for count in trial.table.values())
    survived = sum(len(count.survivors) for count in trial.table.values())
    print(f"in all {tried} mutants, {tried - survived} caught ({1 - survived / max(tried, 1):.1%})")
    if written:
        write(trial.table)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments != ["--write"] and (unknown := set(arguments) - set(NAMES)):
        raise SystemExit(f"no file of rules, or not with others: {', '.join(sorted(unknown))}")
    main([name for name in NAMES if name in arguments] or NAMES, written=arguments == ["--write"])
