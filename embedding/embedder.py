"""The port: what every sentence embedder offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from embedding.words import WordVectors

__all__ = ["Embedder"]


class Embedder(Protocol):
    """Turns texts into unit vectors whose dot product is their cosine similarity.

    `name` identifies the model and its weights: two embedders of one name give the same
    vectors, so an index built with one may be searched with the other.
    """

    @property
    def name(self) -> str:
        """The model and its weights, as one identifier."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimensions), each of length 1. Thread-safe."""
        ...

    def words(self, texts: Sequence[str]) -> list[WordVectors]:
        """The words of each text with a vector each, for late interaction. Thread-safe."""
        ...
