"""Linear and integer programs, solved by HiGHS. The only module that speaks to it.

One thread, fixed seed, limits in nodes and never in seconds: the same calls give the same answers
on every machine.
"""

from typing import NamedTuple

import highspy
import numpy as np
from scipy import sparse

from zaitaku.disclosure.table import Floats, Ints

_OPTIONS: dict[str, bool | int] = {"output_flag": False, "threads": 1, "random_seed": 0}


def _solver(**options: bool | int | float | str) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (_OPTIONS | options).items():
        solver.setOptionValue(option, value)
    return solver


_OPTIMAL = highspy.HighsModelStatus.kOptimal
_INFEASIBLE = highspy.HighsModelStatus.kInfeasible
_ENDLESS = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


class Rows(NamedTuple):
    """A sparse matrix by rows: entries of row r are at ``ends[r]:ends[r + 1]``."""

    ends: Ints
    columns: Ints
    values: Floats
    width: int

    @classmethod
    def of(cls, matrix: sparse.csr_matrix) -> "Rows":
        return cls(matrix.indptr, matrix.indices, matrix.data, matrix.shape[1])


class Program:
    """Maximise cost·x subject to row_lower ≤ matrix·x ≤ row_upper and lower ≤ x ≤ upper.

    The matrix stays; bounds and costs change from solve to solve, and each solve starts where the
    last one ended (no presolve). ``endless``: the last one had no upper end. A program that has
    neither a best x nor no end is one the solver could not settle; nothing may be concluded.
    """

    def __init__(
        self,
        matrix: Rows,
        row_lower: Floats,
        row_upper: Floats,
        lower: Floats,
        upper: Floats,
    ) -> None:
        self.width = matrix.width
        model = highspy.HighsLp()
        model.num_col_ = self.width
        model.num_row_ = len(row_lower)
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = np.zeros(self.width)
        model.col_lower_, model.col_upper_ = lower, upper
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.ends.astype(np.int32)
        model.a_matrix_.index_ = matrix.columns.astype(np.int32)
        model.a_matrix_.value_ = matrix.values
        # Strategy 0 picks the primal method when only costs changed, ten times faster here.
        self.solver = _solver(presolve="off", solver="simplex", simplex_strategy=0)
        if self.solver.passModel(model) == highspy.HighsStatus.kError:
            raise ValueError("the solver refuses the program")
        self._all = np.arange(self.width, dtype=np.int32)
        self.endless = False

    def maximise(self, cost: Floats) -> Floats | None:
        """The best x for ``cost``; None if there is none (``endless`` says which way)."""
        self.endless = False
        if not self.width:  # the solver gives an empty program a status of its own
            return np.zeros(0)
        self.solver.changeColsCost(self.width, self._all, cost)
        status = self._run()
        if status not in (_OPTIMAL, _INFEASIBLE, *_ENDLESS):
            self.solver.clearSolver()  # once more from the start, before giving up
            status = self._run()
        self.endless = status in _ENDLESS
        return np.asarray(self.solver.getSolution().col_value) if status == _OPTIMAL else None

    def _run(self) -> highspy.HighsModelStatus:
        self.solver.run()
        return self.solver.getModelStatus()

    def row_prices(self) -> Floats:
        """What one more unit of each row's bound would add to the last maximum."""
        return np.asarray(self.solver.getSolution().row_dual)

    def bound_column(self, column: int, lower: float, upper: float) -> None:
        self.solver.changeColBounds(int(column), float(lower), float(upper))

    def bound_row(self, row: int, lower: float, upper: float) -> None:
        self.solver.changeRowBounds(int(row), float(lower), float(upper))

    def add_row(self, columns: np.ndarray, lower: float, upper: float) -> int:
        """Add a row with ones in ``columns``; returns its number."""
        self.solver.addRow(
            float(lower),
            float(upper),
            len(columns),
            columns.astype(np.int32),
            np.ones(len(columns)),
        )
        return int(self.solver.getNumRow()) - 1


class Cover:
    """Choose 0/1 for each column at least cost so that every row added so far is satisfied."""

    def __init__(self, cost: Floats) -> None:
        self.solver = _solver(mip_feasibility_tolerance=1e-7)
        self.width = width = len(cost)
        columns = np.arange(width, dtype=np.int32)
        self.solver.addVars(width, np.zeros(width), np.ones(width))
        self.solver.changeColsCost(width, columns, cost)
        self.solver.changeColsIntegrality(
            width, columns, np.full(width, highspy.HighsVarType.kInteger)
        )

    def add(self, lower: float, columns: np.ndarray, values: Floats) -> None:
        """Require Σ values·y[columns] ≥ lower."""
        self.solver.addRow(lower, np.inf, len(columns), columns.astype(np.int32), values)

    def solve(
        self, lower: Floats, upper: Floats, *, gap: float, nodes: int
    ) -> tuple[np.ndarray, float] | None:
        """The chosen columns (boolean) and a proven lower bound of the cost; None: no solution.

        ``lower`` 1 fixes a column as chosen, ``upper`` 0 as not chosen.
        """
        columns = np.arange(self.width, dtype=np.int32)
        self.solver.changeColsBounds(self.width, columns, lower, upper)
        self.solver.setOptionValue("mip_rel_gap", gap)
        self.solver.setOptionValue("mip_max_nodes", nodes)
        self.solver.run()
        solution = np.asarray(self.solver.getSolution().col_value)
        info = self.solver.getInfo()
        if len(solution) == 0 or info.primal_solution_status != 2:
            return None
        return solution > 0.5, float(info.mip_dual_bound)
