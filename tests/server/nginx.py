"""A real nginx in front of a server, as docs/管理者の手引き.md sets it up, but for TLS."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.browser.conftest import free_port

SECRET = "a-word-that-only-the-proxy-knows"
PASSWORD = "pw"  # of every user of the test
CONF = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    map $http_upgrade $connection_upgrade {{
        default upgrade;
        ''      close;
    }}
    upstream zaitaku {{
        hash $cookie_zaitaku_mark consistent;
        {servers}
    }}
    server {{
        listen 127.0.0.1:{port};
        add_header           X-Served-By $upstream_addr always;
        auth_basic           "zaitaku";
        auth_basic_user_file {folder}/users;
        location / {{
            proxy_pass         http://zaitaku;
            proxy_http_version 1.1;
            proxy_set_header   Host              $http_host;
            proxy_set_header   Upgrade           $http_upgrade;
            proxy_set_header   Connection        $connection_upgrade;
            proxy_set_header   X-Zaitaku-Secret  {secret};
            proxy_set_header   X-Remote-User     $remote_user;
            proxy_set_header   X-Remote-Groups   "";
            proxy_set_header   Authorization     "";
            proxy_read_timeout 1d;
            proxy_buffering    off;
        }}
    }}
}}
"""


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Until it listens there."""
    deadline = time.monotonic() + 30
    while True:
        assert process.poll() is None and time.monotonic() < deadline
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def in_front_of(behind: str | list[str], users: list[str], folder: Path) -> Generator[str]:
    """The address of an nginx that lets these users in; skips where there is no nginx.

    A browser stays with one of several servers ``behind``, by its mark.
    """
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        pytest.skip("nginx がありません。apt-get install -y nginx-light で入れてください。")
    port = free_port()
    written = "".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in users)
    (folder / "users").write_text(written, encoding="utf-8")
    conf = folder / "nginx.conf"
    addresses = [behind] if isinstance(behind, str) else behind
    servers = " ".join(f"server {one.removeprefix('http://')};" for one in addresses)
    as_root = "user root;" if os.geteuid() == 0 else ""  # its workers read the list of users
    conf.write_text(
        CONF.format(folder=folder, port=port, servers=servers, secret=SECRET, user=as_root)
    )
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(conf)])
    try:
        wait_for(process, port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
