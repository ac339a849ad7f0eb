"""Arrays of lanes, and one lane of them.

Memory that lies as float64[…, n] is seen as an array of lanes of n numbers, so the text of the kernel takes
`s.trust[i]` and means n states at once. Nothing is copied.
"""

from typing import Any

from sim.lanes.compiler import arrayobj, cgutils, intrinsic, ir, types
from sim.lanes.number_type import Lanes


def holds_lanes(kind: Any) -> bool:
    """Whether a type is lanes, an array of lanes, or a tuple with one of them in it."""
    if isinstance(kind, types.BaseTuple):
        return any(map(holds_lanes, kind))
    return isinstance(kind, Lanes) or (isinstance(kind, types.Array) and isinstance(kind.dtype, Lanes))


def may_be_written(kind: Any) -> bool:
    """Whether what has this type lies in memory that whoever is given it could write into."""
    if isinstance(kind, types.BaseTuple):
        return any(map(may_be_written, kind))
    return isinstance(kind, types.Array)


def _width(count: Any) -> int:
    """Widths are told by tuples of so many numbers, since types are all that a compiler sees."""
    return int(count.count)


def _seen(kind: Any, width: int) -> Any:
    """What memory is once its last axis is the lanes: arrays of float64, alone and in tuples. Arrays of whole
    numbers say where things lie, which is the same for all.
    """
    if isinstance(kind, types.Array) and kind.dtype == types.float64:
        # numpy promises an address that 16 divides, and a vector would ask for 64
        return types.Array(Lanes(kind.dtype, width), kind.ndim - 1, "C", aligned=False)
    if isinstance(kind, types.BaseTuple):
        return _tuple_of([_seen(part, width) for part in kind], kind)
    return kind


def _tuple_of(parts: list[Any], like: Any) -> Any:
    alike, named = len(set(parts)) == 1, getattr(like, "instance_class", None)
    if named is not None:
        return types.NamedUniTuple(parts[0], len(parts), named) if alike else types.NamedTuple(parts, named)
    return types.UniTuple(parts[0], len(parts)) if alike else types.Tuple(parts)


def _lower_seen(context: Any, builder: Any, kind: Any, value: Any, width: int) -> Any:
    made = _seen(kind, width)
    if made == kind:
        return value
    if isinstance(kind, types.BaseTuple):
        parts = zip(kind, cgutils.unpack_tuple(builder, value), strict=True)
        return context.make_tuple(
            builder, made, [_lower_seen(context, builder, of, part, width) for of, part in parts]
        )
    return _array(context, builder, kind, value, made, 8 * width)


def _array(context: Any, builder: Any, kind: Any, value: Any, made: Any, size: int) -> Any:
    """The same memory as an array whose items are the last axis."""
    old, new = context.make_array(kind)(context, builder, value), context.make_array(made)(context, builder)
    arrayobj.populate_array(
        new,
        builder.bitcast(old.data, new.data.type),
        cgutils.unpack_tuple(builder, old.shape)[:-1],
        cgutils.unpack_tuple(builder, old.strides)[:-1],
        context.get_constant(types.intp, size),
        None,
    )
    return new._getvalue()


def _as_lanes(context: Any, memory: Any, count: Any) -> Any:
    """Memory seen as lanes, as many as `count` has numbers: float64[…, n] is an array of lanes."""
    width, made = _width(count), _seen(memory, _width(count))
    return made(memory, count), lambda c, b, s, a: _lower_seen(c, b, memory, a[0], width)


in_lanes: Any = intrinsic(_as_lanes)


def _keys_in_lanes(context: Any, memory: Any, count: Any) -> Any:
    """Whole numbers seen as lanes: uint64[n] or int64[n] is one."""
    width = _width(count)
    made = types.Array(Lanes(memory.dtype, width), memory.ndim - 1, "C", aligned=False)
    return made(memory, count), lambda c, b, s, a: _array(c, b, memory, a[0], made, 8 * width)


keys_in_lanes: Any = intrinsic(_keys_in_lanes)


def _first_lane(context: Any, x: Any) -> Any:
    """The number in the first lane; a plain number is itself."""
    if not isinstance(x, Lanes):
        return x(x), lambda c, b, s, a: a[0]
    return x.element(x), lambda c, b, s, a: b.extract_element(a[0], ir.IntType(32)(0))


first_lane: Any = intrinsic(_first_lane)
