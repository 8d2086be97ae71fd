"""Sums by row are floats, also of whole numbers and of nothing."""

import numpy as np

from analysis.methods.sums import sum_by


def test_whole_numbers_add_up_to_floats() -> None:
    found = sum_by(np.array([1, 1, 0], dtype=np.int32), np.array([2, 3, 4], dtype=np.int16), 3)
    assert (found.tolist(), found.dtype) == ([4, 5, 0], np.float64)


def test_nothing_adds_up_to_zeros() -> None:
    found = sum_by(np.zeros(0, dtype=np.int32), np.zeros(0), 2)
    assert (found.tolist(), found.dtype) == ([0, 0], np.float64)
