"""``zaitaku serve`` from start to end, as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from zaitaku.cli import main as cli
from zaitaku.cli.serving import free_from, need_free
from zaitaku.ground.errors import SettingsError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def serving(sample_build_dir: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "zaitaku.cli", "serve", "--data", str(sample_build_dir)],
        env={**os.environ, "ZAITAKU_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process, port
    if process.poll() is None:
        process.kill()
    process.wait(timeout=20)


def test_a_server_from_its_first_word_to_its_last(
    serving: tuple[subprocess.Popen[str], int], sample_build_dir: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    process, port = serving
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said == f"http://127.0.0.1:{port} をブラウザで開いてください（終了は Ctrl+C）。\n"
    # it was said once it answers: no waiting here
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        assert b'"status":"ok"' in answer.read()
    rebound = urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": "other.example"})
    with pytest.raises(urllib.error.HTTPError, match="421"):
        urllib.request.urlopen(rebound, timeout=10)

    again = ["serve", "--data", str(sample_build_dir), "--port", str(port)]
    assert cli.main(again) == SettingsError.exit_code
    assert f"すでにポート {port} で動いています" in capsys.readouterr().err

    with socket.create_connection(("127.0.0.1", port)):  # somebody is still connected
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    need_free(port)
    with process.stdout as rest:
        assert not re.search("[A-Za-z]{4,} [A-Za-z]{3,}", rest.read())  # no English sentence


def test_a_port_of_another_software_is_told() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"ポート {port} は使えません"):
            need_free(port)


def test_the_next_port_is_taken_where_that_is_asked() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert port < free_from(port) < port + 50
    assert free_from(port) == port  # it is free again


def children(process: int) -> set[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text()
    return {int(one) for one in found.split()}


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's list of processes")
def test_who_ends_the_first_start_ends_its_import_too(tmp_path: Path) -> None:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "zaitaku.cli", "serve", "--sample-if-empty"],
        env={**os.environ, "ZAITAKU_PORT": str(port), "ZAITAKU_DATA": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        assert "見本の県" in process.stderr.readline()
        assert process.stderr.readline()  # the import is at work and says so
        working = children(process.pid)
        assert working
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 128 + signal.SIGTERM
    finally:
        process.kill()
        process.stderr.close()
    deadline = time.monotonic() + 20
    while left := [one for one in working if Path(f"/proc/{one}").exists()]:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    need_free(port)
    assert not (tmp_path / "CURRENT").exists()


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_told(port: int) -> None:
    with pytest.raises(SettingsError, match="1 から 65535"):
        need_free(port)


def test_a_pinned_installation_keeps_its_figures_on_the_command_line_too(
    sample_build_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["query", "build/info", "--mode", "internal", "--data", str(sample_build_dir)]
    monkeypatch.setenv("ZAITAKU_MODE", "public")
    assert cli.main(asked) != 0
    told = capsys.readouterr()
    assert told.out == "" and "ZAITAKU_ALLOW_INTERNAL=1" in told.err
    monkeypatch.setenv("ZAITAKU_ALLOW_INTERNAL", "1")
    assert cli.main(asked) == 0


def test_a_server_for_others_does_not_start_without_users(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ZAITAKU_HOSTS", "atlas.example")
    asked = ["serve", "--data", str(tmp_path), "--port", str(free_port())]
    assert cli.main(asked) == SettingsError.exit_code
    assert "利用者と権限が決まっていないため" in capsys.readouterr().err
    # an access.toml of the folder that --data names is read, not that of the settings
    (tmp_path / "access.toml").write_text('kind = "proxy"')
    assert cli.main(asked) == SettingsError.exit_code
    assert "[proxy] が要ります" in capsys.readouterr().err
