"""Vectors kept in a file from one run of a report to the next: a text is embedded once."""

from __future__ import annotations

import hashlib
import logging
import zipfile
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from embedding import Embedder, WordVectors

__all__ = ["KeptVectors"]

logger = logging.getLogger(__name__)


class KeptVectors:
    """An embedder that looks in `file` first; `keep` leaves there what this run asked for.

    Texts are known by a hash, and vectors have half their precision, in the first run too.
    """

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self._embedder = embedder
        self._file = file
        self._known = self._read()
        self._asked: dict[str, NDArray[np.float16]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of the texts, of which only those that are new are embedded."""
        keys = [self._key(text) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if new:
            vectors = self._embedder.embed(list(new.values())).astype(np.float16)
            self._known |= zip(new, vectors, strict=True)
        self._asked |= {key: self._known[key] for key in keys}
        if not keys:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([self._known[key] for key in keys]).astype(np.float32)

    def words(self, texts: Sequence[str]) -> list[WordVectors]:
        """See Embedder; nothing of it is kept."""
        return self._embedder.words(texts)

    def keep(self) -> None:
        """Write what this run asked for, and forget what it did not."""
        if not self._asked:
            return
        fresh = self._file.with_suffix(".new")
        with fresh.open("wb") as file:
            np.savez(file, keys=list(self._asked), vectors=np.stack(list(self._asked.values())))
        fresh.replace(self._file)

    def _key(self, text: str) -> str:
        said = f"{self.name}\n{text}".encode("utf-8", "replace")
        return hashlib.sha256(said).hexdigest()[:32]

    def _read(self) -> dict[str, NDArray[np.float16]]:
        try:
            with self._file.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                return dict(zip(kept["keys"].tolist(), kept["vectors"], strict=True))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            logger.warning("%s cannot be read and is made anew: %s", self._file, error)
            return {}
