"""Files a reader handed over → a build that nobody sees yet, while the page stays usable.

The work is done by ``zaitaku import --hold`` in a process of its own: it may take much memory and
some minutes, and other readers do not wait for it. Other commands that answer in JSON (protecting
the stored data anew, the audit) are run in the same way. The files lie in a temporary folder that
goes with the job; a job that is stopped leaves the data as they were.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from zaitaku.ground import processes
from zaitaku.ui import failure

IMPORT = ("import", "--hold")
State = Literal["running", "finished", "cancelled", "failed"]
_ERROR = "エラー: "  # how ``cli.main`` begins it
_LAST = 60  # lines of what the process said before it ended without an answer


class Job:
    """One command; every attribute is written by its thread and read by the page.

    ``verb``: the command and what it always takes. ``said``: what is being done now. ``told``: what
    ``--json`` prints, once it is finished.
    """

    def __init__(
        self,
        files: Sequence[tuple[str, bytes]],
        data_dir: Path,
        options: Sequence[str] = (),
        verb: Sequence[str] = IMPORT,
    ) -> None:
        self.state: State = "running"
        self.said, self.error = "準備をしています", ""
        self.verb = verb
        self.told: Mapping[str, Any] = {}
        self.started = time.monotonic()
        self.names = [name for name, _ in files]
        self._folder = Path(tempfile.mkdtemp(prefix="zaitaku-import-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._paths = [self._put(name, content) for name, content in files]
        self.data_dir = data_dir
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._options = list(options)
        self._begin(self._options)

    @property
    def seconds(self) -> int:
        """Since it was begun."""
        return int(time.monotonic() - self.started)

    def again(self, options: Sequence[str]) -> None:
        """The same files once more, with these options of ``zaitaku import`` besides."""
        self._options = [*self._options, *options]
        self.state, self.told, self.error = "running", {}, ""
        self.started = time.monotonic()
        self._begin(self._options)

    def cancel(self) -> None:
        """Stop it; what it wrote is removed by the next writer."""
        with self._lock:
            if self.state == "running":
                self.state = "cancelled"
                if self._process is not None:
                    self._process.terminate()

    def wait(self) -> None:
        """Until it has ended."""
        self._thread.join()

    def _put(self, name: str, content: bytes) -> Path:
        """Under its own name, wherever a browser says it came from; two of a name stay two."""
        own = PurePosixPath(name.replace("\\", "/")).name or "ファイル"
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        path = folder / own
        path.write_bytes(content)
        return path

    def _begin(self, options: Sequence[str]) -> None:
        command = processes.python("-m", "zaitaku.cli", *self.verb, "--json", *options)
        command += ["--data", str(self.data_dir)]
        command += ["--", *map(str, self._paths)] if self._paths else []
        self._thread = threading.Thread(target=self._run, args=(command,), daemon=True)
        self._thread.start()

    def _run(self, command: Sequence[str]) -> None:
        try:
            with self._lock:
                if self.state != "running":
                    return
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                    errors="replace",
                )
            lines: list[str] = []
            with self._process as process:  # its pipes are closed, and it has ended
                listening = (process, lines)
                reader = threading.Thread(target=self._listen, args=listening, daemon=True)
                reader.start()
                assert process.stdout is not None
                printed = process.stdout.read()
                reader.join()
            self._end(printed, lines)
        except Exception as error:  # a thread has nobody above it to tell
            self.state, self.error = "failed", failure.message(error)

    def _listen(self, process: subprocess.Popen[str], lines: list[str]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            if text := line.strip():
                self.said = text
                lines.append(text)
                del lines[:-_LAST]

    def _end(self, printed: str, lines: Sequence[str]) -> None:
        with self._lock:
            if self.state == "cancelled":
                return
            try:
                self.told, self.state = json.loads(printed), "finished"
            except ValueError:  # it ended with a message instead
                self.error = _message(lines)
                self.state = "failed"


def _message(lines: Sequence[str]) -> str:
    """The message a command ended with, all its lines; else the last thing it said."""
    starts = [at for at, line in enumerate(lines) if line.startswith(_ERROR)]
    told = list(lines[starts[-1] :] if starts else lines[-1:])
    return "\n\n".join(told).removeprefix(_ERROR)
