"""Linear models with whole numbers, solved by HiGHS so that the same model and seed give the same answer everywhere.

One thread, a fixed seed, and a limit of branching nodes instead of seconds: nothing depends on the machine's speed.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy

UNLIMITED = highspy.kHighsInf
_MOST_NODES = 2_000
_SEEDS = 2**31  # what HiGHS takes


@dataclass(frozen=True, slots=True)
class Solution:
    """What was found, a value a column."""

    values: Sequence[float]
    is_best: bool  # False: nothing better was found within the nodes allowed, or looked for beyond the gap

    def is_on(self, column: int) -> bool:
        """Whether a column that is 0 or 1 is 1."""
        return self.values[column] > 0.5

    def whole(self, column: int) -> int:
        """Give a column that holds a whole number."""
        return round(self.values[column])


class _Quiet(highspy.Highs):
    """HiGHS without a line on standard output, which it would write as soon as callbacks are made ready."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it so
        """Be silent first."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # it has no types


class LinearModel:
    """Columns, rows and a cost to be made least."""

    def __init__(self) -> None:
        self._costs, self._lower, self._upper = array("d"), array("d"), array("d")
        self._is_whole: list[bool] = []
        self._starts, self._indices, self._factors = array("i", [0]), array("i"), array("d")
        self._at_least, self._at_most = array("d"), array("d")

    def column(self, cost: float = 0, at_most: float = 1, *, is_whole: bool = True) -> int:
        """Add a column from 0 to a bound and give its number."""
        self._costs.append(cost)
        self._lower.append(0)
        self._upper.append(at_most)
        self._is_whole.append(is_whole)
        return len(self._is_whole) - 1

    def row(
        self, terms: Iterable[tuple[int, float]], *, at_least: float = -UNLIMITED, at_most: float = UNLIMITED
    ) -> None:
        """Add a row: columns with their factors and what they add up to."""
        for column, factor in terms:
            self._indices.append(column)
            self._factors.append(factor)
        self._starts.append(len(self._indices))
        self._at_least.append(at_least)
        self._at_most.append(at_most)

    def charge(self, costs: dict[int, float]) -> None:
        """Let only these columns cost something."""
        self._costs = array("d", [0]) * len(self._costs)
        for column, cost in costs.items():
            self._costs[column] = cost

    def solve(self, seed: int, gap: float = 0) -> Solution | None:
        """Give the columns of least cost; None where no values keep every row, or none were found.

        Parameters
        ----------
        gap: how much dearer than the least a solution may be to be taken.

        """
        solver = _Quiet()  # type: ignore[no-untyped-call]  # its constructor has no types
        for option, value in _options(seed, gap).items():
            solver.setOptionValue(option, value)
        solver.passModel(self._problem())
        solver.run()
        info = solver.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        is_best = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solution(list(solver.getSolution().col_value), is_best)

    def _problem(self) -> highspy.HighsLp:
        problem = highspy.HighsLp()
        problem.num_col_, problem.num_row_ = len(self._costs), len(self._at_least)
        problem.col_cost_ = numpy.array(self._costs)
        problem.col_lower_, problem.col_upper_ = numpy.array(self._lower), numpy.array(self._upper)
        problem.row_lower_, problem.row_upper_ = numpy.array(self._at_least), numpy.array(self._at_most)
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        problem.integrality_ = [kinds[is_whole] for is_whole in self._is_whole]
        matrix = problem.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kRowwise
        matrix.num_col_, matrix.num_row_ = problem.num_col_, problem.num_row_
        matrix.start_ = numpy.array(self._starts, dtype=numpy.int32)
        matrix.index_ = numpy.array(self._indices, dtype=numpy.int32)
        matrix.value_ = numpy.array(self._factors)
        return problem


def _options(seed: int, gap: float) -> dict[str, bool | float | str]:
    return {
        "output_flag": False,
        "threads": 1,
        "parallel": "off",
        "random_seed": seed % _SEEDS,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": max(gap, 1e-6),
        "mip_max_nodes": _MOST_NODES,
    }
