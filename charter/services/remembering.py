"""What a process remembers: things that take long to work out, by all that they depend on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Memory(Generic[K]):
    """The things used last, so many at most."""

    def __init__(self, most: int) -> None:
        """Begin with nothing."""
        self._kept: OrderedDict[K, Any] = OrderedDict()
        self._most = most
        self._lock = threading.Lock()

    def get(self, key: K, make: Callable[[], T]) -> T:
        """Give what is remembered under a key, or make it; two at once may both make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: T = self._kept[key]
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
