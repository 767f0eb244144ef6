"""A record that becomes true in the very step in which ``CURRENT`` comes to name its build.

Two files cannot be moved in one step. So the record is written first, under a name that says of
which build it tells (``0002.<build>.due``): it holds from the moment ``CURRENT`` says the same, and
never did where ``CURRENT`` says otherwise. The next writer of builds gives it its own name, or
removes it, before it moves ``CURRENT`` on (``settle``).
"""

from __future__ import annotations

from pathlib import Path

from zaitaku.ground import store

_DUE = ".due"


def put(record: Path, build_id: str, text: str) -> Path:
    """Write what ``record`` will say once the build is in use, on the disk for good."""
    path = record.with_name(f"{record.stem}.{build_id}{_DUE}")
    store.write(path, text, is_durable=True)
    return path


def records(folder: Path) -> list[tuple[Path, str, Path]]:
    """Of each that nobody settled yet: its file, its build, and the record that it is to be."""
    found = []
    for path in sorted(folder.glob(f"*{_DUE}")):
        number, _, build_id = path.stem.partition(".")
        found.append((path, build_id, folder / f"{number}.json"))
    return found


def settle(folder: Path, current: str | None) -> None:
    """Give every record that holds its own name and remove the others; for who holds the folder.

    A record that is there already says what came later (it was withdrawn), and stays.
    """
    for path, build_id, record in records(folder):
        if build_id == current and not record.exists():
            store.move(path, record)
            store.sync_folder(folder)
        else:
            path.unlink()
