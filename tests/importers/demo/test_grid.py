"""The grid: nearest seeds, noise, bilinear values, outlines of equal cells."""

import numpy as np
import pytest
import shapely

from importers.demo.grid import Grid, blurred

GRID = Grid.over((0.0, 0.0, 1000.0, 700.0), 50.0)


def test_nearest_agrees_with_trying_every_seed() -> None:
    seeds = np.random.default_rng(3).uniform((0, 0), (1000, 700), (25, 2))
    _, distance = GRID.nearest(seeds)
    every = np.hypot(*(GRID.centres()[:, None] - seeds[None]).transpose(2, 0, 1)).min(axis=1).reshape(GRID.shape)
    # Jump flooding may miss the nearest by a little in a few cells, and never finds one nearer than there is.
    assert (distance >= every - 1e-9).all()
    assert np.isclose(distance, every).mean() > 0.97


def test_without_seeds_everything_is_infinitely_far() -> None:
    assert np.isinf(GRID.nearest(np.empty((0, 2)))[1]).all()


def test_distance_to_a_line_is_right_to_half_a_cell() -> None:
    distance = GRID.distances(shapely.LineString([(0, 350), (1000, 350)]))
    assert np.abs(distance - np.abs(GRID.ys - 350)[:, None]).max() <= GRID.cell_m / 2


def test_sample_is_exact_for_a_plane() -> None:
    plane = 2 * GRID.xs[None, :] + 3 * GRID.ys[:, None]
    points = np.array([[100.0, 100.0], [333.0, 421.0], [512.5, 77.7]])
    assert GRID.sample(plane, points) == pytest.approx(2 * points[:, 0] + 3 * points[:, 1])


def test_noise_is_smooth_small_and_repeatable() -> None:
    noise = GRID.noise(np.random.default_rng(5), wavelength_m=400)
    assert np.array_equal(noise, GRID.noise(np.random.default_rng(5), wavelength_m=400))
    assert np.abs(noise).max() <= 1
    assert np.abs(np.diff(noise)).max() < 0.6


def test_blurring_keeps_a_constant_and_lowers_a_peak() -> None:
    assert blurred(np.full(GRID.shape, 7.0), cells=2) == pytest.approx(7.0)
    peak = np.zeros(GRID.shape)
    peak[7, 10] = 1
    assert 0 < blurred(peak, cells=1).max() < 0.3
    assert blurred(peak, cells=1).sum() == pytest.approx(1)


def test_outlines_cover_the_grid_without_gaps() -> None:
    labels = np.random.default_rng(8).integers(0, 3, GRID.shape)
    outlines = GRID.outlines(labels)
    faces = [face for face, _ in outlines]
    assert shapely.coverage_is_valid(faces)
    assert shapely.union_all(faces).equals(shapely.box(0, 0, 1000, 700))
    for label in range(3):
        area = sum(face.area for face, own in outlines if own == label)
        assert area == pytest.approx((labels == label).sum() * GRID.cell_m**2)


def test_outlines_of_one_label_are_the_frame() -> None:
    ((face, label),) = GRID.outlines(np.full(GRID.shape, 4))
    assert label == 4
    assert face.equals(shapely.box(0, 0, 1000, 700))
