"""一次秘匿: the cells that may not be shown whatever the others say."""

import numpy as np

from zaitaku.disclosure.policy import Policy
from zaitaku.disclosure.table import Bools, Table


def primary(table: Table, policy: Policy) -> Bools:
    """True for every cell that is hidden by itself.

    Values with 0 < v < limit; 0 as well unless the policy shows it; everything of an area that
    shows nothing; what the source itself hides; what was forced; and what follows one of these.
    A cell without a number that is not the source's 秘匿 (欠測, 該当なし) is nobody's secret and
    never hidden.
    """
    # NaN compares false: cells without a number drop out here.
    small = (table.values > 0) & (table.values < table.limits)
    zero = (table.values == 0) & (not policy.show_zero)
    number = ~np.isnan(table.values) & ~table.known
    hidden: Bools = table.secret | (number & (small | zero | table.nothing_shown | table.forced))
    for first, then in table.follows:
        hidden[then] |= hidden[first] and number[then]
    return hidden
