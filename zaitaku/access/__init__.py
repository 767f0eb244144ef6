"""Who uses the product, what each role may do, and the log of what was done.

Knows people, roles and rights; knows no page and no figure. Where nothing is configured
(``policy.in_force``), everything is as for the one user of a PC: all rights, no log.
"""
