"""``python -m bench.sample_masks``: what 公表 hides of the sample prefecture, found before.

Written to paths.SAMPLE_MASKS by ``make sample-masks``: an import under the key that names them,
so what did not change is taken from the file that is there. To be run after a change of what a
mask depends on (the sample, the model, the policy, the code and the solvers that decide); a test
tells when.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

from zaitaku.build import importing
from zaitaku.build.release.remembered import SAMPLE_KEY
from zaitaku.disclosure.policy import load_policy
from zaitaku.ground import paths, store

_DAY = (2000, 1, 1, 0, 0, 0)  # the same masks are the same file


def packed(folder: Path) -> bytes:
    """The masks of a folder as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for path in sorted(folder.glob("*.json")):
            entry = zipfile.ZipInfo(path.name, _DAY)
            entry.external_attr = 0o644 << 16
            file.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        store.create(data / "secret", SAMPLE_KEY)
        done = importing.run(paths.sample_inputs(), data, load_policy(paths.POLICY), progress=print)
        assert done.build_id, done.problems
        content = packed(data / "protected")
    store.write(paths.SAMPLE_MASKS, content)
    print(f"{paths.SAMPLE_MASKS}: {len(content):,} バイト")


if __name__ == "__main__":
    main()
