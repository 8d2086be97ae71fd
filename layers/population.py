"""Census cells merged to fixed units of at least ten people: the only shape in which population leaves the house.

All public figures are sums of whole units. Two sums then differ by whole units, so neither a difference nor any other
combination of any number of them says anything of fewer than ten people. Nothing here imports Django.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The rule of this portal: nothing is said of fewer people. The statistical offices themselves publish cells of the
# census of 2022 from three people on (cell-key method).
FEWEST_PEOPLE = 10
NO_UNIT = -1
ROW_BITS = 32  # row and column of a block in one number

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Units:
    """N cells in U units. `unit` (N,) is the number of the unit of each cell, NO_UNIT for a cell without people.

    `level`, `column`, `row` (U,) say in which block a unit was formed: one of 2**level cells a side, `column` and `row`
    counted in such blocks. No two units were formed in the same block, so these three name a unit.
    """

    unit: Numbers
    level: Numbers
    column: Numbers
    row: Numbers

    def __len__(self) -> int:
        return len(self.level)

    def sums(self, figure: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum (U,) over the cells of each unit; `figure` (N,) is NaN where unknown, and so is its unit."""
        inside = self.unit != NO_UNIT
        found = np.zeros(len(self))
        np.add.at(found, self.unit[inside], figure[inside])
        return found

    def middle_cells(self, column: Numbers, row: Numbers, people: Numbers) -> Numbers:
        """Return the place (U,) of the cell of each unit that is nearest to the mean of its people.

        The mean itself may lie where nobody lives. Ties are broken by row, then column. Arguments as for `merge_cells`.
        """
        inside = np.flatnonzero(self.unit != NO_UNIT)
        unit, x, y = self.unit[inside], column[inside], row[inside]
        weight = people.astype(np.float64)
        mean_x, mean_y = (self.sums(weight * place) / self.sums(weight) for place in (column, row))
        distance = np.hypot(x - mean_x[unit], y - mean_y[unit]).round(9)  # equal distances stay equal
        order = np.lexsort((x, y, distance, unit))
        return inside[order[np.searchsorted(unit[order], np.arange(len(self)))]]


def merge_cells(column: Numbers, row: Numbers, people: Numbers) -> Units:
    """Merge cells of a grid to units of at least FEWEST_PEOPLE people, by the quadtree over the grid.

    A cell with enough people is a unit by itself. For the others the blocks of 2 × 2, 4 × 4, 8 × 8 … cells are gone
    through: a cell joins the unit of the nearest cell in its block, if there is a unit; else all cells of the block
    that are left become one, if together they are enough; else they wait for the larger block. So units stay as small
    as they can, and where a figure changes, nothing changes beyond the blocks that its people needed.

    `column`, `row` (N,) are places in the grid, counted from its origin, each at most once and not negative; `people`
    (N,) not negative. Units are numbered by level, then row and column of their block; the order of the cells does not
    matter. No cells, or fewer than FEWEST_PEOPLE people in all, give no units. Raises ValueError for what is not as
    said here.

    >>> merged = merge_cells(np.array([0, 1, 3, 3]), np.array([0, 1, 2, 3]), np.array([25, 4, 6, 5]))
    >>> merged.unit.tolist(), merged.level.tolist()
    ([0, 0, 1, 1], [0, 1])
    """
    column, row, people = (np.asarray(each, dtype=np.int64) for each in (column, row, people))
    _check(column, row, people)
    unit = np.full(len(people), NO_UNIT)
    inhabited = np.flatnonzero(people > 0)
    inhabited = inhabited[np.lexsort((column[inhabited], row[inhabited]))]  # of equally near cells the first one counts
    waiting = inhabited if people.sum() >= FEWEST_PEOPLE else inhabited[:0]
    formed: list[tuple[Numbers, Numbers]] = []  # by level: column and row of the blocks
    while len(waiting):
        level = len(formed)
        block = (row >> level) << ROW_BITS | column >> level
        _join_nearest(unit, waiting, inhabited[unit[inhabited] != NO_UNIT], block, column, row)
        waiting = waiting[unit[waiting] == NO_UNIT]
        blocks, place = np.unique(block[waiting], return_inverse=True)
        is_enough = np.bincount(place, people[waiting], len(blocks)) >= FEWEST_PEOPLE
        known = sum(len(columns) for columns, _rows in formed)
        unit[waiting] = np.where(is_enough, known + np.cumsum(is_enough) - 1, NO_UNIT)[place]
        waiting = waiting[unit[waiting] == NO_UNIT]
        formed.append((blocks[is_enough] & (1 << ROW_BITS) - 1, blocks[is_enough] >> ROW_BITS))
    none = np.empty(0, dtype=np.int64)
    return Units(
        unit,
        level=np.concatenate([none, *(np.full(len(columns), level) for level, (columns, _rows) in enumerate(formed))]),
        column=np.concatenate([none, *(columns for columns, _rows in formed)]),
        row=np.concatenate([none, *(rows for _columns, rows in formed)]),
    )


def _check(column: Numbers, row: Numbers, people: Numbers) -> None:
    if not column.shape == row.shape == people.shape or column.ndim != 1:
        raise ValueError("Each cell has one column, one row and one number of people.")
    if not len(people):
        return
    if min(column.min(), row.min(), people.min()) < 0 or max(column.max(), row.max()) >= 1 << ROW_BITS - 1:
        raise ValueError("Columns, rows and people are not negative, and places are below 2**31.")
    if len(np.unique(row << ROW_BITS | column)) != len(people):
        raise ValueError("A cell stands there twice.")


def _join_nearest(
    unit: Numbers, waiting: Numbers, settled: Numbers, block: Numbers, column: Numbers, row: Numbers
) -> None:
    """Give each waiting cell the unit of the nearest settled cell of its block, if there is one; fills `unit`."""
    settled = settled[np.argsort(block[settled], kind="stable")]
    begins, ends = (np.searchsorted(block[settled], block[waiting], side) for side in ("left", "right"))
    for cell, begin, end in zip(waiting.tolist(), begins.tolist(), ends.tolist(), strict=True):
        if begin < end:
            others = settled[begin:end]
            distance = (column[others] - column[cell]) ** 2 + (row[others] - row[cell]) ** 2
            unit[cell] = unit[others[np.argmin(distance)]]
