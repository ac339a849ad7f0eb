"""Do the tests see a rule that is wrong? Every constant, sign and comparison of the rules, broken one at a
time.

    python tests/mutation.py              all rules (some tens of minutes on one core)
    python tests/mutation.py trust data   those of some files

Rules run as plain Python here, so that a broken one takes the place of the right one at once. A mutant
is caught when a test of its file fails. Printed for each file: mutants, caught, and every survivor with its
line.
"""

import ast
import os
import signal
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import CodeType
from typing import Any

os.environ["NUMBA_DISABLE_JIT"] = "1"

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
RULES = HERE.parent / "sim" / "rules"
SECONDS = 120
THEORY = "test_theory_rules.py"
TESTS = {
    "capacity": [THEORY],
    "chips": ["test_chips_and_firms.py"],
    "code": [THEORY],
    "controls": [THEORY],
    "council": ["test_council.py", THEORY],
    "dangers": [THEORY, "test_stakes_and_effort.py"],
    "data": ["test_joint_answers.py", THEORY],
    "defence": [THEORY],
    "effort": ["test_stakes_and_effort.py", THEORY],
    "firms": ["test_chips_and_firms.py", THEORY],
    "interoperability": ["test_joint_answers.py", "test_chips_and_firms.py", "test_council.py"],
    "norms": [THEORY],
    "outside": [THEORY],
    "performance": ["test_calm.py", "test_council.py"],
    "pledge": ["test_joint_answers.py"],
    "politics": [THEORY],
    "regulation": [THEORY],
    "relative": [THEORY],
    "shocks": ["test_twin.py", "test_engines_agree.py"],
    "strengths": ["test_stakes_and_effort.py", "test_idle_firm.py"],
    "trust": ["test_trust.py"],
    "warning": ["test_joint_answers.py", "test_chips_and_firms.py"],
}
OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
COMPARISONS = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq}


def places(tree: ast.Module) -> list[tuple[ast.AST, int]]:
    """Everything that can be broken: the node, and for a comparison which of its parts."""
    found: list[tuple[ast.AST, int]] = []
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            number = isinstance(node, ast.Constant) and isinstance(node.value, float | int)
            operator = isinstance(node, ast.BinOp) and type(node.op) in OPERATORS
            if number or operator or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)):
                found.append((node, 0))
            if isinstance(node, ast.Compare):
                found += [(node, k) for k, one in enumerate(node.ops) if type(one) in COMPARISONS]
    return found


def broken(node: Any, part: int) -> str:
    """Break the tree at a place, in place; what was done, in words."""
    if isinstance(node, ast.Constant):
        old, node.value = node.value, type(node.value)(2 * node.value + 1)
        return f"{old} became {node.value}"
    if isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        return "a minus became a plus"
    if isinstance(node, ast.BinOp):
        old_op, node.op = type(node.op), OPERATORS[type(node.op)]()
        return f"{old_op.__name__} became {type(node.op).__name__}"
    old_op, node.ops[part] = type(node.ops[part]), COMPARISONS[type(node.ops[part])]()
    return f"{old_op.__name__} became {type(node.ops[part]).__name__}"


def mutants(name: str) -> Iterator[tuple[int, str, dict[str, CodeType]]]:
    """Line, what was done, and the code of every function of a rule file, for each mutant."""
    text = (RULES / f"{name}.py").read_text(encoding="utf-8")
    for number in range(len(places(ast.parse(text)))):
        tree = ast.parse(text)
        node, part = places(tree)[number]
        words = broken(node, part)
        space: dict[str, Any] = {}
        functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
        for one in functions:
            one.returns, one.args.defaults = None, []
            for argument in one.args.args:
                argument.annotation = None
        module = ast.fix_missing_locations(ast.Module(functions, []))  # type: ignore[arg-type]
        exec(compile(module, f"{name}.py", "exec"), space)
        yield node.lineno, words, {one.name: space[one.name].__code__ for one in functions}  # type: ignore[attr-defined]


def caught(name: str, code: dict[str, CodeType]) -> bool:
    """Whether a test fails under the mutant: tried in a process of its own, which ends with it."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        rules = vars(import_module(f"sim.rules.{name}"))
        for function, changed in code.items():
            rules[function].__code__ = changed
        import pytest

        files = [str(HERE / "sim" / one) for one in TESTS[name]]
        os._exit(int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files])) != 0)
    _, status = os.waitpid(child, 0)
    return status != 0


def main(names: list[str]) -> None:
    """Print mutants, caught and survivors by file."""
    for module in ("pytest", "hypothesis", "sim.batch", "sim.run", "sim.model"):
        import_module(module)
    total = kept = 0
    for name in names or sorted(TESTS):
        if caught(name, {}):
            print(f"{name}: its tests fail without a mutant", flush=True)
            continue
        tried = survivors = 0
        for line, words, code in mutants(name):
            tried += 1
            if not caught(name, code):
                survivors += 1
                print(f"  {name}.py:{line}: {words}: nobody noticed", flush=True)
        print(f"{name}: {tried} mutants, {tried - survivors} caught", flush=True)
        total, kept = total + tried, kept + survivors
    print(f"in all {total} mutants, {1 - kept / max(total, 1):.0%} caught")


if __name__ == "__main__":
    main(sys.argv[1:])
