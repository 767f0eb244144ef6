"""Zips that people make of their files: what lies in one, member by member, in memory.

Nothing is written to disk. A zip that is itself a file of an Office program is none of these.
"""

from __future__ import annotations

import copy
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from zaitaku.ground.errors import SourceFileError
from zaitaku.sources.sheet.holding import MEGABYTE, Room

# The largest files that are taken: boundaries of a prefecture, some 100 MB; a list or a projection
# of the whole country, 4 MB.
MAX_BYTES = 150 * MEGABYTE
MAX_UNPACKED_BYTES = 500 * MEGABYTE  # of a whole zip; its files are held one by one
MAX_MEMBERS = 10_000
_PIECE = 1 << 20
MAX_DEPTH = 3  # a zip in a zip in a zip
_NAMED_IN_UTF8 = 0x800
_ENCRYPTED = 0x1
_OF_PROGRAMS = (".", "~$", "__MACOSX")


@dataclass
class Budget:
    """How much may still be unpacked of one file, the zips in it taken together."""

    left: int = field(default_factory=lambda: MAX_UNPACKED_BYTES)
    room: Room = field(default_factory=Room)

    def spend(self, name: str, archive: zipfile.ZipFile) -> None:
        """SourceFileError when the archive says that it holds more."""
        self.left -= sum(info.file_size for info in archive.infolist())
        if self.left < 0:
            raise SourceFileError(
                f"{name}: 展開すると {MAX_UNPACKED_BYTES // MEGABYTE:,} MB を超えます。"
                "集計表ではないか、壊れています。要らないシートや画像を除いてください。"
            )


@dataclass(frozen=True)
class Member:
    """One file in a zip. ``name`` is its place as messages tell it, folders with 「/」."""

    name: str
    info: zipfile.ZipInfo
    archive: zipfile.ZipFile

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    def read(self) -> bytes:
        """Its content; SourceFileError where it is locked, broken or too large."""
        if self.info.flag_bits & _ENCRYPTED:
            raise SourceFileError(
                f"{self.name}: zip にパスワードが付いています。"
                "展開して、中のファイルかフォルダを指定してください。"
            )
        if self.info.file_size > MAX_BYTES:
            size = self.info.file_size / MEGABYTE
            raise SourceFileError(
                f"{self.name}: 展開すると {size:,.0f} MB あり、大きすぎます"
                f"（上限 {MAX_BYTES // MEGABYTE} MB）。"
            )
        try:
            return content(self.archive, self.info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise SourceFileError(
                f"{self.name}: zip から取り出せません（壊れているか、読めない圧縮方式です）。"
                "展開して、中のファイルかフォルダを指定してください。"
            ) from error


def pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """What a file of a zip holds, a megabyte at a time.

    BadZipFile for one that holds more than it says: other programs would go on reading.
    """
    beyond, left = copy.copy(info), info.file_size
    beyond.file_size += 1
    with archive.open(beyond) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise zipfile.BadZipFile(f"{info.filename} holds more than it says")
            yield piece


def content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The whole of what ``pieces`` gives; no larger than the zip says."""
    whole = io.BytesIO()
    whole.writelines(pieces(archive, info))
    return whole.getvalue()


def members(name: str, data: bytes) -> list[Member]:
    """Every file in a zip, those of its folders after its own; what programs leave is passed over.

    SourceFileError for a zip that holds too many.
    """
    archive = zipfile.ZipFile(io.BytesIO(data))
    found = list(_members(archive))
    if len(found) > MAX_MEMBERS:
        raise SourceFileError(
            f"{name}: zip の中のファイルが {len(found):,} 個あります"
            f"（上限 {MAX_MEMBERS:,} 個）。要るファイルだけを入れてください。"
        )
    return sorted(found, key=lambda member: (member.name.count("/"), member.name))


def _members(archive: zipfile.ZipFile) -> Iterator[Member]:
    for info in archive.infolist():
        name = _decoded(info)
        if not info.is_dir() and not is_of_programs(name):
            yield Member(name, info, archive)


def is_of_programs(name: str) -> bool:
    """Whether a program left the file there: hidden files, Excel's locks, what a Mac adds."""
    return any(part.startswith(_OF_PROGRAMS) for part in name.split("/"))


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name as it was meant, always below the zip.

    A zip that does not say how names are written has them in UTF-8 (a Mac) or CP932 (Windows).
    """
    name = info.orig_filename
    if not info.flag_bits & _NAMED_IN_UTF8:
        written = name.encode("cp437")
        for encoding in ("utf-8", "cp932"):
            try:
                name = written.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    return "/".join(part for part in parts if part.strip(".") and not part.endswith(":"))
