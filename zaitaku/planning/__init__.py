"""What a plan calculates: shares of the 追加的需要, integers that add up, demand to come. Pure.

Knows numbers and words, no files, no builds and no screens.
"""
