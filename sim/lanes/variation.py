"""What differs between lanes: of every name in a function and of every expression, worked out from the types
that its arguments have.
"""

import ast
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.lanes.compiler import types
from sim.lanes.lane_views import holds_lanes, may_be_written

Kind = Any
"""What is known of a name: its numba type, or True where its value differs between lanes, or False."""


class NotInLanes(Exception):
    """Why a function cannot be rewritten for lanes; what would be right is said where it can be."""


def assigned_names(body: Iterable[ast.AST]) -> set[str]:
    """The names that statements give a value to."""
    return _names(body, ast.Store)


def read_names(body: Iterable[ast.AST]) -> list[str]:
    """The names that statements read, as often as they do."""
    nodes = (node for part in body for node in ast.walk(part))
    return [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]


def _names(body: Iterable[ast.AST], context: type[ast.expr_context]) -> set[str]:
    nodes = (node for part in body for node in ast.walk(part))
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


class Variation:
    """The kinds of the names of one function, and of what is made of them.

    `alike` are names of functions whose answer is the same in all lanes whatever they are given, with what is
    called in their place.
    """

    def __init__(self, kinds: dict[str, Kind], alike: Mapping[str, str], body: Sequence[ast.stmt]) -> None:
        self.kinds, self.alike, self.arguments = dict(kinds), alike, frozenset(kinds)
        before: dict[str, Kind] | None = None
        while self.kinds != before:
            before = dict(self.kinds)
            self._learn(body, under=False)

    def kind(self, e: ast.AST | None) -> Kind:
        """The numba type of a name, a field, an item or a part of an array, if it is known."""
        if isinstance(e, ast.Name):
            return self.kinds.get(e.id)
        if isinstance(e, ast.Attribute):
            of = self.kind(e.value)
            fields = getattr(of, "fields", ())
            return of.types[fields.index(e.attr)] if e.attr in fields else None
        if isinstance(e, ast.Subscript):
            return _item(self.kind(e.value), e.slice)
        if isinstance(e, ast.IfExp):
            first, second = self.kind(e.body), self.kind(e.orelse)
            return first if first == second and not isinstance(first, bool) else None
        return None

    def differs(self, e: ast.AST) -> bool:
        """Whether the value of an expression may differ between lanes."""
        kind = self.kind(e)
        if isinstance(kind, bool):
            return kind
        if kind is not None:
            return holds_lanes(kind)
        if isinstance(e, ast.Call) and ast.unparse(e.func) in {"len", *self.alike}:
            return False
        if isinstance(e, ast.Attribute) and e.attr in ("shape", "size"):
            return False
        return any(self.differs(part) for part in ast.iter_child_nodes(e))

    def is_memory(self, e: ast.AST) -> bool:
        """Whether an argument is something that whoever is given it could write into."""
        kind = self.kind(e)
        return kind is not None and not isinstance(kind, bool) and may_be_written(kind)

    def _learn(self, body: Iterable[ast.stmt], under: bool) -> None:
        for node in body:
            if isinstance(node, ast.Assign):
                self._give(node.targets[0], node.value, under)
            elif isinstance(node, ast.For):
                if isinstance(node.target, ast.Name):
                    self.kinds.setdefault(node.target.id, False)
                self._learn(node.body, under)
            elif isinstance(node, ast.While):
                self._learn(node.body, under)
            elif isinstance(node, ast.If):
                below = under or self.differs(node.test)
                self._learn(node.body, below)
                self._learn(node.orelse, below)

    def _give(self, target: ast.expr, value: ast.expr, under: bool) -> None:
        if isinstance(target, ast.Tuple):
            parts = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
            for name, part in zip(target.elts, parts, strict=True):
                self._give(name, part, under)
        elif isinstance(target, ast.Name):
            now = self.kind(value)
            if now is None or isinstance(now, bool) or not may_be_written(now):
                now = under or self.differs(value)
            self.kinds[target.id] = _merged(self.kinds.get(target.id), now)


def _merged(was: Kind, now: Kind) -> Kind:
    if was is None or was == now:
        return now
    return any(kind if isinstance(kind, bool) else holds_lanes(kind) for kind in (was, now))


def _item(of: Kind, index: ast.expr) -> Kind:
    """The type of what lies at an index: a number, a part of an array, an item of a tuple of equal ones."""
    if isinstance(of, types.UniTuple):
        return of.dtype
    if not isinstance(of, types.Array):
        return None
    indices = index.elts if isinstance(index, ast.Tuple) else [index]
    left = of.ndim - sum(not isinstance(each, ast.Slice) for each in indices)
    return of.dtype if left <= 0 else types.Array(of.dtype, left, "A")
