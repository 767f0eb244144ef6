"""What the prefecture publishes, chosen by table in the app: DATA/publication.json.

The choice takes the place of ``published_zone_schemes``, ``published_own_tables`` and
``published_kdb_tables`` of ``disclosure.toml``, each of them whole: what it does not name is not
published (a choice of before KDB tables could be chosen names them all). Thresholds stay
those of the file. Where nobody chose, the file's own lists are in force. A choice that cannot be
read stops whoever protects (DisclosureError): to go on without it could publish what nobody chose.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zaitaku.access import asking, log
from zaitaku.disclosure.policy import KDB_TABLES, OWN_TABLES, Policy, load_policy
from zaitaku.ground import paths, store
from zaitaku.ground.errors import DisclosureError

FILE = "publication.json"


@dataclass(frozen=True)
class Choice:
    """Which 圏域の区分, which of the prefecture's tables (``OWN_TABLES``) and of those of KDB
    (``KDB_TABLES``); who chose, when."""

    zone_schemes: tuple[str, ...]
    own_tables: tuple[str, ...]
    kdb_tables: tuple[str, ...] = tuple(KDB_TABLES)
    by: str = ""
    chosen_at: str = ""


def chosen(data_dir: Path) -> Choice | None:
    """The choice in force; None where nobody chose. DisclosureError where it cannot be read."""
    path = data_dir / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return _checked(found)
    except (FileNotFoundError, NotADirectoryError):  # whoever writes says what the folder is
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DisclosureError(
            f"公表するものの選択「{path}」を読めません（{error}）。何を公表してよいか分からない"
            "ため、公表用データを作りません。バックアップから戻すか、このファイルを除けてから"
            "画面「公表」で選び直してください。"
        ) from error


def policy(data_dir: Path) -> Policy:
    """The rules in force: ``disclosure.toml`` with what was chosen in the app."""
    rules = load_policy(paths.POLICY)
    choice = chosen(data_dir)
    if choice is None:
        return rules
    return replace(
        rules,
        published_zone_schemes=choice.zone_schemes,
        published_own_tables=choice.own_tables,
        published_kdb_tables=choice.kdb_tables,
    )


def choose(
    data_dir: Path,
    zone_schemes: Sequence[str],
    own_tables: Sequence[str],
    kdb_tables: Sequence[str] = tuple(KDB_TABLES),
) -> Choice:
    """Keep another choice, for who may publish; it shows in the next build that is protected."""
    asking.need("publish")
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    chosen = (tuple(zone_schemes), tuple(own_tables), tuple(kdb_tables))
    choice = Choice(*chosen, asking.current().name, now)
    told = {
        "zone_schemes": choice.zone_schemes,
        "own_tables": choice.own_tables,
        "kdb_tables": choice.kdb_tables,
        "by": choice.by,
        "chosen_at": choice.chosen_at,
    }
    try:
        _checked(told)
    except ValueError as error:
        raise DisclosureError(
            f"公表するものを選べません（{error}）。選び直してください。"
        ) from None
    tables = [KDB_TABLES[one] for one in kdb_tables] + [OWN_TABLES[one] for one in own_tables]
    names = "、".join([*zone_schemes, *tables]) or "なし"
    log.write("change", what=f"公表するものを選ぶ: {names}", data_dir=data_dir)
    with store.telling(data_dir / FILE, DisclosureError):
        text = json.dumps(told, ensure_ascii=False, indent=1)
        store.write(data_dir / FILE, f"{text}\n", is_durable=True)
    return choice


def _checked(found: Any) -> Choice:
    """ValueError, KeyError or TypeError for what is no choice."""
    schemes, own = found["zone_schemes"], found["own_tables"]
    kdb = found.get("kdb_tables", tuple(KDB_TABLES))
    for names in (schemes, own, kdb):
        if isinstance(names, str) or not all(isinstance(name, str) and name for name in names):
            raise ValueError("名前の並びではありません")
    for name in own:
        if name not in OWN_TABLES:
            raise ValueError(f"「{name}」という県の表はありません")
    for name in kdb:
        if name not in KDB_TABLES:
            raise ValueError(f"「{name}」という KDB の集計表はありません")
    return Choice(tuple(schemes), tuple(own), tuple(kdb), str(found["by"]), str(found["chosen_at"]))
