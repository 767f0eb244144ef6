"""``python -m bench.third_party``: the licences of all locked libraries, by their metadata.

Written to THIRD_PARTY.md by ``make lock``; a test holds the file beside the lock.
"""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

from zaitaku.ground import paths

FILE = paths.ROOT / "THIRD_PARTY.md"
RUNTIME, EVERYTHING = paths.ROOT / "requirements.txt", paths.ROOT / "requirements-dev.txt"
HEAD = """# 使っているライブラリの利用条件

在宅医療アトラスを入れるとき・動かすときに使うライブラリと、開発・試験にだけ使うライブラリ、その利用条件です。
どれも配布元のままのもので、Windows 用の zip に含み、ほかでは別に入れます。
利用条件の全文は、入れたあとの各ライブラリのフォルダ（`*.dist-info`）にあります。
この表は `make lock` が作ります。
"""
# only installed on Windows
ELSEWHERE = {"colorama": "BSD-3-Clause"}
# the metadata tell none; the licence files do, of the package and of the axe-core that lies in it
UNTOLD = {"axe-playwright-python": "MIT (axe-core: MPL-2.0)"}


def locked(lock: Path) -> dict[str, str]:
    """Name → version of every library of a lock."""
    lines = re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


def licence(name: str) -> str:
    """The licence in a word or a few, as the library's metadata tell it."""
    for known in (ELSEWHERE, UNTOLD):  # wherever the table is made, it says the same
        if name in known:
            return known[name]
    return licence_of(name, distribution(name))


def licence_of(name: str, one: Distribution) -> str:
    """As ``licence``, of a library that lies anywhere."""
    told = one.metadata
    classifiers = [c for c in told.get_all("Classifier") or [] if c.startswith("License :: ")]
    by_class = ", ".join(c.rpartition(" :: ")[2] for c in classifiers)
    (first_line, *_), expression = (
        (told.get_all("License") or [""])[0].strip().split("\n"),
        (told.get_all("License-Expression") or [""])[0],
    )
    found = expression or by_class or first_line
    assert found, f"{name} tells no licence"
    return str(found)


def table(names: dict[str, str]) -> str:
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in names.items()]
    return "\n".join(["| 名前 | 版 | 利用条件 |", "|---|---|---|", *rows])


def text() -> str:
    """The whole file."""
    runtime = locked(RUNTIME)
    rest = {name: at for name, at in locked(EVERYTHING).items() if name not in runtime}
    parts = [HEAD, "## 入れるときと動くときに使うもの\n", table(runtime)]
    return "\n".join([*parts, "\n## 開発と試験にだけ使うもの\n", table(rest), ""])


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
