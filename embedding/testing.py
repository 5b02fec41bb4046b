"""A deterministic embedder for tests: no model, no training, the same vector everywhere."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

import numpy as np

from embedding.words import WORD, WordVectors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["HashingEmbedder"]

_WORD = re.compile(r"\w+")


class HashingEmbedder:
    """Hashes words and their first letters into a unit vector: shared words, near vectors."""

    def __init__(self, dimensions: int = 256) -> None:
        self.name = f"hashing-{dimensions}"
        self.dimensions = dimensions
        self.embedded: list[str] = []
        """Every text ever embedded, in order: tests count the work with it."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions), each of length 1."""
        self.embedded.extend(texts)
        return self._hashed(texts)

    def _hashed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature, weight in _features(text):
                digest = hashlib.blake2b(feature.encode(), digest_size=8).digest()
                number = int.from_bytes(digest, "big")
                vectors[row, number % self.dimensions] += weight if number & (1 << 60) else -weight
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        empty = norms[:, 0] == 0
        vectors[empty, 0] = norms[empty] = 1.0
        unit: NDArray[np.float32] = vectors / norms
        return unit

    def words(self, texts: Sequence[str]) -> list[WordVectors]:
        """Each word with the vector that it has alone: nothing here knows of context."""
        found = []
        for text in texts:
            words = tuple(word.group().lower() for word in WORD.finditer(text))
            vectors = self._hashed(words) if words else np.zeros((0, self.dimensions), np.float32)
            found.append(WordVectors(words, vectors))
        return found


def _features(text: str) -> Iterator[tuple[str, float]]:
    for word in _WORD.findall(text.lower()):
        yield word, 1.0
        yield f"{word[:4]}~", 0.5
