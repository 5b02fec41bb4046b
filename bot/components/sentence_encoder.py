"""Sentence and token vectors of texts, by ONNX Runtime on the CPU."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from bot.components.encoder_files import find_encoder
from bot.components.encoder_graph import build_graph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# A shopper's message is a few sentences; what follows is not read.
LONGEST: Final = 128
BATCH: Final = 32
THREADS: Final = 2


@dataclass(frozen=True)
class Encoded:
    """One text's word pieces.

    `spans` holds their (start, end) in the text, shape (pieces, 2); `layers` the asked layers'
    vectors, each of shape (pieces, width). The special pieces at both ends have empty spans.
    """

    spans: NDArray[np.int64]
    layers: tuple[NDArray[np.float32], ...]


class SentenceEncoder:
    """A BERT encoder and its tokenizer."""

    def __init__(self, name: str) -> None:
        files = find_encoder(name)
        self.depth = files.layers
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(min(LONGEST, files.positions))
        pieces = self._tokenizer.get_vocab()
        self.words = tuple(sorted(pieces, key=pieces.__getitem__))
        """Words that are one piece, the commonest first: a vocabulary is listed so."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
        # Spinning threads would take the cores from the other processes of the store.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            build_graph(files).SerializeToString(), options, providers=["CPUExecutionProvider"]
        )

    def encode(self, texts: Sequence[str], layers: Sequence[int]) -> list[Encoded]:
        """Every text's vectors at the given layers: 0 the embeddings, `depth` the last."""
        wanted = [f"layer_{number}" for number in layers]
        found = self._tokenizer.encode_batch(list(texts))
        encoded: list[Encoded | None] = [None] * len(texts)
        # Texts of like length share a batch, so that little is padding.
        order = sorted(range(len(texts)), key=lambda number: len(found[number].ids))
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            longest = len(found[batch[-1]].ids)
            ids = np.zeros((len(batch), longest), np.int32)
            mask = np.zeros_like(ids)
            for row, number in enumerate(batch):
                ids[row, : len(found[number].ids)] = found[number].ids
                mask[row, : len(found[number].ids)] = 1
            outputs = self._session.run(wanted, {"ids": ids, "mask": mask})
            for row, number in enumerate(batch):
                length = len(found[number].ids)
                encoded[number] = Encoded(
                    np.array(found[number].offsets, np.int64).reshape(-1, 2),
                    tuple(output[row, :length].copy() for output in outputs),
                )
        return [one for one in encoded if one is not None]


@lru_cache(maxsize=2)
def load_encoder(name: str) -> SentenceEncoder:
    """The encoder called `name`, loaded once a process."""
    return SentenceEncoder(name)


def unit_mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of (pieces, width) vectors, of length 1: the sentence-transformers pooling."""
    mean: NDArray[np.float32] = vectors.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-12)
