"""Help and lists come quickly: naming and checking scenarios imports nothing of the model's machinery."""

import ast
import subprocess
import sys
from pathlib import Path

import scenarios

HEAVY = ("numpy", "numba", "pydantic", "ruamel.yaml", "mesa")
SHOWN = f"import sys; print(' '.join(name for name in {HEAVY} if name in sys.modules))"


def imported(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import scenarios\n{code}\n{SHOWN}"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(scenarios.__file__).parent.parent,
    )
    return set(done.stdout.split())


def test_importing_scenarios_imports_nothing_heavy() -> None:
    assert imported("scenarios.shipped()") == set()


def test_listing_needs_the_reader_alone() -> None:
    assert imported("scenarios.catalogue()") == {"ruamel.yaml"}


def test_checking_and_changing_need_no_arrays() -> None:
    code = "scenarios.sentences(scenarios.override(scenarios.load('perfect-storm'), {'shock.size': .5}))"
    assert imported(code) == {"ruamel.yaml", "pydantic"}
    assert "numpy" in imported("scenarios.compile_case(scenarios.load('perfect-storm'))")


def test_every_public_name_is_there_and_hides_no_module() -> None:
    home = Path(scenarios.__file__).parent
    names = {name for names in scenarios._NAMES.values() for name in names}
    assert names & {path.stem for path in home.glob("*.py")} == set()
    assert all(callable(getattr(scenarios, name)) for name in names)


def told_to_type_checkers(text: str) -> set[tuple[str, str]]:
    """The imports of the package that only a type checker reads: module and name."""
    (block,) = [node for node in ast.parse(text).body if isinstance(node, ast.If)]
    imports = [node for node in block.body if isinstance(node, ast.ImportFrom)]
    return {
        (str(node.module).removeprefix("scenarios."), alias.name) for node in imports for alias in node.names
    }


def test_type_checkers_are_told_of_the_names_that_are_there() -> None:
    text = Path(scenarios.__file__).read_text(encoding="utf-8")
    listed = {(module, name) for module, names in scenarios._NAMES.items() for name in names}
    assert told_to_type_checkers(text) == listed
    without = text.replace("    from scenarios.schema import Scenario as Scenario\n", "")
    assert listed - told_to_type_checkers(without) == {("schema", "Scenario")}  # control
