"""A process of our own beside this one: the same Python, told the same.

What Python is told by ``-X`` (the batch file of the folder for Windows says that text is UTF-8, and
where compiled modules lie) does not reach a process that it starts, and where a Python takes no
environment variable, nothing else does.
"""

from __future__ import annotations

import sys


def python(*words: str) -> list[str]:
    """The command of this Python with its ``-X`` options; ``words`` as after ``python``."""
    told = (
        option if value is True else f"{option}={value}" for option, value in sys._xoptions.items()
    )
    return [sys.executable, *(word for option in told for word in ("-X", option)), *words]
