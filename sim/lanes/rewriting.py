"""A function's text for lanes: where lanes part, both ways are gone, and each lane keeps what is its own.

A branch on what is the same in all lanes stays a branch. On what differs, the body is done under a mask, the
other body under its opposite: a name keeps its old value, and an array its old item, in every lane that the
mask leaves out. A lane that has returned, or has left a loop, is left out of what comes after. What cannot be
done so is refused, with the reason; docs/lanes.md says what that is.
"""

import ast
import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sim.lanes.variation import Kind, NotInLanes, Variation, assigned_names, read_names

RESULT, GONE = "result__", "gone__"
"""What lanes return that have returned, and which those are."""


_NO_FORM = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.NamedExpr)


def rewritten(
    function: ast.FunctionDef, kinds: dict[str, Kind], alike: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Put a function's text for lanes in its place, given the types of its arguments. `alike` are names of
    functions whose answer is the same in all lanes, with what is called in their place. Raises NotInLanes.
    """
    body = [_Plain().visit(node) for node in copy.deepcopy(function.body)]
    function.body = _Rewriting(Variation(kinds, alike, body), body).done


class _Plain(ast.NodeTransformer):
    """`x += y` as `x = x + y`, and values without notes on their types."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.Assign:
        return ast.Assign([node.target], ast.BinOp(_read(node.target), node.op, node.value))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.Assign | None:
        return None if node.value is None else ast.Assign([node.target], node.value)


def _read(target: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(target), mode="eval").body


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _set(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _leaves(body: Sequence[ast.stmt], *kinds: type[ast.stmt]) -> bool:
    return any(isinstance(node, kinds) for part in body for node in ast.walk(part))


class _Rewriting(ast.NodeTransformer):
    """The statements of one function, one after the other.

    `mask` names the lanes that are under way, or None where all are; `known` the names that have a value by
    now; `loops` holds, for every loop around, the name of the lanes that have left it.
    """

    def __init__(self, variation: Variation, body: list[ast.stmt]) -> None:
        self.varied, self.whole = variation, body
        self.mask: str | None = None
        self.known = set(variation.arguments)
        self.loops: list[str | None] = []
        self.count = 0
        self.parts = False
        made = self._block(body)
        head = [_set(GONE, ast.Constant(False))] if self.parts else []
        tail = [ast.Return(_load(RESULT))] if RESULT in self.known else []
        self.done = [*head, *made, *tail] or [ast.Pass()]

    # -- statements
    def _block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        outer = self.mask
        for node in body:
            made += self._statement(node)
            if self._parted_in(node):
                made += self._still_under_way(outer)
        self.mask = outer
        return made

    def _statement(self, node: ast.stmt) -> list[ast.stmt]:
        if isinstance(node, ast.Assign):
            return self._assigned(node)
        if isinstance(node, ast.If):
            return self._parted(node) if self.varied.differs(node.test) else [self._branch(node)]
        if isinstance(node, ast.For | ast.While):
            return self._loop(node)
        if isinstance(node, ast.Return):
            return self._returned(node)
        if isinstance(node, ast.Break):
            return self._left()
        if isinstance(node, ast.Expr):
            if self.mask and not isinstance(node.value, ast.Constant):
                raise NotInLanes("a step that may write stands under a condition that differs between lanes")
            return [] if isinstance(node.value, ast.Constant) else [ast.Expr(self._value(node.value))]
        if isinstance(node, ast.Pass) or (isinstance(node, ast.Raise) and self.mask is None):
            return [node]
        raise NotInLanes(f"a statement of the kind {type(node).__name__} has no form in lanes")

    def _assigned(self, node: ast.Assign) -> list[ast.stmt]:
        if len(node.targets) > 1:
            raise NotInLanes("two targets are given one value (`a = b = x`)")
        target, value = node.targets[0], self._value(node.value)
        if not isinstance(target, ast.Tuple):
            return [self._stored(target, value)]
        if self.mask is None:
            self._check_indices(target)
            self.known |= assigned_names([target])
            return [ast.Assign([target], value)]
        names = [self._new("part") for _ in target.elts]
        at_once = ast.Tuple([ast.Name(name, ast.Store()) for name in names], ast.Store())
        return [ast.Assign([at_once], value)] + [
            self._stored(part, _load(name)) for part, name in zip(target.elts, names, strict=True)
        ]

    def _stored(self, target: ast.expr, value: ast.expr) -> ast.stmt:
        """A value given to a name or an item: under a mask the lanes left out keep what they had."""
        self._check_indices(target)
        keeps = self.mask and (not isinstance(target, ast.Name) or target.id in self.known)
        if keeps:
            assert self.mask is not None
            value = _call("chosen__", _load(self.mask), value, _read(target))
        self.known |= assigned_names([target])
        return ast.Assign([target], value)

    def _branch(self, node: ast.If) -> ast.stmt:
        """All lanes go the same way."""
        test, known = self._value(node.test), set(self.known)
        body = self._block(node.body)
        after, self.known = self.known, known
        orelse = self._block(node.orelse)
        self.known |= after
        return ast.If(test, body or [ast.Pass()], orelse)

    def _parted(self, node: ast.If) -> list[ast.stmt]:
        """Lanes part: the one body under a mask, then the other under its opposite."""
        if self.loops:
            self._check_first_values(node)
        outer, test = self.mask, self._new("test")
        made: list[ast.stmt] = [_set(test, self._value(node.test))]
        for body, holds in ((node.body, _load(test)), (node.orelse, _call("neither__", _load(test)))):
            if body:
                made.append(self._under(holds, outer))
                made += self._block(body)
                self.mask = outer
        return made

    def _under(self, test: ast.expr, outer: str | None) -> ast.stmt:
        """A new mask: the lanes of the outer one for which a test holds."""
        self.mask = self._new("mask")
        return _set(self.mask, _call("both__", test, _load(outer)) if outer else test)

    def _loop(self, node: ast.For | ast.While) -> list[ast.stmt]:
        head = node.iter if isinstance(node, ast.For) else node.test
        if self.varied.differs(head):
            raise NotInLanes("a loop ends at different times in different lanes; give it a fixed end")
        if node.orelse or not (isinstance(node, ast.While) or isinstance(node.target, ast.Name)):
            raise NotInLanes("a loop has an `else`, or runs over more than one name")
        left = self._new("left") if self._apart(node.body, ast.Break) else None
        if left:
            self._check_carried(node)
        self.parts = self.parts or self._apart(node.body, ast.Return)
        out = [left] if left else []
        out += [GONE] if self.parts and _leaves([node], ast.Return) else []
        outer, head = self.mask, self._value(head)
        if isinstance(node, ast.For):
            self.known |= assigned_names([node.target])
        self.loops.append(left)
        inside = [*self._without(out, outer), *self._block(node.body)] or [ast.Pass()]
        self.loops.pop()
        self.mask = outer
        before: list[ast.stmt] = [_set(left, ast.Constant(False))] if left else []
        loop = (
            ast.For(node.target, head, inside, [])
            if isinstance(node, ast.For)
            else ast.While(head, inside, [])
        )
        return [*before, loop]

    def _returned(self, node: ast.Return) -> list[ast.stmt]:
        value = None if node.value is None else self._value(node.value)
        if self.mask is None:
            return [ast.Return(value)]
        if isinstance(node.value, ast.Tuple):
            raise NotInLanes("several values are returned under a condition that differs between lanes")
        self.parts = True
        made = [] if value is None else [self._stored(ast.Name(RESULT, ast.Store()), value)]
        return [*made, _set(GONE, _call("either__", _load(GONE), _load(self.mask)))]

    def _left(self) -> list[ast.stmt]:
        left = self.loops[-1]
        if left is None:
            return [ast.Break()]
        assert self.mask is not None
        return [_set(left, _call("either__", _load(left), _load(self.mask)))]

    # -- who is under way
    def _apart(self, body: Sequence[ast.stmt], leaving: type[ast.stmt], under: bool = False) -> bool:
        """Whether lanes may leave these statements at different times, by a break of theirs or a return."""
        for node in body:
            if isinstance(node, leaving) and (under or self.mask is not None):
                return True
            if isinstance(node, ast.If):
                below = under or self.varied.differs(node.test)
                if self._apart(node.body, leaving, below) or self._apart(node.orelse, leaving, below):
                    return True
            if (
                isinstance(node, ast.For | ast.While)
                and leaving is ast.Return
                and self._apart(node.body, leaving, under)
            ):
                return True
        return False

    def _parted_in(self, node: ast.stmt) -> bool:
        """Whether lanes may have returned, or left the loop around, in this statement."""
        if isinstance(node, ast.Return | ast.Break):
            return False
        returned = self.parts and _leaves([node], ast.Return)
        inner = isinstance(node, ast.For | ast.While)
        left = bool(self.loops and self.loops[-1]) and not inner and _leaves([node], ast.Break)
        return returned or left

    def _still_under_way(self, outer: str | None) -> list[ast.stmt]:
        left = self.loops[-1] if self.loops else None
        return self._without([name for name in (left, GONE if self.parts else None) if name], outer)

    def _without(self, out: Sequence[str], outer: str | None) -> list[ast.stmt]:
        self.mask = outer
        return [self._under(_call("neither__", _load(name)), self.mask) for name in out]

    def _new(self, what: str) -> str:
        self.count += 1
        return f"{what}_{self.count}__"

    # -- what would differ silently
    def _check_first_values(self, node: ast.If) -> None:
        """In a loop, a name that gets its first value on one way alone would lose it in the next turn."""
        first, second = assigned_names(node.body) - self.known, assigned_names(node.orelse) - self.known
        for name in sorted(first ^ second):
            body = node.body if name in first else node.orelse
            if read_names(self.whole).count(name) > read_names(body).count(name):
                raise NotInLanes(
                    f"{name} gets its first value under a condition in a loop; give it one before"
                )

    def _check_carried(self, node: ast.For | ast.While) -> None:
        """A name first set in a loop that lanes leave at different times would be overwritten after it."""
        for name in sorted(assigned_names(node.body) - self.known):
            if read_names(self.whole).count(name) > read_names([node]).count(name):
                raise NotInLanes(
                    f"{name} gets its first value in a loop and is read after it; give it one before"
                )

    def _check_indices(self, e: ast.AST) -> None:
        for part in ast.walk(e):
            if isinstance(part, ast.Subscript) and self.varied.differs(part.slice):
                raise NotInLanes("an index differs between lanes")

    # -- expressions
    def _value(self, e: ast.expr) -> ast.expr:
        self._check_indices(e)
        if any(isinstance(part, _NO_FORM) for part in ast.walk(e)):
            raise NotInLanes("comprehensions, lambdas and := have no form in lanes")
        if self.mask is not None:
            self._check_pure(e)
        made: ast.expr = self.visit(copy.deepcopy(e))
        return made

    def _check_pure(self, e: ast.AST) -> None:
        """What is worked out for lanes that would not have asked must not write."""
        for call in (part for part in ast.walk(e) if isinstance(part, ast.Call)):
            if ast.unparse(call.func) != "len" and any(self.varied.is_memory(arg) for arg in call.args):
                raise NotInLanes(
                    f"{ast.unparse(call.func)} may write, under a condition that differs between lanes"
                )

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        differs = self.varied.differs(node.test)
        if differs:
            self._check_pure(node.body)
            self._check_pure(node.orelse)
        self.generic_visit(node)
        return _call("chosen__", node.test, node.body, node.orelse) if differs else node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        if not self.varied.differs(node):
            return node
        for guarded in node.values[1:]:
            self._check_pure(guarded)
            if any(isinstance(part, ast.Subscript) for part in ast.walk(guarded)):
                raise NotInLanes("an item is looked up behind `and` or `or`, which guards nothing in lanes")
        self.generic_visit(node)
        return _joined("both__" if isinstance(node.op, ast.And) else "either__", node.values)

    def visit_Compare(self, node: ast.Compare) -> Any:
        if len(node.ops) == 1 or not self.varied.differs(node):
            return self.generic_visit(node)
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        pairs = [ast.Compare(sides[k], [op], [sides[k + 1]]) for k, op in enumerate(node.ops)]
        return _joined("both__", pairs)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        differs = isinstance(node.op, ast.Not) and self.varied.differs(node.operand)
        self.generic_visit(node)
        return _call("neither__", node.operand) if differs else node

    def visit_Call(self, node: ast.Call) -> Any:
        """The moves of bits: `x.view(np.int64)`, `np.float64(x)`; whatever else is called by its name."""
        name, differs = ast.unparse(node.func), self.varied.differs(node)
        self.generic_visit(node)
        if differs and isinstance(node.func, ast.Attribute) and node.func.attr == "view":
            return _call(f"view_{_flat(ast.unparse(node.args[0]))}__", node.func.value)
        if differs and name in ("float", "int", "np.float64", "np.int64", "np.uint64"):
            return _call(f"made_{_flat(name)}__", *node.args)
        if isinstance(node.func, ast.Name) and node.func.id in self.varied.alike:
            return _call(self.varied.alike[node.func.id], *node.args)
        return node


def _joined(how: str, conditions: Sequence[ast.expr]) -> ast.expr:
    joined, *others = conditions
    for other in others:
        joined = _call(how, joined, other)
    return joined


def _flat(name: str) -> str:
    return name.replace(".", "_")
