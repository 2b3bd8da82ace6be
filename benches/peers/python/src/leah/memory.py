"""What a warm process remembers for a minute."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

BELIEVED = timedelta(seconds=60)
ROOM = 512

T = TypeVar("T")


class Memory(Generic[T]):
    def __init__(self) -> None:
        self._entries: dict[object, tuple[datetime, T]] = {}

    def remember(self, key: object, now: datetime, find: Callable[[], T | None]) -> T | None:
        """What is known by a key, or what `find` finds; that nothing was found is not remembered."""
        known = self._entries.get(key)
        if known and timedelta() <= now - known[0] < BELIEVED:
            return known[1]
        value = find()
        if value is not None:
            if len(self._entries) >= ROOM:
                self._entries.clear()
            self._entries[key] = (now, value)
        return value
