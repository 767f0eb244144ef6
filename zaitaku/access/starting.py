"""Whether a server may start as it is configured."""

from __future__ import annotations

import ipaddress
from importlib.util import find_spec
from pathlib import Path

from zaitaku.access import policy
from zaitaku.ground import settings
from zaitaku.ground.errors import SettingsError


def need_safe(address: str, data_dir: Path | None = None) -> None:
    """SettingsError where others than the user of this machine could see 内部 unasked.

    ``address``: where it listens; '' is everywhere.
    """
    configured = policy.in_force(data_dir)
    if configured is not None and configured.kind == "oidc" and find_spec("authlib") is None:
        raise SettingsError(
            "認証基盤にサインインするための部品（Authlib）が入っていません。"
            "運用手順書「2」の方法で入れ直してください。"
        )
    names = settings.hosts() - settings.LOOPBACK
    is_open = bool(names) or not _is_loopback(address)
    if not is_open or settings.pinned_mode() == "public":
        return
    if configured is None or configured.kind == "local":
        where = "、".join(sorted(names)) or address or "すべてのネットワーク"
        raise SettingsError(
            f"ほかの端末から使える設定（{where}）ですが、利用者と権限が決まっていないため、"
            "起動しません。access.toml でだれに何を見せるかを決めるか、"
            "公表だけにする（ZAITAKU_MODE=public）か、ZAITAKU_HOSTS を外してください。"
            "書き方は docs/管理者の手引き.md にあります。"
        )


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
