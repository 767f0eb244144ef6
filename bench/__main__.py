"""``make bench``: every benchmark on the sample prefecture, in one run."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import (
    cards,
    claims,
    disclosure,
    importing,
    pages,
    peers,
    planning,
    questions,
    receipt_files,
    redraw,
    repaint,
    table,
    zones,
)
from zaitaku.build import importing as importer
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        importer.run(paths.sample_inputs(), data, load_policy(paths.POLICY))
        print("取込 (import)", flush=True)
        importing.report()
        print("質問 (query)", flush=True)
        questions.report(data)
        print("画面 (pages)", flush=True)
        pages.report(data)
        print("クリックから描き終わるまで (repaint)", flush=True)
        repaint.report(data)
        print("ほかのソフトと (peers)", flush=True)
        peers.report(data)
        print("圏域案 (redraw)", flush=True)
        redraw.report(data)
        print("市町村カルテ (cards)", flush=True)
        cards.report(data)
    print("秘匿 (disclosure)", flush=True)
    disclosure.report()
    print("圏域 (zones)", flush=True)
    zones.report()
    print("将来需要 (planning)", flush=True)
    planning.report()
    print("レセプトからの集計 (aggregate)", flush=True)
    receipt_files.report()
    claims.report()
    print("\n".join(table.rows()))


if __name__ == "__main__":
    main()
