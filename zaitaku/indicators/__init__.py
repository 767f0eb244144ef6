"""Indicators and targets of the 医療計画: facts, ways of computing, and arithmetic of targets.

Pure: knows no build, no file of a user and no page. Figures come in as numbers with their state.
"""

from zaitaku.indicators.catalogue import (
    FUNCTIONS,
    OBLIGATORY,
    OUTCOME,
    SPO,
    Indicator,
    Way,
    load,
    ways,
)
from zaitaku.indicators.targets import Judgement, Target, judge
from zaitaku.indicators.values import KINDS, Point, Series

__all__ = [
    "FUNCTIONS",
    "KINDS",
    "OBLIGATORY",
    "OUTCOME",
    "SPO",
    "Indicator",
    "Judgement",
    "Point",
    "Series",
    "Target",
    "Way",
    "judge",
    "load",
    "ways",
]
