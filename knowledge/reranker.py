"""A cross-encoder that reads the question and a passage together, where there is one.

It judges better than vectors and words and costs far more, so it only puts the best hits of
these in order, within a budget of time; the rest stays as it was. The model is loaded beside
the start of the store: until it is there, or if it cannot be loaded, hits stay as they are.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["CrossEncoderReranker", "Reranker"]

PAIRS = 4
"""Passages that are judged together; between two of these the time is looked at."""
MAX_TOKENS = 320

log = logging.getLogger(__name__)


class Reranker(Protocol):
    """Judges passages by the question. Its methods may be called from any thread."""

    def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each passage answers, on a scale of its own; of the first few if time is up."""
        ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder from a folder or the hub."""

    def __init__(self, source: str, *, budget: float = 0.5) -> None:
        """Begin to load `source`; `budget` is in seconds, for one question."""
        self._source = source
        self._budget = budget
        self._model: Any = None
        self._loading = threading.Thread(target=self._load, name="reranker", daemon=True)
        self._loading.start()

    def ready(self, patience: float | None = None) -> bool:
        """Whether the model is there; waits `patience` seconds for it, None until it is known."""
        self._loading.join(patience)
        return self._model is not None

    def rerank(self, question: str, texts: Sequence[str]) -> list[float]:
        """See `Reranker.rerank`; nothing until the model is there."""
        model, scores = self._model, []
        ends = time.monotonic() + self._budget
        for start in range(0, len(texts) if model is not None else 0, PAIRS):
            if time.monotonic() > ends:
                break
            pairs = [(question, text) for text in texts[start : start + PAIRS]]
            scores += [float(score) for score in model.predict(pairs, show_progress_bar=False)]
        return scores

    def _load(self) -> None:
        try:
            from sentence_transformers import CrossEncoder

            self._model = CrossEncoder(self._source, max_length=MAX_TOKENS)
        except Exception as error:  # noqa: BLE001  whatever is wrong with a model, the store goes on
            log.warning(
                "TILLY_RERANKER: no cross-encoder can be loaded from %r (%s); hits are not "
                "reranked. Set it to a model folder or a reachable hub id, or leave it empty.",
                self._source, str(error).split("\n")[0],
            )  # fmt: skip
