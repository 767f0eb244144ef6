"""What was chosen, by its key in the address: a value that is not offered has the default.

This one reads a link and nothing else; on the screen widgets answer too (``ui/address.py``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Mapping, Sequence

Value = str | list[str]
# what is looked at, the same on every page that has it: chosen once, it goes along
THREAD = ("item", "measure", "residence")


def short_code(text: str) -> str:
    """An ASCII name for the address of what its source gives no code of its own."""
    return hashlib.blake2s(text.encode(), digest_size=4).hexdigest()


class Choices:
    """``used``: what was chosen in this run and what its default is, in the order asked."""

    def __init__(self, link: Mapping[str, Sequence[str]]) -> None:
        self._link = {key: list(values) for key, values in link.items()}
        self.used: dict[str, tuple[Value, Value]] = {}

    def one(self, key: str, options: Container[str], default: str) -> str:
        """The code chosen for ``key``."""
        value = self.given(key)
        chosen = value if isinstance(value, str) and value in options else default
        self.settle(key, chosen, default)
        return chosen

    def many(self, key: str, options: Container[str], default: Sequence[str]) -> list[str]:
        """The codes chosen for ``key``, unknown ones left out; an empty choice stays empty."""
        value = self.given(key)
        if value is None:
            chosen = list(default)
        else:
            values = [value] if isinstance(value, str) else value
            chosen = [code for code in values if code in options]
        self.settle(key, chosen, list(default))
        return chosen

    def given(self, key: str) -> Value | None:
        """What was asked for; None where nothing was."""
        if key in self.used:
            return self.used[key][0]
        values = self._link.get(key, [])
        return values[0] if len(values) == 1 else (values or None)

    def settle(self, key: str, chosen: Value, default: Value) -> None:
        """It is chosen: every later question of this run gets it."""
        self.used[key] = (chosen, default)

    def code(self, key: str) -> str:
        """The code of a choice that was already asked for in this run."""
        value = self.used[key][0]
        assert isinstance(value, str)
        return value

    def link(self, keys: Sequence[str] = (), **changes: str) -> dict[str, Value]:
        """Address parameters of this view, restricted to ``keys`` if given, with ``changes``."""
        params = {
            key: value
            for key, (value, default) in self.used.items()
            if value != default and (not keys or key in keys)
        }
        return params | changes

    def everything(self) -> dict[str, tuple[str, ...]]:
        """Every choice of this run by its key, defaults included.

        Not the build, and not the town that a change of unit leads back to: no figure follows it.
        """
        return {
            key: (value,) if isinstance(value, str) else tuple(value)
            for key, (value, _) in self.used.items()
            if key not in ("build", "town")
        }
