"""The only reader of environment variables."""

import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Literal

from zaitaku.ground import country, paths
from zaitaku.ground.errors import SettingsError

Mode = Literal["internal", "public"]
MODES: tuple[Mode, ...] = ("internal", "public")
MODE_LABELS: dict[Mode, str] = {"internal": "内部", "public": "公表"}


def root_dir() -> Path:
    """Where all data are kept: ``ZAITAKU_DATA``, else a place of its own (``paths.DATA``)."""
    return Path(os.environ.get("ZAITAKU_DATA") or paths.DATA)


def data_dir() -> Path:
    """Where builds are kept; of several prefectures those of the one looked at (``country``)."""
    return country.folder(root_dir())


def prefecture(used: Path | None = None) -> str:
    """Whose data folder it is (default: the one looked at); '' where there is one prefecture."""
    root = root_dir()
    if used is None:
        return country.shown(root)
    return used.name if used.parent == root and used.name in country.names(root) else ""


def installation(used: Path | None = None) -> Path:
    """Where that lies which holds for a whole installation, as users and their log.

    A data folder itself, but for that of one of several prefectures.
    """
    return root_dir() if used is None or prefecture(used) else used


def use_data_dir(path: Path) -> None:
    """Make ``path`` the data folder of this process, as if ``ZAITAKU_DATA`` had named it."""
    os.environ["ZAITAKU_DATA"] = str(path)


def pinned_mode() -> Mode | None:
    """The mode a deployment is pinned to by ``ZAITAKU_MODE``; None when the user may choose."""
    value = os.environ.get("ZAITAKU_MODE", "")
    if not value:
        return None
    if value not in MODES:
        raise SettingsError(
            f"環境変数 ZAITAKU_MODE の値「{value}」は使えません。"
            "internal（内部）か public（公表）にしてください。"
        )
    return value


def internal_allowed() -> bool:
    """Whether the administrator lets a command read 内部 where ``ZAITAKU_MODE`` forbids it."""
    return os.environ.get("ZAITAKU_ALLOW_INTERNAL") == "1"


def access_file() -> Path | None:
    """The file of users and rights that ``ZAITAKU_ACCESS`` names; None where it names none."""
    value = os.environ.get("ZAITAKU_ACCESS", "")
    return Path(value) if value else None


def log_dir(data_dir_used: Path | None = None) -> Path:
    """Where the log of uses lies: ``ZAITAKU_LOG``, else a folder of its own beside the builds."""
    value = os.environ.get("ZAITAKU_LOG", "")
    return Path(value) if value else installation(data_dir_used) / "log"


def port() -> int:
    """The port the server listens on: ``ZAITAKU_PORT``, else 8501."""
    value = os.environ.get("ZAITAKU_PORT", "")
    if value and not (value.isascii() and value.isdigit()):
        raise SettingsError(
            f"環境変数 ZAITAKU_PORT の値「{value}」は使えません。"
            "1 から 65535 の番号を書いてください。"
        )
    return int(value or 8501)


LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


def hosts() -> frozenset[str]:
    """The names under which the server answers: this machine's own, and ``ZAITAKU_HOSTS``.

    Several are set apart by commas; a name stands without port, in any case of letters.
    """
    return _hosts(os.environ.get("ZAITAKU_HOSTS", ""))


@lru_cache(maxsize=4)
def _hosts(written: str) -> frozenset[str]:
    named = {name.strip().lower() for name in written.split(",")} - {""}
    for name in named:
        if not re.fullmatch(r"[0-9a-z._-]+|\[[0-9a-f:.]+\]", name):
            raise SettingsError(
                f"環境変数 ZAITAKU_HOSTS の「{name}」は使えません。利用者がアドレス欄に打つ"
                "サーバー名だけを（プロトコルもポート番号も付けずに）、コンマで区切って書いてください"
                "（例: zaitaku.pref.example.jp,10.1.2.3）。"
            )
    return LOOPBACK | named


def difference_pct() -> float:
    """Beyond how many percent two figures of the same area are marked for a look.

    30 unless ``ZAITAKU_DIFFERENCE_PCT`` says otherwise: ① and ④ of a prefecture lie within some
    percent of each other and a year changes a town by ten or twenty, so that what is marked is
    more often a file of another year or column than the care of patients.
    """
    value = os.environ.get("ZAITAKU_DIFFERENCE_PCT", "")
    if not value:
        return 30.0
    try:
        given = float(value)
    except ValueError:
        given = 0.0
    if not 1 <= given <= 1000:
        raise SettingsError(
            f"環境変数 ZAITAKU_DIFFERENCE_PCT の値「{value}」は使えません。"
            "しきい値（%）を 1 から 1000 までの数で書いてください。"
        )
    return given


def browser_required() -> bool:
    """Whether a missing Chromium fails the browser tests instead of skipping them."""
    return os.environ.get("ZAITAKU_REQUIRE_BROWSER") == "1"
