"""How it is put on a server: the container file and the service, by the rules they must keep.

Nothing is built or started here: ``make container`` does that where a builder is to be had.
"""

from __future__ import annotations

import configparser
import json
import re
import tomllib

import pytest

from zaitaku.cli import main as cli
from zaitaku.ground import paths

OPERATIONS = paths.ROOT / "docs" / "運用手順書.md"


def instructions() -> list[tuple[str, str]]:
    """The container file, an instruction each."""
    text = (paths.ROOT / "Containerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    return [(word, rest) for word, rest in lines]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    return found[max(at for at, (word, _) in enumerate(found) if word == "FROM") :]


def test_the_container_runs_for_nobody_special() -> None:
    (user,) = [rest for word, rest in last_stage() if word == "USER"]
    # numbers: a host that forbids root can tell without looking into the image
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    at = [word for word, _ in last_stage()].index("USER")
    assert {word for word, _ in last_stage()[at:]} <= {
        "USER", "VOLUME", "HEALTHCHECK", "ENTRYPOINT", "CMD",
    }  # fmt: skip


def test_the_container_writes_to_its_volume_only() -> None:
    given = dict(
        pair.split("=", 1) for word, rest in last_stage() if word == "ENV" for pair in rest.split()
    )
    assert given["ZAITAKU_DATA"] == dict(last_stage())["VOLUME"]
    assert given["PYTHONDONTWRITEBYTECODE"] == "1"
    # nothing that installs is left in what runs
    assert not [rest for word, rest in last_stage() if word == "RUN" and "pip" in rest]


def test_the_container_is_made_of_what_is_locked() -> None:
    bases = [rest.split()[0] for word, rest in instructions() if word == "FROM"]
    assert len(set(bases)) == 1 and re.fullmatch(r"python:3\.1[1-4]-slim", bases[0])
    installs = [rest for word, rest in instructions() if word == "RUN" and "pip install" in rest]
    (told,) = installs
    for line in re.findall(r"pip install ([^&]*)", told):
        assert "--require-hashes -r requirements.txt" in line or "--no-deps" in line


def test_the_container_starts_what_there_is() -> None:
    words = json.loads(dict(last_stage())["CMD"])
    assert cli.parser().parse_args(words).command == "serve"
    healthy = dict(last_stage())["HEALTHCHECK"]
    code = json.loads(healthy[healthy.index("[") :])[2]
    compile(code, "HEALTHCHECK", "exec")
    assert "/healthz" in code


def test_the_container_is_given_all_that_a_wheel_is_made_of_and_no_more() -> None:
    told = (paths.ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    given = {line[1:] for line in told if line.startswith("!")}
    assert "*" in told and "**/__pycache__" in told
    hatch = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = hatch["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["only-include"], *(name.split("/")[0] for name in wheel["force-include"])}
    needed |= {hatch["project"]["readme"], *hatch["project"]["license-files"]}
    assert given == needed | {"pyproject.toml", "requirements.txt"}
    assert all((paths.ROOT / name).exists() for name in given)


@pytest.fixture(scope="module")
def service() -> configparser.SectionProxy:
    (text,) = re.findall(r"```ini\n(.*?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL)
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(text)
    return unit["Service"]


def test_the_service_may_write_where_its_data_lie(service: configparser.SectionProxy) -> None:
    # with ProtectSystem=strict every other folder is read-only
    assert service["ProtectSystem"] == "strict"
    assert service["Environment"] == f"ZAITAKU_DATA=/var/lib/{service['StateDirectory']}"
    assert service["StateDirectoryMode"] == "0700"


def test_the_service_starts_what_there_is(service: configparser.SectionProxy) -> None:
    words = service["ExecStart"].split()[1:]
    assert cli.parser().parse_args(words).command == "serve"
