"""Bytes that were made once, remembered up to a size in all: what nobody asked for longest goes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

_ENTRY = 500  # bytes that an entry takes beside its key and what is kept
_LETTER = 4  # bytes that a letter of a key takes at most


class Remembered:
    """``most``: bytes of all entries with their keys. One that would take an eighth of it or more
    is not kept: it would put out too many others."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: tuple[str, ...]) -> bytes | None:
        """What was kept under this very key, if it still is."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: tuple[str, ...], made: bytes) -> None:
        """Keep it in place of what there was."""
        if _size(key, made) >= self.most / 8:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = made
            self.size += _size(key, made)
            while self.size > self.most:
                self._drop(next(iter(self._kept)))

    def forget(self) -> None:
        """Everything is made anew."""
        with self._lock:
            self._kept.clear()
            self.size = 0

    def _drop(self, key: tuple[str, ...]) -> None:
        before = self._kept.pop(key, None)
        if before is not None:
            self.size -= _size(key, before)


def _size(key: tuple[str, ...], made: bytes) -> int:
    return _ENTRY + _LETTER * sum(map(len, key)) + len(made)
