"""What the builds kept between runs depend on: all that makes a build, and nothing else."""

from __future__ import annotations

from pathlib import Path

from tests import builds
from zaitaku.ground import paths


def test_a_build_depends_on_what_an_import_runs() -> None:
    found = {path.relative_to(paths.ROOT).as_posix() for path in builds.programs()}
    for needed in (
        "zaitaku/build/importing.py",
        "zaitaku/build/release/blocks.py",
        "zaitaku/disclosure/system.py",
        "zaitaku/sources/kinds/kdb_flows.py",
        "zaitaku/sources/sheet/xlsx.py",
        "zaitaku/ground/text.py",
    ):
        assert needed in found
    rooms = {path.split("/")[1] for path in found}
    assert not rooms & {"ui", "exhibits", "export", "cards", "cli", "sentences"}


def test_other_inputs_are_another_build(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1")
    before = builds.key([file])
    assert builds.key([file]) == before
    file.write_text("2")
    assert builds.key([file]) != before
