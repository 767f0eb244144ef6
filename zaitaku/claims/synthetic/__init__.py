"""Receipts of nobody: a prefecture that does not exist, at any size, with its own truth.

Histories of people are simulated, receipts and care claims follow from them, and tables ①–⑤ are
counted on the way from the histories, without the SQL and without the codes: what `aggregate`
makes of the files has to be the same. Every name, number and code of a person or place is invented
and looks so (架空…, prefecture 99).
"""
