"""A Windows embeddable Python of the right shape, that runs nowhere."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from pathlib import Path

AMD64, I386 = 0x8664, 0x014C


def program(machine: int = AMD64) -> bytes:
    """As much of a program as tells what it runs on."""
    return b"MZ".ljust(0x3C, b"\0") + struct.pack("<I4sH", 0x40, b"PE\0\0", machine)


def embeddable(path: Path, *, minor: int = 13, machine: int = AMD64, without: str = "") -> str:
    """Write the zip; its SHA-256."""
    files = {
        "python.exe": program(machine),
        "pythonw.exe": program(machine),
        "python3.dll": program(machine),
        f"python3{minor}.dll": program(machine),
        f"python3{minor}.zip": b"PK\x05\x06".ljust(22, b"\0"),
        f"python3{minor}._pth": f"python3{minor}.zip\r\n.\r\n#import site\r\n".encode(),
        "LICENSE.txt": b"PSF",
        "vcruntime140.dll": program(machine),
    }
    with zipfile.ZipFile(path, "w") as file:
        for name, content in files.items():
            if name != without:
                file.writestr(name, content)
    return hashlib.sha256(path.read_bytes()).hexdigest()
