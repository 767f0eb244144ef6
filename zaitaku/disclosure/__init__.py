"""秘匿: what may be published, and proof that nothing hidden can be worked out.

Pure: knows tables of numbers, the sums between them and what is at most what; no Streamlit, no
DuckDB, no files but the policy. In the order in which a release is made:

``policy``         ``disclosure.toml``: thresholds by population, and what 公表 may contain at all.
``table``          cells that are protected together, with every sum a reader could use: margins,
                   圏域 of all published schemes, several splits of one total; and every order:
                   a part that is never more than its whole.
``primary``        一次秘匿: cells below their threshold, whatever the others say.
``complementary``  補完秘匿: what else must be hidden, as little as possible, and why.
``audit``          the attack on the result; a cell it can bound too closely fails the build.
``rounding``       端数処理, on top of all this.

The attacker knows every shown value, of this release and of earlier ones (``Cell.seen``), every sum
and order, that nothing is negative, and the thresholds. A cell hidden for its smallness he places
in [0, threshold]; every other hidden cell (for protection, in an area that shows nothing, or hidden
beside a companion figure) in [0, ∞). A hidden cell is protected if the values he cannot rule out
span at least half its threshold. He is given more than he has: the release marks both kinds of
hidden cells alike, and the reasons never leave 内部. Rounded figures tell him less than the exact
ones the audit lets him see. What he knows from elsewhere, and how likely the possible values are,
is outside the model.

How it works. ``system`` writes every cell as a sum of base cells and drops what everybody knows
(shown zeros), so the tables an attacker cannot rule out form a polytope around the true one.
``attacker`` finds how far each hidden figure reaches in it; ``cuts`` turns "not far enough" into
conditions on what must be hidden together; ``complementary`` keeps choosing the cheapest mask that
satisfies all conditions found so far until the attacker finds nothing. ``program`` is HiGHS. No
step depends on time or chance, so the same table gives the same mask everywhere.
"""
