"""Whether a JSON document has the parts and types it should have; what does not fit is said in one line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text", NoneType: "null"}
_CONTAINERS = {list: "a list", dict: "an object", Mapping: "an object"}


@dataclass(frozen=True)
class Parts:
    """In an annotation: a field that is a plain mapping to the program has the parts of this typed one."""

    kind: Any


@dataclass(frozen=True)
class Misfit:
    """The first part that does not fit: where it stands, what belongs there and what there is instead."""

    place: tuple[str, ...]
    expected: str
    value: Any = None
    missing: bool = False

    def __str__(self) -> str:
        where = ".".join(self.place) or "the document"
        if self.missing:
            return f"{where} is missing"
        shown = repr(self.value)
        return f"{where} must be {self.expected} (got {shown if len(shown) <= 60 else shown[:60] + '…'})"


def misfit(value: Any, kind: Any, place: tuple[str, ...] = ()) -> Misfit | None:
    """What of a value read from JSON does not fit an annotation, or None.

    An annotation is a plain type, `Any`, a list, a mapping, a `Literal`, a union, a `TypedDict`, or one with
    `Parts`. Parts that a `TypedDict` does not know fit; a whole number fits where a number is asked for, and
    true or false fits nowhere else.

    >>> str(misfit({"vary": {"shock.size": [0, None]}}, dict[str, dict[str, list[float]]]))
    'vary.shock.size.1 must be a number (got None)'
    """
    head, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return None
    if head is NotRequired:
        return misfit(value, inner[0], place)
    if head is Annotated:
        (parts,) = (extra for extra in inner[1:] if isinstance(extra, Parts))
        return misfit(value, parts.kind, place)
    if head in (Union, UnionType):
        return _of_any(value, inner, place)
    if head is Literal:
        return None if value in inner else Misfit(place, " or ".join(map(str, inner)), value)
    container = dict if is_typeddict(kind) else head
    if container in _CONTAINERS:
        wanted = list if container is list else dict
        if not isinstance(value, wanted):
            return Misfit(place, _CONTAINERS[container], value)
        return next(_inside(value, kind, place), None)
    return None if _is_plain(value, kind) else Misfit(place, _WORDS[kind], value)


def _is_plain(value: Any, kind: type) -> bool:
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _of_any(value: Any, kinds: tuple[Any, ...], place: tuple[str, ...]) -> Misfit | None:
    """Of a union's misfits the one that lies deepest: there the value was nearest to what was meant."""
    misfits = []
    for kind in kinds:
        fault = misfit(value, kind, place)
        if fault is None:
            return None
        misfits.append(fault)
    deepest = max(misfits, key=lambda fault: len(fault.place))
    if deepest.place != place:
        return deepest
    return Misfit(place, " or ".join(fault.expected for fault in misfits), value)


def _inside(value: Any, kind: Any, place: tuple[str, ...]) -> Iterator[Misfit]:
    """The misfits within a list, a mapping or a typed dictionary, in order."""
    if is_typeddict(kind):
        yield from field_misfits(
            value, get_type_hints(kind, include_extras=True), kind.__required_keys__, place
        )
        return
    each = get_args(kind)[-1]
    for name, part in enumerate(value) if isinstance(value, list) else value.items():
        if fault := misfit(part, each, (*place, str(name))):
            yield fault


def field_misfits(
    document: Mapping[str, Any], kinds: Mapping[str, Any], required: Any, place: tuple[str, ...] = ()
) -> Iterator[Misfit]:
    """The misfits of named fields: those `required` that are missing, and those of another type."""
    for name, kind in kinds.items():
        if name not in document:
            if name in required:
                yield Misfit((*place, name), "there", missing=True)
        elif fault := misfit(document[name], kind, (*place, name)):
            yield fault
