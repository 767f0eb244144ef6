"""Empty tables that explain themselves, for what a prefecture writes by hand."""

from __future__ import annotations

import csv
import io
import re

from zaitaku.ground.errors import UsageError
from zaitaku.sources import known
from zaitaku.sources.model import Template


def of(kind: str) -> Template:
    """UsageError for a kind without one."""
    found = every()
    if kind not in found:
        raise UsageError(
            f"「{kind}」のひな形はありません。あるのは {'、'.join(found)} です。"
            "そのほかの表は、公表・提供された形のまま取り込めます。"
        )
    return found[kind]


def every() -> dict[str, Template]:
    """Kind → its template, of those that have one."""
    return {kind.name: kind.template for kind in known.kinds() if kind.template is not None}


def told(kind: str, text: str) -> str:
    """A text that names columns, with their headings in a workbook instead."""
    titles = of(kind).titles
    named = re.compile(rf"(?<![A-Za-z_])({'|'.join(map(re.escape, titles))})(?![A-Za-z_])")
    text = re.sub(rf"（{named.pattern}）", "", text)  # beside the Japanese name
    return named.sub(lambda found: titles[found.group()], text)


def to_bytes(kind: str) -> bytes:
    """CSV (UTF-8 with BOM): notes, then the header row. UsageError for a kind without one."""
    template = of(kind)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for note in template.notes:
        writer.writerow([note])
    writer.writerow(template.columns)
    return out.getvalue().encode("utf-8-sig")
