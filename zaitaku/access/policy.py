"""``access.toml``: where it is known from who asks, and which role each has. Checked when read.

A file that cannot be used stops whoever asks (SettingsError): to go on without it would give
everybody all rights.
"""

from __future__ import annotations

import hmac
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from zaitaku.access.roles import ROLES, Right, Role, may
from zaitaku.ground import settings
from zaitaku.ground.errors import SettingsError

Kind = Literal["proxy", "oidc", "local"]
_KINDS: Sequence[Kind] = ("proxy", "oidc", "local")
_SHORTEST_SECRET = 24  # signs of the word that the proxy shares with us


@dataclass(frozen=True)
class Identity:
    """Who somebody is said to be, by a source that is believed."""

    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """Who asks, with a role (None: none), for 内部 perhaps of these municipalities alone."""

    name: str
    role: Role | None
    areas: tuple[str, ...] = ()

    def may(self, right: Right) -> bool:
        return may(self.role, right)


NOBODY = Person("", None)


@dataclass(frozen=True)
class Grant:
    """One ``[[people]]``: the role of a user or of everybody in a group."""

    user: str
    group: str
    role: Role
    areas: tuple[str, ...]

    def is_for(self, identity: Identity) -> bool:
        return identity.name == self.user if self.user else self.group in identity.groups

    @property
    def rank(self) -> tuple[int, bool]:
        """What gives more comes later."""
        return list(ROLES).index(self.role), not self.areas


@dataclass(frozen=True)
class Proxy:
    """What the proxy in front says, and the word by which it is known to be the proxy."""

    secret: str = field(repr=False)
    user_header: str
    groups_header: str

    def identity(self, headers: Iterable[tuple[bytes, bytes]]) -> Identity | None:
        """Who the proxy says it is; None for a request that did not come through it.

        A header that stands twice is not believed: one of them was sent by somebody else.
        """
        given = [(name.decode("latin-1").lower(), value) for name, value in headers]

        def only(name: str) -> bytes | None:
            found = [value for other, value in given if other == name]
            return found[0] if len(found) == 1 else None

        secret = only(SECRET_HEADER)
        if secret is None or not hmac.compare_digest(secret, self.secret.encode()):
            return None
        user = _text(only(self.user_header.lower()))
        if not user:
            return None
        groups = _text(only(self.groups_header.lower())) if self.groups_header else ""
        return Identity(user, tuple(g for one in groups.split(",") if (g := one.strip())))


SECRET_HEADER = "x-zaitaku-secret"


def _text(value: bytes | None) -> str:
    """A header's text; '' where it is none or cannot be read as one."""
    try:
        return (value or b"").decode("utf-8").strip()
    except UnicodeDecodeError:
        return ""


@dataclass(frozen=True)
class Oidc:
    """Which claims say who it is; ``provider``: what Streamlit's sign-in needs."""

    user_claim: str
    groups_claim: str
    provider: Mapping[str, Any] = field(repr=False)

    def identity(self, claims: Mapping[str, Any]) -> Identity | None:
        user = claims.get(self.user_claim)
        if not isinstance(user, str) or not user:
            return None
        groups = claims.get(self.groups_claim) if self.groups_claim else ()
        listed = groups if isinstance(groups, list | tuple) else ()
        return Identity(user, tuple(str(group) for group in listed))


@dataclass(frozen=True)
class Access:
    """The rules in force."""

    kind: Kind
    grants: tuple[Grant, ...]
    proxy: Proxy | None = None
    oidc: Oidc | None = None

    def person(self, identity: Identity | None) -> Person:
        """What is granted to the user, else to the groups: the most of it.

        Of several who may see 内部 of some municipalities alone, all of them together.
        """
        if identity is None:
            return NOBODY
        mine = [grant for grant in self.grants if grant.is_for(identity)]
        mine = [grant for grant in mine if grant.user] or mine
        if not mine:
            return Person(identity.name, None)
        most = max(grant.rank for grant in mine)
        areas = {area for grant in mine if grant.rank == most for area in grant.areas}
        role = next(grant.role for grant in mine if grant.rank == most)
        return Person(identity.name, role, tuple(sorted(areas)))


def in_force(data_dir: Path | None = None) -> Access | None:
    """The rules of this installation; None where nothing is configured.

    The file is the one that the settings name, else ``access.toml`` of the data folder.
    """
    named = settings.access_file()
    path = named or settings.installation(data_dir) / "access.toml"
    try:
        state = path.stat()
    except FileNotFoundError:
        if named is None:
            return None
        raise SettingsError(_unusable(path, "ファイルがありません")) from None
    except OSError as error:
        raise SettingsError(_unusable(path, str(error.strerror))) from error
    return _loaded(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed: int, _size: int) -> Access:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(_unusable(path, str(error))) from error
    try:
        return parsed(written)
    except _UnusableError as error:
        raise SettingsError(_unusable(path, str(error))) from error


class _UnusableError(Exception):
    """What is wrong with the file, for its message."""


def parsed(written: Mapping[str, Any]) -> Access:
    """The rules that a file says."""
    _known(written, {"kind", "people", "proxy", "oidc"}, "ファイル")
    kind = written.get("kind")
    if kind not in _KINDS:
        raise _UnusableError(f"kind は {'、'.join(_KINDS)} のどれかにしてください")
    people = written.get("people", [])
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        raise _UnusableError("利用者は [[people]] の形で書いてください")
    grants = tuple(map(_grant, people))
    if kind == "local":
        return Access("local", grants)
    part = written.get(str(kind))
    if not isinstance(part, dict):
        raise _UnusableError(f"kind が {kind} のときは [{kind}] が要ります")
    if kind == "proxy":
        return Access("proxy", grants, proxy=_proxy(part))
    return Access("oidc", grants, oidc=_oidc(part))


def _proxy(part: Mapping[str, Any]) -> Proxy:
    _known(part, {"secret", "user_header", "groups_header"}, "[proxy]")
    secret = _word(part, "secret", "[proxy]")
    if len(secret) < _SHORTEST_SECRET or not secret.isascii():
        raise _UnusableError(
            f"[proxy] の secret は {_SHORTEST_SECRET} 文字以上の英数字にしてください"
        )
    groups = _word(part, "groups_header", "[proxy]", "")
    return Proxy(secret, _word(part, "user_header", "[proxy]"), groups)


_PROVIDER = {
    "redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url",
}  # fmt: skip


def _oidc(part: Mapping[str, Any]) -> Oidc:
    _known(part, {"user_claim", "groups_claim", *_PROVIDER}, "[oidc]")
    provider = {key: _word(part, key, "[oidc]") for key in sorted(_PROVIDER)}
    user = _word(part, "user_claim", "[oidc]")
    return Oidc(user, _word(part, "groups_claim", "[oidc]", ""), provider)


def _grant(one: Mapping[str, Any]) -> Grant:
    where = "[[people]]"
    _known(one, {"user", "group", "role", "areas"}, where)
    user, group = _word(one, "user", where, ""), _word(one, "group", where, "")
    if bool(user) == bool(group):
        raise _UnusableError(f"{where} には user か group のどちらか 1 つを書いてください")
    role = one.get("role")
    if role not in ROLES:
        labels = "、".join(f"{code}（{label}）" for code, label in ROLES.items())
        raise _UnusableError(f"{where} の role は {labels} のどれかにしてください")
    areas = one.get("areas", [])
    if not isinstance(areas, list) or not all(
        isinstance(area, str) and len(area) == 5 and area.isdigit() for area in areas
    ):
        raise _UnusableError(
            f'{where} の areas は市区町村コード 5 桁を ["03201"] の形で書いてください'
        )
    if "areas" in one and (role != "internal" or not areas):
        raise _UnusableError(
            f"{where} の areas は role が internal の利用者に、1 つ以上を書いてください"
        )
    return Grant(user, group, cast(Role, role), tuple(areas))


def _word(part: Mapping[str, Any], key: str, where: str, default: str | None = None) -> str:
    value = part.get(key, default)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise _UnusableError(f"{where} に {key} を書いてください")
    return value.strip()


def _known(part: Mapping[str, Any], known: set[str], where: str) -> None:
    """A misspelt word must not go by unnoticed: it may be what keeps somebody out."""
    if strange := sorted(set(part) - known):
        raise _UnusableError(f"{where} の {'、'.join(strange)} は使えません")


def _unusable(path: Path, why: str) -> str:
    return (
        f"利用者と権限の設定「{path}」を使えません（{why}）。直すまで、だれにも数値を見せません。"
        "書き方は docs/管理者の手引き.md にあります。"
    )
