"""Lanes: several numbers side by side, one a replicate, that a processor adds or compares in one step.

To numba they are a type like any number; to LLVM a vector. A plain number beside lanes stands for the same
number in each. A condition on lanes is itself lanes of yes and no, and has no truth value: code that
branches on it does not compile.
"""

from typing import Any

from sim.lanes.compiler import Conversion, ir, lower_cast, models, register_model, types

PLAIN = (types.Float, types.Integer, types.Boolean)
BITS = {
    types.float64: ir.DoubleType(),
    types.int64: ir.IntType(64),
    types.uint64: ir.IntType(64),
    types.boolean: ir.IntType(1),
}
"""What may lie in a lane, and how LLVM writes it."""


class Lanes(types.Type):
    """So many numbers of one type side by side."""

    def __init__(self, element: Any, width: int) -> None:
        if element not in BITS:
            raise TypeError(f"lanes hold {', '.join(map(str, BITS))}, and no {element}")
        self.element, self.width = element, width
        super().__init__(name=f"Lanes({element}, {width})")

    def can_convert_from(self, context: Any, other: Any) -> Any:
        """A plain number may stand where lanes are expected."""
        return Conversion.promote if isinstance(other, PLAIN) else None

    def unify(self, context: Any, other: Any) -> Any:
        """What a name holds that is a plain number first and lanes later: lanes."""
        return common(self, other) if isinstance(other, PLAIN) else None


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Lanes) -> None:
        super().__init__(manager, kind, ir.VectorType(BITS[kind.element], kind.width))


def common(*kinds: Any) -> Lanes:
    """The lanes that hold what all these types hold: real numbers where one of them is real, else the type
    they share, else whole numbers.
    """
    width = next(kind.width for kind in kinds if isinstance(kind, Lanes))
    elements = {kind.element if isinstance(kind, Lanes) else types.unliteral(kind) for kind in kinds}
    if any(isinstance(element, types.Float) for element in elements):
        return Lanes(types.float64, width)
    shared = elements.pop() if len(elements) == 1 else types.int64
    return Lanes(shared if shared in BITS else types.int64, width)


def repeated(builder: Any, value: Any, width: int) -> Any:
    """A plain number as lanes."""
    pair = ir.VectorType(value.type, width)
    first = builder.insert_element(ir.Constant(pair, ir.Undefined), value, ir.IntType(32)(0))
    return builder.shuffle_vector(
        first, first, ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
    )


@lower_cast(types.Float, Lanes)
@lower_cast(types.Integer, Lanes)
@lower_cast(types.Boolean, Lanes)
def _plain_to_lanes(context: Any, builder: Any, source: Any, target: Lanes, value: Any) -> Any:
    return repeated(builder, context.cast(builder, value, source, target.element), target.width)


@lower_cast(Lanes, Lanes)
def _lanes_to_lanes(context: Any, builder: Any, source: Lanes, target: Lanes, value: Any) -> Any:
    if source == target:
        return value
    kind = context.get_value_type(target)
    if target.element == types.float64:
        if source.element == types.int64:
            return builder.sitofp(value, kind)
        return builder.uitofp(value, kind)
    if source.element == types.boolean:
        return builder.zext(value, kind)
    raise NotImplementedError(f"{source} as {target}")
