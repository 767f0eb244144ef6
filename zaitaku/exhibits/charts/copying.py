"""Altair's copies, made quickly.

Each step of putting a chart together (``encode``, ``properties``, a layer, a column of charts)
copies all that it is put together from, and to copy a chart of several is to put it together again:
most of the time in which a chart was built. What is copied here is what there is; nothing is put
together twice. ``tests/queries/test_copying.py`` builds every chart both ways and compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import altair as alt
from altair.utils import core, schemapi
from altair.utils.schemapi import SchemaBase, Undefined

# as Altair has them
DEEPLY, TO_DICT, COPY = schemapi._deep_copy, schemapi._todict, SchemaBase.copy
FROM_DICT = schemapi._FromDict.__init__
IN_CHANNEL = core._ChannelCache._wrap_in_channel
_PLAIN = frozenset({str, int, float, bool, type(None), type(Undefined)})
_NOTHING: frozenset[str] = frozenset()


def install() -> None:
    """For every chart of this process."""
    schemapi._deep_copy = _deeply  # type: ignore[assignment]
    schemapi._todict = _to_dict  # type: ignore[assignment]
    SchemaBase.copy = _copy  # type: ignore[method-assign]
    schemapi._FromDict.__init__ = _known_classes  # type: ignore[method-assign]
    core._ChannelCache._wrap_in_channel = _in_channel  # type: ignore[method-assign]


def uninstall() -> None:
    """As Altair does it."""
    schemapi._deep_copy, schemapi._todict = DEEPLY, TO_DICT
    SchemaBase.copy = COPY  # type: ignore[method-assign]
    schemapi._FromDict.__init__ = FROM_DICT  # type: ignore[method-assign]
    core._ChannelCache._wrap_in_channel = IN_CHANNEL  # type: ignore[method-assign]


def _deeply(found: Any, by_ref: Iterable[str] = _NOTHING) -> Any:
    """Lists, mappings and parts of a chart anew; all else is what it was."""
    if type(found) in _PLAIN:
        return found
    if isinstance(found, SchemaBase):
        if (own := getattr(type(found), "__deepcopy__", None)) is not None:
            return own(found, {})
        same = _same(found)
        object.__setattr__(same, "_args", tuple(_deeply(one, by_ref) for one in found._args))
        object.__setattr__(same, "_kwds", _deeply(found._kwds, by_ref))
        return same
    if isinstance(found, list):
        return [one if type(one) in _PLAIN else _deeply(one, by_ref) for one in found]
    if isinstance(found, dict):
        return {
            key: one if type(one) in _PLAIN or key in by_ref else _deeply(one, by_ref)
            for key, one in found.items()
        }
    return found


def _copy(
    self: SchemaBase, deep: bool | Iterable[str] = True, ignore: list[str] | None = None
) -> Any:
    """``SchemaBase.copy``."""
    if deep is True:
        return _deeply(self, frozenset(ignore or ()))
    if isinstance(self, alt.TopLevelMixin) and not isinstance(self, alt.Chart):
        return COPY(self, deep, ignore)  # one of several takes up what was given to its parts since
    same = _same(self)
    object.__setattr__(same, "_kwds", dict(self._kwds))
    for name in deep or ():
        same[name] = schemapi._shallow_copy(same._get(name))
    return same


def _same(found: SchemaBase) -> Any:
    """A part of a chart with all that it holds, without being put together again."""
    same = object.__new__(type(found))
    same.__dict__.update(found.__dict__)
    return same


def _to_dict(found: Any, *args: Any, **kwargs: Any) -> Any:
    """Texts and numbers, which most are, are asked for nothing else first."""
    return found if type(found) in _PLAIN else TO_DICT(found, *args, **kwargs)


def _in_channel(self: Any, found: Any, encoding: str, /) -> Any:
    """``_ChannelCache._wrap_in_channel``: which class each part of a value is of need not be tried
    out, as what is written of it is the same."""
    if isinstance(found, str):
        found = {"shorthand": found}
    channel = self.name_to_channel.get(encoding)
    if not isinstance(found, dict) or channel is None:
        return IN_CHANNEL(self, found, encoding)
    return channel["value" if "value" in found else "field"](**found)


def _known_classes(self: Any, wrapper_classes: Iterable[type[SchemaBase]], /) -> None:
    """``_FromDict.__init__``: which class a part is told by is found out once, not for each."""
    self.class_dict = _classes(tuple(wrapper_classes))


@cache
def _classes(wrapper_classes: tuple[type[SchemaBase], ...]) -> Any:
    found = object.__new__(schemapi._FromDict)
    FROM_DICT(found, wrapper_classes)
    return found.class_dict
