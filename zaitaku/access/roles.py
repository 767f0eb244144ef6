"""The one table of rights: what each role may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Role = Literal["public", "internal", "edit", "manage"]
Right = Literal[
    "see_public",
    "see_internal",
    "take_internal",
    "change",
    "import",
    "approve",
    "publish",
    "read_log",
]
ROLES: Mapping[Role, str] = {
    "public": "閲覧（公表）",
    "internal": "閲覧（内部）",
    "edit": "編集",
    "manage": "公表・管理",
}
_EVERYBODY = frozenset[Role](ROLES)
_INTERNAL = _EVERYBODY - {"public"}
# right → what it is called, who has it
RIGHTS: Mapping[Right, tuple[str, frozenset[Role]]] = {
    "see_public": ("公表の数値を見る・ファイルにする", _EVERYBODY),
    "see_internal": ("内部の数値を見る", _INTERNAL),
    "take_internal": ("内部の数値をファイルにする", _INTERNAL),
    "change": ("会議資料・圏域案などを作る・変える", frozenset[Role](("edit", "manage"))),
    "import": ("ファイルを取り込む", frozenset[Role](("edit", "manage"))),
    "approve": ("入力した表を決裁する", frozenset[Role](("manage",))),
    "publish": ("公表用データを作る・版を選ぶ", frozenset[Role](("manage",))),
    "read_log": ("記録を読む", frozenset[Role](("manage",))),
}


def may(role: Role | None, right: Right) -> bool:
    """Whether a role has a right; who has no role has none."""
    return role in RIGHTS[right][1]
