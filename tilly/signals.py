"""Builds what scores turns."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from signals.errors import ModelUnusable
from signals.propensity import PRIOR, load
from signals.scoring import SILENT, SignalModels
from signals.sentiment import load_sentiment
from signals.sentiment_training import shipped_folder
from signals.service import Signals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from signals.propensity import PropensityModel
    from signals.turn_signals import Sentiment, SentimentModel
    from signals.wishes import WishReader
    from tilly.settings import Settings

__all__ = ["PropensityFile", "build_signals"]

logger = logging.getLogger(__name__)


def build_signals(settings: Settings, engine: Engine, read: Callable[[], WishReader]) -> Signals:
    """Scores by the store's own models; `read` is called for each turn that is scored."""
    sentiment = WhileItWorks(
        load_sentiment(settings.sentiment_model, shipped_folder(settings.models))
    )
    propensity = PropensityFile(settings.propensity_file)
    return Signals(engine, lambda: SignalModels(sentiment, propensity.current(), read()))


class WhileItWorks:
    """A sentiment model; where it cannot be used, all texts are neutral, and the log says why."""

    def __init__(self, model: SentimentModel) -> None:
        self._model = model
        self._broken = False

    @property
    def version(self) -> str:
        """The model's own."""
        return self._model.version

    def score(self, texts: Sequence[str]) -> list[Sentiment]:
        """The sentiment of each text."""
        if not self._broken:
            try:
                return self._model.score(texts)
            except ModelUnusable as error:
                self._broken = True
                logger.warning("Moods are not told until the store is started again: %s", error)
        return [SILENT for _ in texts]


class PropensityFile:
    """The propensity model of a file, read again when training has replaced it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._model: PropensityModel = PRIOR
        self._read_at: int | None = None

    def current(self) -> PropensityModel:
        """The newest usable model; the prior while nothing was trained."""
        try:
            written_at = self._path.stat().st_mtime_ns
        except OSError:
            return self._model
        with self._lock:
            if written_at != self._read_at:
                self._read_at = written_at
                try:
                    self._model = load(self._path)
                except ModelUnusable as error:
                    logger.warning("The former propensity model stays in use: %s", error)
            return self._model
