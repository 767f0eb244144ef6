"""What the commands share: where the data is, progress beside the output, how JSON is written."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from zaitaku.ground import settings


def data_option(parser: argparse.ArgumentParser) -> None:
    """``--data DIR``."""
    parser.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="データの置き場所（既定 ZAITAKU_DATA、なければ data か ~/zaitaku-data）",
    )


def quiet_option(parser: argparse.ArgumentParser) -> None:
    """``--quiet``."""
    parser.add_argument("--quiet", action="store_true", help="進みぐあいを書かない")


def data_dir(arguments: argparse.Namespace) -> Path:
    """The folder that ``--data`` names, else that of the settings."""
    return Path(arguments.data) if arguments.data else settings.root_dir()


def any_word_can_be_told() -> None:
    """Windows consoles may not be UTF-8, and what is no text must not hinder a message about it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def progress(message: str) -> None:
    """Tell what is being done, where it does not mix with the result."""
    print(message, file=sys.stderr, flush=True)


def print_json(content: Any) -> None:
    """For scripts; Japanese stays readable."""
    print(json.dumps(content, ensure_ascii=False, indent=1))


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """What is printed to a pipe that has ended is lost, the exit code that follows is not."""
    try:
        yield
    except BrokenPipeError:
        write_nowhere()


def write_nowhere() -> None:
    """Let what is still to be printed go, without a complaint when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
