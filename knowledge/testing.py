"""Doubles of the knowledge package, kept to the same contract as the real ones."""
# ruff: noqa: D102  the methods of an adapter are documented by their port

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from knowledge.store import ANYWHERE, Near, Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from knowledge.chunks import Chunk

__all__ = ["InMemoryChunkStore"]


class InMemoryChunkStore:
    """A `ChunkStore` in a dictionary: exact search, nothing on disk."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[Chunk, NDArray[np.float32]]] = {}
        self._lock = threading.Lock()

    def add(self, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        with self._lock:
            for chunk, vector in zip(chunks, vectors, strict=True):
                self._rows[chunk.id] = (chunk, vector)

    def remove(self, ids: Iterable[str]) -> None:
        with self._lock:
            for id_ in ids:
                self._rows.pop(id_, None)

    def query(self, vector: NDArray[np.float32], limit: int, scope: Scope = ANYWHERE) -> list[Near]:
        with self._lock:
            rows = [row for row in self._rows.values() if _within(row[0], scope)]
        near = [Near(chunk, float(stored @ vector)) for chunk, stored in rows]
        return sorted(near, key=lambda one: -one.similarity)[:limit]

    def similarities(self, vector: NDArray[np.float32], ids: Collection[str]) -> list[Near]:
        with self._lock:
            rows = [self._rows[id_] for id_ in ids if id_ in self._rows]
        return [Near(chunk, float(stored @ vector)) for chunk, stored in rows]

    def get(self, ids: Collection[str]) -> list[Chunk]:
        with self._lock:
            return [self._rows[id_][0] for id_ in ids if id_ in self._rows]

    def missing(self, ids: Collection[str]) -> set[str]:
        with self._lock:
            return {id_ for id_ in ids if id_ not in self._rows}

    def count(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        """Nothing is open."""


def _within(chunk: Chunk, scope: Scope) -> bool:
    return (
        (scope.kinds is None or chunk.kind in scope.kinds)
        and (scope.products is None or (chunk.product_id or "") in scope.products)
        and chunk.validity not in scope.without
    )
