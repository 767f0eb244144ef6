"""Receipt files as 国保連 holds them (レセプト電算処理, UKE) as lines of the tidy contract.

Knows the physical form and the records; names and free text are dropped as they are read, and no
message holds a value of a line. Which acts are counted for what is not known here: the caller says
which codes are wanted.
"""
