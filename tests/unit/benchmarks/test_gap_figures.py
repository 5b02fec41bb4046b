"""How alike clusters and labels are."""

from __future__ import annotations

import pytest

from benchmarks.gaps import adjusted_rand


@pytest.mark.parametrize(
    ("labels", "found", "expected"),
    [
        ("aabb", [1, 1, 0, 0], 1.0),
        ("aabb", [0, 0, 1, 2], 4 / 7),
        ("aabc", [0, 0, 1, 1], 4 / 7),
        ("aaaa", [0, 1, 2, 3], 0.0),
        ("aabb", [0, 1, 0, 1], -0.5),
    ],
)
def test_partitions_are_compared_beyond_chance(labels, found, expected):
    """Names do not matter; what chance would give is taken off."""
    assert expected == pytest.approx(adjusted_rand(list(labels), found))
