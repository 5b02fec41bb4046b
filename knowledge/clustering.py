"""Texts of one meaning, brought together by their vectors.

Average linkage: two clusters are joined while their members are, on average, nearer than a
bound. Such clusters never reach across two parts of the graph that links texts nearer than the
bound, so each connected part is clustered on its own: exact, and light on memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

__all__ = ["SAME_MATTER", "clusters", "most_central"]

SAME_MATTER: Final = 0.57
"""The least mean cosine similarity of questions about one matter.

Against the intents of 1,200 questions of Banking77's training part, the adjusted Rand index is
0.49 from 0.55 to 0.6, 0.41 at 0.5 and at 0.65.
"""
BLOCK: Final = 1024


def clusters(vectors: Vectors, least: float = SAME_MATTER) -> list[NDArray[np.int64]]:
    """The members' row numbers of each cluster, the largest first.

    `vectors` has the shape (n, d) and rows of length 1; `least` is a cosine similarity.
    """
    found = [
        part[members]
        for part in _connected(vectors, least)
        for members in _joined(vectors[part], least)
    ]
    return sorted(found, key=lambda members: (-len(members), int(members[0])))


def most_central(vectors: Vectors) -> int:
    """The row that is nearest to all the others, on average."""
    return int(np.argmax(vectors @ vectors.sum(axis=0)))


def _connected(vectors: Vectors, least: float) -> Iterator[NDArray[np.int64]]:
    """The parts of the graph that links every two rows at least so similar."""
    left = np.arange(len(vectors))
    while len(left):
        part, edge, left = [left[:1]], left[:1], left[1:]
        while len(edge) and len(left):
            reached = np.zeros(len(left), dtype=bool)
            for start in range(0, len(edge), BLOCK):
                near = vectors[left] @ vectors[edge[start : start + BLOCK]].T
                reached |= near.max(axis=1) >= least
            edge, left = left[reached], left[~reached]
            part.append(edge)
        yield np.concatenate(part)


def _joined(vectors: Vectors, least: float) -> Iterator[NDArray[np.int64]]:
    """The clusters of one part."""
    size = len(vectors)
    if size == 1:
        yield np.zeros(1, dtype=np.int64)
        return
    joined = linkage(_distances(vectors), "average")
    yield from _by_label(fcluster(joined, 1.0 - least, criterion="distance"))


def _distances(vectors: Vectors) -> NDArray[np.float64]:
    """The cosine distance of every two rows, row by row, as scipy condenses them.

    A block of rows at a time: ten thousand products of a matrix and a vector take ten times as
    long as ten of two matrices.
    """
    size = len(vectors)
    distances = np.empty(size * (size - 1) // 2)
    end = 0
    for block in range(0, size, BLOCK):
        near = vectors[block : block + BLOCK] @ vectors[block:].T
        for row in range(len(near)):
            further = near[row, row + 1 :]
            start, end = end, end + len(further)
            np.subtract(1.0, further, out=distances[start:end])
    return np.clip(distances, 0.0, None, out=distances)


def _by_label(labels: NDArray[np.int32]) -> Iterator[NDArray[np.int64]]:
    order = np.argsort(labels, kind="stable").astype(np.int64)
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    yield from np.split(order, cuts)
