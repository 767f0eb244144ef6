"""Official files in, tidy raw frames out: see ``collect``."""

from zaitaku.sources.collect import KINDS, collect
from zaitaku.sources.master import Master, Municipality
from zaitaku.sources.model import Collected, FileReport, SourceTable

__all__ = [
    "KINDS",
    "Collected",
    "FileReport",
    "Master",
    "Municipality",
    "SourceTable",
    "collect",
]
