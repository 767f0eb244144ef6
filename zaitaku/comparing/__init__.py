"""Statistics for comparing areas: intervals, funnels, standardised and shrunken rates, parts of a
change, spread, similarity. Pure: numbers in, numbers out; no build, no question, no file.

Everywhere ``n`` and counts are those of a month's mean, never of twelve months together: mostly the
same people are counted each month, and intervals would be 3.5 times too narrow. What is not known
is left out by the caller; nothing here takes a hidden figure for 0.

Definitions: OHID, Public Health Technical Guide; the sources of each stand in its module.
"""
