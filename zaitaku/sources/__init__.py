"""Official files in, tidy raw frames out: see ``collect``, and ``recognise`` for the kinds."""

from zaitaku.sources.carry import carry
from zaitaku.sources.changes import Change, Changes, changes_of
from zaitaku.sources.collect import collect
from zaitaku.sources.master import Master, Municipality
from zaitaku.sources.model import Collected, FileReport, SourceTable

__all__ = [
    "Change",
    "Changes",
    "Collected",
    "FileReport",
    "Master",
    "Municipality",
    "SourceTable",
    "carry",
    "changes_of",
    "collect",
]
