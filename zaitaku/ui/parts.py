"""The parts of pages that only a screen has (buttons, forms), by the name a page calls them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping

PARTS: Mapping[str, Callable[..., None]] = {}
