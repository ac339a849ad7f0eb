"""Values by key, held as long as there is room for their bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class ByteStore(Generic[K, T]):
    """Values by key. The least recently used go when there are more than `most_bytes`, but for the newest,
    which stays however large it is. Several threads may ask one store.
    """

    def __init__(self, most_bytes: int, bytes_of: Callable[[T], int]) -> None:
        self._free, self._most, self._bytes_of = most_bytes, most_bytes, bytes_of
        self._values: OrderedDict[K, T] = OrderedDict()
        self._lock = Lock()

    @property
    def held_bytes(self) -> int:
        """Bytes of all that is held."""
        with self._lock:
            return self._most - self._free

    def get(self, key: K) -> T | None:
        """The value of a key, used just now; None if it is not held."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: T) -> T:
        """The value itself, which is held from now on."""
        with self._lock:
            if key in self._values:
                self._free += self._bytes_of(self._values.pop(key))
            self._values[key] = value
            self._free -= self._bytes_of(value)
            while self._free < 0 and len(self._values) > 1:
                self._free += self._bytes_of(self._values.popitem(last=False)[1])
        return value
