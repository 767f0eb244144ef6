"""Pages set by typst: a template and what it says, as PDF, with our fonts alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zaitaku.export import fonts


def pdf(template: Path, content: Mapping[str, Any], root: str | None = None) -> bytes:
    """``content`` goes there as data, so that nothing in a name is taken for markup. ``root``: what
    holds the template and its pictures, typst reads nothing outside; the template's folder if None.
    The same content gives the same bytes."""
    import typst

    made: bytes = typst.compile(
        str(template),
        root=root,
        format="pdf",
        font_paths=[str(folder) for folder in fonts.directories()],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
        timestamp=0,
    )
    return made
