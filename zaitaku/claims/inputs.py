"""Which inputs are read by whom. One more kind of input is one more line of ``READERS``."""

from __future__ import annotations

from zaitaku.claims.masters import MasterReader
from zaitaku.claims.readers import Reader
from zaitaku.claims.uke.reading import UkeReader

READERS: tuple[Reader, ...] = (UkeReader(), MasterReader())
