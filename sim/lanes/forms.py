"""What is called in place of a rule or a step of the month where its arguments are lanes.

The form is made once for the types of its arguments, when numba first asks for it, from the function's own
text; the functions it calls are replaced by their forms. Where no argument is lanes the text stays as it is.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from sim.lanes.compiler import Dispatcher, njit, overload, types
from sim.lanes.lane_views import first_lane, holds_lanes
from sim.lanes.marks import BY_HAND, SAME, plain
from sim.lanes.operators import CONVERSIONS, VIEWS, any_lane, both, chosen, either, neither
from sim.lanes.rewriting import rewritten
from sim.lanes.variation import NotInLanes

OPTIONS = {"error_model": "numpy", "nogil": True, "no_cfunc_wrapper": True, "_nrt": False}
_INLINED = OPTIONS | {"forceinline": True, "no_cpython_wrapper": True}
_MEANS = {"chosen__": chosen, "both__": both, "either__": either, "neither__": neither}
_MEANS |= {"first_lane__": first_lane, "any_lane__": any_lane}
_MEANS |= {f"view_{name.replace('.', '_')}__": made for name, made in VIEWS.items()}
_MEANS |= {f"made_{name.replace('.', '_')}__": made for name, made in CONVERSIONS.items()}
_FORMS: dict[Any, Callable[..., Any]] = {}
TEXTS: dict[str, str] = {}
"""What was made of each function that was asked for with lanes, to be read by who wonders."""


def compiled_for_lanes(function: Callable[..., Any]) -> Any:
    """A function compiled as the kernel is, from which forms can be called."""
    return njit(**OPTIONS)(function)


def for_lanes(function: Any) -> Callable[..., Any]:
    """What to call, from compiled code, in place of a function, with lanes or without."""
    function = plain(function)
    if function not in _FORMS:

        def form(*args: Any) -> Any:
            raise NotImplementedError("a form for lanes is called from compiled code alone")

        form.__name__ = function.__name__
        _FORMS[function] = form
        overload(form, jit_options=_INLINED, strict=False)(lambda *kinds: _form(function, kinds))
    return _FORMS[function]


def _form(function: Callable[..., Any], kinds: tuple[Any, ...]) -> Callable[..., Any]:
    """The function that numba compiles for these types."""
    kinds = tuple(types.unliteral(kind) for kind in kinds)
    in_lanes = any(map(holds_lanes, kinds))
    source = BY_HAND.get(function, function) if in_lanes else function
    tree = ast.parse(textwrap.dedent(inspect.getsource(source)))
    made = tree.body[0]
    assert isinstance(made, ast.FunctionDef)
    arguments = [arg.arg for arg in made.args.args]
    for arg in made.args.args:
        arg.annotation = None
    made.returns, made.decorator_list = None, []
    names = _with_forms(tree, source)
    if in_lanes:
        try:
            rewritten(made, dict(zip(arguments, kinds, strict=True)), names.pop("alike__"))
        except NotInLanes as reason:
            raise NotInLanes(f"{source.__module__}.{source.__name__}: {reason}") from None
    text = ast.unparse(ast.fix_missing_locations(tree))
    TEXTS[f"{source.__module__}.{source.__name__}"] = text
    exec(compile(text, f"<{source.__name__} for lanes>", "exec"), names)
    made_function: Callable[..., Any] = names[made.name]
    return made_function


def _with_forms(tree: ast.Module, function: Callable[..., Any]) -> dict[str, Any]:
    """The names that a function uses, with the forms of the functions it calls in their place; `module.rule`
    is written `module_rule`. Under "alike__" stand those whose answer is the same in all lanes, with what is
    called in their place.
    """
    names = dict(function.__globals__) | _MEANS
    same: dict[str, str] = {}
    for call in [node for node in ast.walk(tree) if isinstance(node, ast.Call)]:
        ours = _called(call.func, function.__globals__)
        if ours is None:
            continue
        name = ast.unparse(call.func).replace(".", "_")
        call.func = ast.Name(name, ast.Load())
        if plain(ours) in SAME:
            same[name] = SAME[plain(ours)]
        names[name] = for_lanes(ours)
    return names | {"alike__": same}


def _called(called: ast.expr, names: dict[str, Any]) -> Any:
    """The function of ours that is called by name or as `module.name`, or None."""
    ours = names.get(called.id) if isinstance(called, ast.Name) else None
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        owner = names.get(called.value.id)
        ours = getattr(owner, called.attr, None) if inspect.ismodule(owner) else None
    return ours if isinstance(ours, Dispatcher) or ours in _FORMS else None
