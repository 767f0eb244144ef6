"""``zaitaku serve``: the server in this process, told of only once it answers."""

from __future__ import annotations

import argparse
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any, NoReturn

from zaitaku.access import starting
from zaitaku.cli.common import any_word_can_be_told, data_dir, quiet_option
from zaitaku.ground import country, paths, processes, settings
from zaitaku.ground.errors import SettingsError, ZaitakuError

_HERE = "127.0.0.1"
_ADDRESS = "http://127.0.0.1:{}"


def add(command: Any) -> None:
    """The verb of the server."""
    sub = command("serve", _serve, "ブラウザで見られるようにする")
    sub.add_argument(
        "--port", type=int, metavar="N", help="既定は環境変数 ZAITAKU_PORT、なければ 8501"
    )
    sub.add_argument(
        "--next-port",
        action="store_true",
        help="ポートが使われていたら、そのあとの空いている番号を使う",
    )
    sub.add_argument(
        "--sample-if-empty", action="store_true", help="データがなければ見本の県を取り込む"
    )
    sub.add_argument(
        "--browser", action="store_true", help="応答するようになったら、ブラウザで開く"
    )
    quiet_option(sub)


def _serve(arguments: argparse.Namespace) -> int:
    from zaitaku.ask import warehouse

    # what cannot be used is told now, not on the first page or after a minute of importing
    settings.pinned_mode()
    folder = data_dir(arguments).resolve()
    settings.use_data_dir(folder)
    starting.need_safe(_HERE, folder)
    port = settings.port() if arguments.port is None else arguments.port
    port = free_from(port) if arguments.next_port else need_free(port)
    current = warehouse.current_build_id(folder)  # stops where builds are there and none is chosen
    if arguments.sample_if_empty and current is None and not country.names(folder):
        print("データがないので、見本の県（架空県）を取り込みます。", file=sys.stderr)
        if exit_code := _import_sample_apart(folder, quiet=arguments.quiet):
            return exit_code
        need_free(port)  # still
    threading.Thread(
        target=_tell_when_it_answers, args=(port, arguments.browser), daemon=True
    ).start()
    os.chdir(paths.ROOT)  # .streamlit/config.toml is read from there
    sys.argv = ["streamlit", "run", str(paths.APP), "--server.port", str(port)]
    sys.argv += ["--logger.hideWelcomeMessage", "true"]  # it is in English
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


def need_free(port: int) -> int:
    """The port; SettingsError for a number that is no port, and for one that is taken.

    Streamlit would quietly take the next one.
    """
    if not 1 <= port <= 65535:
        raise SettingsError("ポートの番号は 1 から 65535 の数にしてください。")
    if not _is_free(port):
        raise SettingsError(_taken(port))
    return port


_TRIED = 50  # ports, one after another


def free_from(port: int) -> int:
    """The first free port from this one on; SettingsError as ``need_free`` where none is."""
    tried = range(port, min(port + _TRIED, 65536))
    return need_free(next((one for one in tried if one > 0 and _is_free(one)), port))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name == "posix":  # a server that ended a moment ago does not hold the port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HERE, port))
        except OSError:
            return False
    return True


def _taken(port: int) -> str:
    if _answers(port):
        return (
            f"在宅医療アトラスは、すでにポート {port} で動いています。"
            f"{_ADDRESS.format(port)} をブラウザで開いてください。"
            "もう 1 つ動かすときは --port で別の番号を指定してください。"
        )
    return (
        f"ポート {port} は使えません（ほかのソフトが使っているか、使う権限がありません）。"
        f"--port {port + 1 if port < 65535 else 8501} のように別の番号を指定してください。"
    )


def _answers(port: int) -> bool:
    """Whether a server of ours says at this port that it runs, with or without data."""
    url = f"{_ADDRESS.format(port)}/healthz"
    nobody_between = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with nobody_between.open(url, timeout=2) as response:
            return "build_id" in json.load(response)
    except (OSError, ValueError):
        return False


def _tell_when_it_answers(port: int, in_browser: bool) -> None:
    while not _answers(port):
        time.sleep(0.1)
    address = _ADDRESS.format(port)
    print(f"{address} をブラウザで開いてください（終了は Ctrl+C）。", flush=True)
    if in_browser:
        webbrowser.open(address)


def _import_sample_apart(folder: Path, *, quiet: bool) -> int:
    """The exit code of an import in a process of its own: the server does not keep its memory.

    Who ends this process ends that one.
    """
    words = [str(folder), *(["--quiet"] if quiet else [])]
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        apart = subprocess.Popen(processes.python("-m", "zaitaku.cli.serving", *words))
        try:
            return abs(apart.wait())
        finally:
            apart.kill()
            apart.wait()
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def _import_sample(folder: Path, quiet: bool) -> NoReturn:
    from zaitaku.cli import builds

    any_word_can_be_told()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C goes to both, and one of them tells it
    try:
        sys.exit(builds.import_sample(folder, quiet=quiet))
    except ZaitakuError as error:
        sys.exit(_told(error))


def _told(error: ZaitakuError) -> int:
    print(f"エラー: {error}", file=sys.stderr)
    return error.exit_code


if __name__ == "__main__":
    _import_sample(Path(sys.argv[1]), "--quiet" in sys.argv[2:])
