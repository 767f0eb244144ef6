"""The lines of a receipt file, one after the other: bytes, so that most need not be decoded.

A second byte of CP932 is never a comma or a line end, so fields can be cut before decoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zaitaku.claims.uke.faults import Fault, FileFaultError, Teller

_END = b"\x1a"
_LONGEST = 65_536
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEADS = (b"IR", b"UK", b"YK", b"HM", b"MN", b"RE")


@dataclass
class Lines:
    """The lines of one file that somebody reads."""

    path: Path
    tell: Teller
    records: frozenset[bytes]  # those that somebody reads; of others only the form is looked at
    number: int = 0
    _end: int = -1

    def __iter__(self) -> Iterator[bytes]:
        # lines of a known beginning take the short way, for there are many millions of them
        read: set[bytes] = set()
        passed: set[bytes] = set()
        with self.path.open("rb") as file:
            while raw := file.readline(_LONGEST):
                self.number += 1
                begin = raw[:3]
                if raw[-2:] == b"\r\n":
                    if begin in passed:
                        continue
                    if begin in read and raw.isascii():
                        yield raw[:-2]
                        continue
                if self.number == 1:
                    self._recognise(raw)
                for body in self._line(raw):
                    if body[:2] in self.records:
                        yield body
                    if body[2:3] == b",":
                        (read if body[:2] in self.records else passed).add(body[:3])
        if self.number == 0:
            raise FileFaultError(Fault.UNKNOWN)

    @property
    def has_end(self) -> bool:
        """Whether the last line marked an end."""
        return self._end == self.number

    def count_rest(self) -> None:
        """So that a file that is left out is counted with all its lines."""
        with self.path.open("rb") as file:
            self.number = sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))

    def _recognise(self, raw: bytes) -> None:
        if raw.startswith(_MARKS):
            raise FileFaultError(Fault.ENCODING, 1)
        if not is_receipts(raw):
            raise FileFaultError(Fault.UNKNOWN, 1)

    def _line(self, raw: bytes) -> Iterator[bytes]:
        # files that were put together have an end in the middle
        body = raw.lstrip(_END).rstrip(b"\r\n")
        if body.endswith(_END) or (not body and raw.startswith(_END)):
            self._end = self.number
            body = body.rstrip(_END)
        elif not raw.endswith(b"\n"):
            if len(raw) < _LONGEST:
                raise FileFaultError(Fault.CUT, self.number)
            self.tell.add(Fault.LINE, self.number)
            return
        if body and self._is_line(body):
            yield body

    def _is_line(self, body: bytes) -> bool:
        if not (body[:2].isalnum() and body[:2].isupper() and body[2:3] in (b",", b"")):
            self.tell.add(Fault.LINE, self.number)
            return False
        if not body.isascii():
            self._decodes(body)
        return True

    def _decodes(self, body: bytes) -> None:
        """Text of another encoding would give other people; a single odd character does not."""
        if _is_utf8(body):
            raise FileFaultError(Fault.ENCODING, self.number)
        try:
            body.decode("cp932")
        except UnicodeDecodeError:
            self.tell.add(Fault.CHARACTER, self.number)


def is_receipts(head: bytes) -> bool:
    """Told by the content: what a file is called is up to who sends it."""
    for mark in _MARKS:
        head = head.removeprefix(mark).replace(b"\0", b"")
    return head[:2] in _HEADS and head[2:3] == b","


def _is_utf8(body: bytes) -> bool:
    """Whether it reads as Japanese in UTF-8, which CP932 all but never does."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return any(character >= "\u2e80" for character in text)
