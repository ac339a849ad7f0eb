"""What operators and functions mean on lanes: the same as on plain numbers, in each lane.

None of them is fused with another or done in another order, so every lane has the bits that a plain number
would have. (Only the sign and the payload of what is not a number may differ.)
"""

import math
import operator
from collections.abc import Callable
from typing import Any

from sim.lanes.compiler import (
    AbstractTemplate,
    cgutils,
    infer_global,
    intrinsic,
    ir,
    lower_builtin,
    signature,
    types,
)
from sim.lanes.number_type import Lanes, common

Lower = Callable[..., Any]


def _define(
    function: Any,
    lower: Lower,
    *,
    arity: int = 2,
    result: Any = None,
    operand: Any = None,
    allowed: tuple[Any, ...] = (types.float64, types.int64, types.uint64),
) -> None:
    """Give a function a meaning on lanes: `operand` is what its arguments are made into, `result` what lies
    in the lanes of the answer, where that is not what they have in common. Beside other elements than those
    allowed it has none, and does not compile.
    """

    class OnLanes(AbstractTemplate):
        def generic(self, args: Any, kws: Any) -> Any:
            if len(args) != arity or kws or not any(isinstance(kind, Lanes) for kind in args):
                return None
            kind = common(*args)
            kind = Lanes(operand, kind.width) if operand is not None else kind
            if kind.element not in allowed:
                return None
            return signature(Lanes(result or kind.element, kind.width), *[kind] * arity)

    infer_global(function)(OnLanes)
    lower_builtin(function, *[Lanes] * arity)(lower)


def _real_or_whole(real: str, whole: str) -> Lower:
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return getattr(builder, real if sig.args[0].element == types.float64 else whole)(*args)

    return lower


def _compared(sign: str) -> Lower:
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        element = sig.args[0].element
        if element == types.float64:
            return (builder.fcmp_unordered if sign == "!=" else builder.fcmp_ordered)(sign, *args)
        return (builder.icmp_signed if element == types.int64 else builder.icmp_unsigned)(sign, *args)

    return lower


def _of_llvm(name: str) -> Lower:
    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        kind = args[0].type
        vector = f"{name}.v{kind.count}f64"
        function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind]), vector)
        return builder.call(function, args)

    return lower


def _extreme(sign: str) -> Lower:
    """The second where it is smaller (larger), else the first, as for plain numbers."""

    def lower(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(sign, args[1], args[0]), args[1], args[0])

    return lower


def _shifted_down(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return (builder.ashr if sig.args[0].element == types.int64 else builder.lshr)(*args)


def _negated(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return builder.fsub(ir.Constant(args[0].type, [-0.0] * sig.args[0].width), args[0])


_REAL, _WHOLE, _YES = (types.float64,), (types.int64, types.uint64), (types.boolean,)
_ANY = (types.float64, types.int64, types.uint64)
for _ops, _lower in (
    ((operator.add, operator.iadd), _real_or_whole("fadd", "add")),
    ((operator.sub, operator.isub), _real_or_whole("fsub", "sub")),
    ((operator.mul, operator.imul), _real_or_whole("fmul", "mul")),
):
    for _op in _ops:
        _define(_op, _lower)
for _op in (operator.truediv, operator.itruediv):
    _define(_op, lambda c, b, s, a: b.fdiv(*a), operand=types.float64)
for _op, _sign in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
    (operator.ne, "!="),
):
    _define(_op, _compared(_sign), result=types.boolean, allowed=_ANY)
_define(operator.lshift, lambda c, b, s, a: b.shl(*a), allowed=_WHOLE)
_define(operator.rshift, _shifted_down, allowed=_WHOLE)
_define(operator.xor, lambda c, b, s, a: b.xor(*a), allowed=_WHOLE)
_define(operator.and_, lambda c, b, s, a: b.and_(*a), allowed=(*_YES, *_WHOLE))
_define(operator.or_, lambda c, b, s, a: b.or_(*a), allowed=(*_YES, *_WHOLE))
_define(operator.neg, _negated, arity=1, allowed=_REAL)
_define(math.sqrt, _of_llvm("llvm.sqrt"), arity=1, allowed=_REAL)
_define(abs, _of_llvm("llvm.fabs"), arity=1, allowed=_REAL)
_define(min, _extreme("<"), allowed=_REAL)
_define(max, _extreme(">"), allowed=_REAL)


def _chosen(context: Any, test: Any, first: Any, second: Any) -> Any:
    """`one` where the test holds, else `other`, lane by lane."""
    widths = [kind.width for kind in (test, first, second) if isinstance(kind, Lanes)]
    if not widths:  # taken for different between lanes, and is not
        kind = context.unify_types(types.unliteral(first), types.unliteral(second))
        return kind(types.boolean, kind, kind), lambda c, builder, sig, args: builder.select(*args)
    elements = [getattr(each, "element", types.unliteral(each)) for each in (first, second)]
    kind = common(*(Lanes(element, widths[0]) for element in elements))
    test = Lanes(types.boolean, widths[0]) if isinstance(test, Lanes) else types.boolean
    return kind(test, kind, kind), lambda c, builder, sig, args: builder.select(*args)


chosen: Any = intrinsic(_chosen)


def _is_yes(*kinds: Any) -> bool:
    return all(getattr(kind, "element", types.unliteral(kind)) == types.boolean for kind in kinds)


def _both(context: Any, first: Any, second: Any) -> Any:
    """Whether both of two conditions hold, each of them worked out."""
    return _put_together((first, second), lambda c, builder, sig, args: builder.and_(*args))


both: Any = intrinsic(_both)


def _either(context: Any, first: Any, second: Any) -> Any:
    """Whether one of two conditions holds, each of them worked out."""
    return _put_together((first, second), lambda c, builder, sig, args: builder.or_(*args))


either: Any = intrinsic(_either)


def _neither(context: Any, first: Any) -> Any:
    """Whether a condition does not hold."""
    return _put_together((first,), lambda c, builder, sig, args: builder.not_(args[0]))


neither: Any = intrinsic(_neither)


def _any_lane(context: Any, test: Any) -> Any:
    """Whether a condition holds in any lane; a plain one is itself."""
    if not _is_yes(test):
        return None
    if not isinstance(test, Lanes):
        return types.boolean(types.boolean), lambda c, b, s, a: a[0]
    whole = ir.IntType(test.width)
    return types.boolean(test), lambda c, b, s, a: b.icmp_unsigned("!=", b.bitcast(a[0], whole), whole(0))


any_lane: Any = intrinsic(_any_lane)


def _put_together(kinds: tuple[Any, ...], lower: Lower) -> Any:
    """The type of conditions put together, which all have to be yes or no."""
    if not _is_yes(*kinds):
        return None
    in_lanes = any(isinstance(kind, Lanes) for kind in kinds)
    kind = common(*kinds) if in_lanes else types.boolean
    return kind(*[kind] * len(kinds)), lower


def _seen_as(element: Any) -> Any:
    def seen(context: Any, x: Any) -> Any:
        """The same bits as another type of number."""
        if not isinstance(x, Lanes) or x.element == types.boolean:
            return None
        kind = Lanes(element, x.width)
        return kind(x), lambda c, b, s, a: b.bitcast(a[0], c.get_value_type(kind))

    return intrinsic(seen)


def _made(element: Any) -> Any:
    def made(context: Any, x: Any) -> Any:
        """The same number as another type of number, where that loses nothing."""
        if not isinstance(x, Lanes) or x.element not in (element, types.uint64, types.int64):
            return None
        kind = Lanes(element, x.width)
        if element != types.float64 and x.element != element:
            return kind(x), lambda c, b, s, a: a[0]
        return kind(x), lambda c, b, s, a: c.cast(b, a[0], x, kind)

    return intrinsic(made)


VIEWS = {"np.int64": _seen_as(types.int64), "np.float64": _seen_as(types.float64)}
"""`x.view(np.int64)`: bits taken for a number of another type."""
CONVERSIONS = {
    "float": _made(types.float64),
    "np.float64": _made(types.float64),
    "int": _made(types.int64),
    "np.int64": _made(types.int64),
    "np.uint64": _made(types.uint64),
}
"""`np.float64(x)`: a number of another type."""
