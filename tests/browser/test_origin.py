"""A page of another host gets no WebSocket, and makes the server ask nobody."""

from __future__ import annotations

import base64
import os
import socket
from urllib.parse import urlsplit

import pytest

pytestmark = pytest.mark.browser


def handshake(server: str, origin: str) -> str:
    """The status line of a WebSocket handshake with this origin."""
    host = urlsplit(server).netloc
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}",
        f"Origin: {origin}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    ]
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=10) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        return connection.recv(200).decode(errors="replace").splitlines()[0]


def test_own_origin_is_answered(server: str) -> None:
    assert " 101 " in handshake(server, server)


def test_foreign_origin_is_refused(server: str) -> None:
    assert " 403 " in handshake(server, "http://elsewhere.example")
