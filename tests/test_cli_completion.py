"""What the shell adds at the Tab key: asked of a real bash, and of others that are there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from zaitaku.cli import completing
from zaitaku.cli import main as cli
from zaitaku.derived import questions
from zaitaku.ground import paths


def added(*words: str) -> list[str]:
    return completing.candidates(cli.parser(), words)


def test_commands_options_and_their_values() -> None:
    assert added("quer") == ["queries", "query"]
    assert added("zones", "sugg") == ["suggest"]
    assert {"--mode", "--out", "--lang"} <= set(added("query", "flows/summary", "-"))
    assert added("query", "flows/summary", "--mode", "p") == ["public"]
    assert added("query", "flows/summary", "--mode=i") == ["--mode=internal"]
    # an option of another command, and a value where a flag takes none
    assert added("query", "--skip") == []
    assert added("import", "--json", "") == []  # a file: the shell's own affair


def test_questions_and_their_parameters() -> None:
    assert added("query", "") == sorted(questions.names())
    assert added("query", "flows/su") == ["flows/summary"]
    assert "area_unit=" in added("query", "flows/summary", "-p", "")
    units = added("query", "flows/summary", "--mode", "public", "-p", "area_unit=m")
    assert units == ["area_unit=medical_area", "area_unit=municipality"]
    assert added("query", "flows/none", "-p", "a") == []
    assert "targets" in added("template", "t")


def test_values_that_only_data_tell(sample_build_dir: Path) -> None:
    asked = ("query", "flows/summary", "--data", str(sample_build_dir), "-p")
    assert "fiscal_year=2023" in added(*asked, "fiscal_year=")
    towns = added(*asked, "area_code=99")
    assert towns and all(len(one) == len("area_code=99011") for one in towns)
    areas = added(*asked, "area_unit=medical_area", "-p", "area_code=99")
    assert areas and all(len(one) == len("area_code=9901") for one in areas)
    # none to be had: nothing is added, and nothing said
    assert added("query", "flows/summary", "--data", "/nowhere", "-p", "fiscal_year=") == []


@pytest.fixture(scope="module")
def bin_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the command as an installation has it."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "zaitaku"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m zaitaku.cli "$@"\n', "utf-8")
    command.chmod(0o755)
    return folder


def shell(bin_dir: Path, *arguments: str) -> list[str]:
    """What a shell prints that has the command on its path."""
    search = f"{bin_dir}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": search, "PYTHONPATH": str(paths.ROOT)}
    done = subprocess.run(
        arguments, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


# as readline calls it: the line so far, split at blanks, = and :
BASH = """
source <(zaitaku completion bash)
for COMP_LINE in "$@"; do
    COMP_POINT=${#COMP_LINE}
    COMP_WORDS=($COMP_LINE) COMPREPLY=()
    compopt() { :; }
    _zaitaku
    printf '%s ' "${COMPREPLY[@]}"
done
complete -p zaitaku | grep -o -- '-F [a-z_]*'
"""


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash がありません")
def test_in_bash(bin_dir: Path) -> None:
    lines = ("zaitaku temp", "zaitaku query flows/summary -p area_unit=med")
    found = shell(bin_dir, "bash", "--norc", "-c", BASH, "bash", *lines)
    # after the = that bash splits at, only the rest is put back
    assert found == ["template", "medical_area", "-F", "_zaitaku"]


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish がありません")
def test_in_fish(bin_dir: Path) -> None:
    ask = "zaitaku completion fish | source; complete -C 'zaitaku query flows/summary -p area_u'"
    assert shell(bin_dir, "fish", "--no-config", "-c", ask) == ["area_unit="]


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh がありません")
def test_zsh_understands_its_script(bin_dir: Path) -> None:
    ask = "compdef() { print $*; }; source <(zaitaku completion zsh); whence -w _zaitaku"
    found = shell(bin_dir, "zsh", "-f", "-c", ask)
    assert found == ["_zaitaku", "zaitaku", "_zaitaku:", "function"]
