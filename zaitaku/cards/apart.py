"""The cards of all areas, made in a process of its own: dozens of pages with charts keep a
processor busy for a minute, and the readers of a server would wait for it.

The process asks as the person who wanted the cards, with what that person may see, and gives way
to everything else on the machine. It is told what to do in one message and tells line by line how
far it is.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from zaitaku.access import asking
from zaitaku.access.policy import Person
from zaitaku.ask import warehouse
from zaitaku.cards import every
from zaitaku.cards.asking import Asking
from zaitaku.cards.every import Progress
from zaitaku.derived.questions import of_build
from zaitaku.exhibits.views import View
from zaitaku.ground import processes, settings
from zaitaku.ground.errors import ZaitakuError

_COMMAND = processes.python("-m", "zaitaku.cards.apart")
_POLITE = 10  # niceness
Started = Callable[[subprocess.Popen[bytes]], None]


def write(
    view: View,
    suffix: str,
    path: Path,
    data_dir: Path,
    person: Person,
    progress: Progress,
    started: Started = lambda process: None,
) -> None:
    """As ``every.write`` of the view's build; ``started`` is given the process, which may be ended.

    ZaitakuError with what the process says is wrong, RuntimeError where it ends without a word
    (also where it was ended).
    """
    # what is drawn on the page has nothing to do with it, and a proxy of a mapping cannot be sent
    plain = replace(view, exhibits=(), reading=None, link=dict(view.link))
    with subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        started(process)
        assert process.stdin is not None and process.stdout is not None
        try:
            pickle.dump((plain, suffix, path, data_dir, person), process.stdin)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended already, and its code says how
        error = ""
        for line in process.stdout:
            told = json.loads(line)
            if "error" in told:
                error = told["error"]
            else:
                progress(told["done"], told["total"], told["name"])
    if error:
        raise ZaitakuError(error)
    if process.returncode:
        raise RuntimeError(f"the process that makes cards ended with {process.returncode}")


def _work() -> None:
    """What the process does: its message on stdin, how far it is on stdout."""
    view, suffix, path, data_dir, person = pickle.load(sys.stdin.buffer)
    if sys.platform != "win32":
        os.nice(_POLITE)
    settings.use_data_dir(data_dir)
    try:
        with asking.acting(person):
            build = warehouse.open_build(data_dir, view.mode, view.build_id)
            every.write(Asking(of_build(build), view), view, suffix, path, data_dir, _tell)
    except ZaitakuError as error:
        print(json.dumps({"error": str(error)}), flush=True)


def _tell(done: int, total: int, name: str) -> None:
    print(json.dumps({"done": done, "total": total, "name": name}), flush=True)


if __name__ == "__main__":
    _work()
