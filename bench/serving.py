"""Servers to be timed: started on a free port, waited for, and ended with who timed them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.browser.conftest import free_port
from zaitaku.ground import paths

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server of one process."""

    address: str
    pid: int

    def cpu(self) -> float:
        """Seconds of processor time that it has taken so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def peak_megabytes(self) -> float:
        """The most memory that it has held at once."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1000


@contextmanager
def started(
    command: Sequence[str], health: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a command, to which ``{port}`` is told; ``health``: a path that answers once it runs."""
    port = free_port()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONPATH": str(paths.ROOT), **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while not _answers(address + health):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command} does not answer")
            time.sleep(0.2)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def ours(data_dir: Path) -> list[str]:
    """The command of our own server on a data folder."""
    serve = ["serve", "--data", str(data_dir), "--port", "{port}"]
    return [sys.executable, "-m", "zaitaku.cli", *serve]


def streamlit(script: Path) -> list[str]:
    """The command of Streamlit on a script."""
    plain = ["--server.port", "{port}", "--server.headless", "true"]
    return [sys.executable, "-m", "streamlit", "run", str(script), *plain]


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
