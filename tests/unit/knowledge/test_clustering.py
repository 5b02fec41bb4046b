"""Texts of one meaning are brought together."""

from __future__ import annotations

import numpy as np
import pytest

from embedding.testing import HashingEmbedder
from knowledge import clustering
from knowledge.clustering import clusters, most_central


def test_separate_groups_are_found_whole():
    """Rows about one of three directions become three clusters, the largest first."""
    random = np.random.default_rng(1)
    centres = np.eye(3, 16, dtype=np.float32)
    kinds = np.array([0] * 5 + [1] * 9 + [2] * 7)
    rows = centres[kinds] + 0.05 * random.normal(size=(len(kinds), 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert [1, 2, 0] == [int(kinds[members[0]]) for members in clusters(rows, 0.7)]
    assert all(len(set(kinds[members])) == 1 for members in clusters(rows, 0.7))


@pytest.mark.parametrize("block", [1, 3, 1024])
def test_every_row_is_in_one_cluster(block, monkeypatch):
    """Whatever the vectors and the blocks they are compared in."""
    monkeypatch.setattr(clustering, "BLOCK", block)
    rows = np.random.default_rng(2).normal(size=(60, 4)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = clusters(rows, 0.6)
    assert list(range(60)) == sorted(int(row) for members in found for row in members)


def test_a_chain_is_not_one_cluster():
    """Rows that are only linked through others are apart: the mean similarity counts."""
    turns = np.linspace(0, np.pi / 2, 10)
    rows = np.column_stack([np.cos(turns), np.sin(turns)]).astype(np.float32)
    assert len(clusters(rows, 0.9)) > 1


def test_nothing_gives_nothing():
    """No rows, no clusters; one row, one cluster."""
    assert [] == clusters(np.empty((0, 4), dtype=np.float32))
    assert [[0]] == [list(one) for one in clusters(np.ones((1, 1), dtype=np.float32))]


def test_the_most_central_row_is_the_one_in_the_middle():
    """Of a small word of three texts, the one that shares most with both others."""
    texts = ["spare poles", "spare poles for tents", "for tents"]
    assert 1 == most_central(HashingEmbedder().embed(texts))
