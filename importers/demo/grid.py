"""A regular grid of square cells over the region: terrain, land use and growth are computed on it."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from importers.demo.facts import FloatArray


@dataclass(frozen=True)
class Grid:
    """Cells of `cell_m` metres; row 0 is the southernmost. `x0`, `y0` is the south-west corner."""

    x0: float
    y0: float
    cell_m: float
    width: int
    height: int

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], cell_m: float) -> "Grid":
        """The grid that covers `bounds` (x0, y0, x1, y1)."""
        x0, y0, x1, y1 = bounds
        return cls(x0, y0, cell_m, int(np.ceil((x1 - x0) / cell_m)), int(np.ceil((y1 - y0) / cell_m)))

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    @property
    def xs(self) -> FloatArray:
        """Centres of the columns."""
        return np.asarray(self.x0 + (np.arange(self.width) + 0.5) * self.cell_m, dtype=np.float64)

    @property
    def ys(self) -> FloatArray:
        """Centres of the rows."""
        return np.asarray(self.y0 + (np.arange(self.height) + 0.5) * self.cell_m, dtype=np.float64)

    def centres(self) -> FloatArray:
        """Centres of all cells (height · width, 2), row by row."""
        x, y = np.meshgrid(self.xs, self.ys)
        return np.column_stack([x.ravel(), y.ravel()])

    def cell_of(self, points: FloatArray) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of each point (n, 2); points outside fall into the outermost cells."""
        column = np.clip((points[:, 0] - self.x0) // self.cell_m, 0, self.width - 1).astype(np.intp)
        row = np.clip((points[:, 1] - self.y0) // self.cell_m, 0, self.height - 1).astype(np.intp)
        return row, column

    def sample(self, values: FloatArray, points: FloatArray) -> FloatArray:
        """Bilinear values (n,) of a raster of this grid at `points` (n, 2)."""
        u = np.clip((points[:, 0] - self.x0) / self.cell_m - 0.5, 0, self.width - 1.001)
        v = np.clip((points[:, 1] - self.y0) / self.cell_m - 0.5, 0, self.height - 1.001)
        column, row = u.astype(int), v.astype(int)
        du, dv = u - column, v - row
        low = values[row, column] * (1 - du) + values[row, column + 1] * du
        high = values[row + 1, column] * (1 - du) + values[row + 1, column + 1] * du
        return low * (1 - dv) + high * dv

    def noise(self, chance: np.random.Generator, *, wavelength_m: float) -> FloatArray:
        """Smooth random values of this grid's shape, mean 0, about -1 to 1: value noise of two octaves."""
        total = np.zeros(self.shape)
        for octave, weight in ((1, 0.7), (2, 0.3)):
            step = wavelength_m / octave
            size = (int(self.height * self.cell_m / step) + 3, int(self.width * self.cell_m / step) + 3)
            lattice = chance.uniform(-1, 1, size)
            u, v = (self.xs - self.x0) / step, (self.ys - self.y0) / step
            column, row = u.astype(int), v.astype(int)
            du, dv = _eased(u - column)[None, :], _eased(v - row)[:, None]
            low = lattice[row][:, column] * (1 - du) + lattice[row][:, column + 1] * du
            high = lattice[row + 1][:, column] * (1 - du) + lattice[row + 1][:, column + 1] * du
            total += weight * (low * (1 - dv) + high * dv)
        return total

    def nearest(self, seeds: FloatArray) -> tuple[NDArray[np.intp], FloatArray]:
        """For each cell the index of the nearest of `seeds` (n, 2) and the distance to it in metres.

        Jump flooding (Rong and Tan 2006): a few cells get the second nearest, whose distance hardly differs. Seeds
        outside the grid count from its edge. Without seeds every distance is infinite and every index 0.
        """
        index = np.full(self.shape, -1, dtype=np.intp)
        if not len(seeds):
            return np.zeros(self.shape, dtype=np.intp), np.full(self.shape, np.inf)
        index[self.cell_of(seeds)] = np.arange(len(seeds))
        squared = np.where(index < 0, np.inf, self._squared(index, seeds))
        step = 1 << (max(self.shape) - 1).bit_length() - 1
        while step:
            for rows, columns in (
                (-step, 0),
                (step, 0),
                (0, -step),
                (0, step),
                (-step, -step),
                (step, step),
                (-step, step),
                (step, -step),
            ):
                here, there = self._overlap(rows, columns)
                offered = index[there]
                offer = np.where(offered < 0, np.inf, self._squared(offered, seeds, here))
                better = offer < squared[here]
                index[here] = np.where(better, offered, index[here])
                squared[here] = np.where(better, offer, squared[here])
            step //= 2
        return index, np.sqrt(squared)

    def _squared(
        self, index: NDArray[np.intp], seeds: FloatArray, part: tuple[slice, slice] = (slice(None), slice(None))
    ) -> FloatArray:
        dx = self.xs[None, part[1]] - seeds[index, 0]
        dy = self.ys[part[0], None] - seeds[index, 1]
        return dx * dx + dy * dy

    def _overlap(self, rows: int, columns: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
        """The cells that have a neighbour `rows`, `columns` away, and these neighbours."""
        here, there = [], []
        for size, shift in ((self.height, rows), (self.width, columns)):
            length = max(0, size - abs(shift))
            here.append(slice(max(0, -shift), max(0, -shift) + length))
            there.append(slice(max(0, shift), max(0, shift) + length))
        return (here[0], here[1]), (there[0], there[1])

    def distances(self, geometry: shapely.Geometry) -> FloatArray:
        """Metres from each cell's centre to `geometry` (lines, points), to about half a cell; infinite if empty."""
        dense = shapely.segmentize(geometry, self.cell_m / 2)
        return self.nearest(shapely.get_coordinates(dense))[1]

    def inside(self, geometry: shapely.Geometry) -> NDArray[np.bool_]:
        """Which cells have their centre in `geometry`."""
        shapely.prepare(geometry)
        centres = self.centres()
        return shapely.contains_xy(geometry, centres[:, 0], centres[:, 1]).reshape(self.shape)

    def outlines(self, labels: NDArray[np.integer]) -> list[tuple[shapely.Polygon, int]]:
        """Polygons of equal `labels` with their label. Neighbours share every vertex: a coverage without gaps."""
        right = labels[:, :-1] != labels[:, 1:]
        above = labels[:-1, :] != labels[1:, :]
        row, column = np.nonzero(right)
        x, y = self.x0 + (column + 1) * self.cell_m, self.y0 + row * self.cell_m
        upright = np.stack([np.column_stack([x, y]), np.column_stack([x, y + self.cell_m])], axis=1)
        row, column = np.nonzero(above)
        x, y = self.x0 + column * self.cell_m, self.y0 + (row + 1) * self.cell_m
        level = np.stack([np.column_stack([x, y]), np.column_stack([x + self.cell_m, y])], axis=1)
        # The frame is split where inner edges meet it, so that polygonize closes the outermost areas.
        edges = shapely.linestrings(np.concatenate([upright, level, self._frame()]))
        faces = shapely.get_parts(shapely.polygonize(edges))
        inner = shapely.get_coordinates(shapely.point_on_surface(faces))
        row, column = self.cell_of(inner)
        return [(face, int(label)) for face, label in zip(faces, labels[row, column], strict=True)]

    def _frame(self) -> FloatArray:
        xs = self.x0 + np.arange(self.width + 1) * self.cell_m
        ys = self.y0 + np.arange(self.height + 1) * self.cell_m
        sides = [np.column_stack([xs, np.full(len(xs), y)]) for y in (ys[0], ys[-1])]
        sides += [np.column_stack([np.full(len(ys), x), ys]) for x in (xs[0], xs[-1])]
        return np.concatenate([np.stack([side[:-1], side[1:]], axis=1) for side in sides])


def blurred(values: FloatArray, *, cells: int) -> FloatArray:
    """Mean over a square of 2·`cells`+1 cells, twice: close to a Gaussian."""
    for _ in range(2):
        for axis in (0, 1):
            padded = np.pad(values, [(cells + 1, cells) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
            summed = np.cumsum(padded, axis=axis)
            size = 2 * cells + 1
            values = (
                np.take(summed, range(size, summed.shape[axis]), axis)
                - np.take(summed, range(summed.shape[axis] - size), axis)
            ) / size
    return values


def _eased(t: FloatArray) -> FloatArray:
    return t * t * (3 - 2 * t)
