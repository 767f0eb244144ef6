"""Where a Python process spends its time: every 10 ms the stacks of all its threads, told at its
end to the file that SAMPLES names.

It is on PYTHONPATH of a server alone that is to be measured (``bench.crowd --profile``).
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

_WAITING = ("wait", "select", "accept", "_worker", "_run_once", "acquire", "epoll")
_SHOWN = 45


def _watch(path: Path) -> None:
    inside: Counter[str] = Counter()
    at: Counter[str] = Counter()
    names: Counter[str] = Counter()
    own = threading.get_ident()

    def tell() -> None:
        lines = [f"samples by thread: {names.most_common(12)}", "", "inside (with what it calls)"]
        lines += [f"{count:7} {where}" for where, count in inside.most_common(_SHOWN)]
        lines += ["", "at the top of the stack"]
        lines += [f"{count:7} {where}" for where, count in at.most_common(_SHOWN)]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")

    atexit.register(tell)
    last = time.monotonic()
    while True:
        time.sleep(0.01)
        known = {
            thread.ident: thread.name.rstrip("0123456789-_ ") for thread in threading.enumerate()
        }
        for thread, current in sys._current_frames().items():
            if thread == own or current.f_code.co_name in _WAITING:
                continue
            frame: FrameType | None = current
            names[known.get(thread, "?")] += 1
            seen: set[str] = set()
            top = True
            while frame is not None:
                code = frame.f_code
                where = f"{'/'.join(code.co_filename.split('/')[-3:])}:{code.co_name}"
                if top:
                    at[where] += 1
                    top = False
                seen.add(where)
                frame = frame.f_back
            inside.update(seen)
        if time.monotonic() - last > 5:  # also for one that is killed
            tell()
            last = time.monotonic()


if os.environ.get("SAMPLES") and b"\0serve\0" in Path("/proc/self/cmdline").read_bytes():
    threading.Thread(target=_watch, args=(Path(os.environ["SAMPLES"]),), daemon=True).start()
