"""What a kernel says of its functions, so that lanes can be made of them; no compiler is needed for it."""

from collections.abc import Callable
from typing import Any, TypeVar

_F = TypeVar("_F", bound=Callable[..., Any])
SAME: dict[Any, str] = {}
"""Functions whose answer is the same in all lanes, and what is called in their place."""
BY_HAND: dict[Any, Callable[..., Any]] = {}


def plain(function: Any) -> Callable[..., Any]:
    """A function as it was written, compiled or not."""
    written: Callable[..., Any] = getattr(function, "py_func", function)
    return written


def same_in_all_lanes(function: _F) -> _F:
    """Mark a function of one number whose answer is the same in all lanes: it is that of the first lane."""
    SAME[plain(function)] = "first_lane__"
    return function


def asked_of_all_lanes(function: _F) -> _F:
    """Mark a function of one condition whose answer is whether it holds in any lane: code may branch on it to
    leave out what comes to nothing in all of them.
    """
    SAME[plain(function)] = "any_lane__"
    return function


def instead_of(function: Any) -> Callable[[_F], _F]:
    """Say that in lanes another text takes the place of a function, which has to give the same numbers."""

    def put(other: _F) -> _F:
        BY_HAND[plain(function)] = other
        return other

    return put
