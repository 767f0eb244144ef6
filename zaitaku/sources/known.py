"""Every kind there is, found in ``kinds``; what other rooms list of kinds is derived here.

A module of ``kinds`` that has a ``KIND`` is one; the others help them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from zaitaku.sources import kinds as package
from zaitaku.sources.model import Kind, RawTable


@cache
def kinds() -> tuple[Kind, ...]:
    """In the order of lists and of recognition."""
    names = sorted(module.name for module in iter_modules(package.__path__))
    modules = [import_module(f"{package.__name__}.{name}") for name in names]
    found: list[Kind] = [module.KIND for module in modules if hasattr(module, "KIND")]
    return tuple(sorted(found, key=lambda kind: (kind.order, kind.name)))


def labels() -> dict[str, str]:
    """Kind → its official name."""
    return {kind.name: kind.label for kind in kinds()}


def page_labels() -> dict[str, str]:
    """Kind → its name on the data page."""
    return {kind.name: kind.page_label or kind.label for kind in kinds()}


def tables() -> Mapping[str, RawTable]:
    """Every raw table that files fill; kinds that fill the same one share its declaration."""
    return {table.name: table for kind in kinds() for table in kind.tables}


def together() -> list[tuple[str, ...]]:
    """Tables that a file of one kind replaces together, though it leave one of them empty."""
    return [tuple(table.name for table in k.tables) for k in kinds() if k.covers_together]


def years() -> list[tuple[str, RawTable]]:
    """Kinds whose 年度 the data page tells, with the tables that hold them."""
    return [(k.name, t) for k in kinds() for t in k.tables if t.year and not t.is_check]


def public() -> list[str]:
    """Kinds whose files and years 公表 may name."""
    return [kind.name for kind in kinds() if kind.is_public]
