"""Whether two versions of the programs say the same: a line for every answer and every export.

    python -m bench.same DATA > before.txt     in the checkout of the one
    python -m bench.same DATA > after.txt      in the checkout of the other
    diff before.txt after.txt

It asks by the command line, which stays where modules move. ``DATA`` is built once, beforehand: the
build would be another one where the programs that protect it changed. A line is what was asked, the
exit code and a hash of all that came back.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMS = ("xlsx", "pptx", "pdf", "zip")
MODES = ("internal", "public")
PAGES = sorted(path.stem for path in Path("pages").glob("*/*.py"))


def command() -> Any:
    """``main`` of the command line, wherever this checkout has it."""
    try:
        return importlib.import_module("zaitaku.cli.main").main
    except ModuleNotFoundError:
        return importlib.import_module("zaitaku.cli").main


def said(main: Any, *arguments: str) -> tuple[int, str]:
    """Exit code, and all that was written to the screen."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        code = main(list(arguments))
    return code, out.getvalue() + (errors.getvalue() if code else "")


def asked(main: Any, data: str) -> Iterator[tuple[str, int, bytes]]:
    """Every question, in both modes, also those that are computed."""
    for question in json.loads(said(main, "queries", "--json")[1]):
        for mode in MODES:
            for given in chosen(question["params"]):
                words = ["query", question["name"], "--mode", mode, "--format", "json", *given]
                code, text = said(main, *words, "--data", data)
                yield " ".join(words), code, text.encode()


def chosen(params: list[dict[str, Any]]) -> Iterator[list[str]]:
    """As it is asked by default, and with each choice of one parameter that its header lists."""
    yield []
    for param in params:
        if isinstance(param["choices"], list):
            yield from (["-p", f"{param['name']}={choice}"] for choice in param["choices"])


def exported(main: Any, data: str) -> Iterator[tuple[str, int, bytes]]:
    """Every page as every form of file, in both modes."""
    with tempfile.TemporaryDirectory() as folder:
        for page in PAGES:
            for mode in MODES:
                for form in FORMS:
                    file = Path(folder) / f"{page}.{form}"
                    words = ["export", "view", page, "--mode", mode]
                    code, text = said(main, *words, "--out", str(file), "--data", data)
                    content = file.read_bytes() if file.exists() else text.encode()
                    file.unlink(missing_ok=True)
                    yield f"{' '.join(words)} {form}", code, content


def main(data: str) -> None:
    run = command()
    for source in (asked, exported):
        for what, code, content in source(run, data):
            print(what, code, hashlib.sha256(content).hexdigest()[:16], flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
