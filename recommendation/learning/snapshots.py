"""Trained recommenders on disk: a reader finds the old ones or the new ones, never half of either.

A file is written beside the one in use, forced to disk and renamed over it; renaming is atomic
(https://pubs.opengroup.org/onlinepubs/9699919799/functions/rename.html). What is open keeps
reading the old file.
"""

from __future__ import annotations

import json
import os
import threading
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from recommendation.errors import ModelUnusable
from recommendation.learning.trained import Trained

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from recommendation.offering import Models

__all__ = ["CurrentModels", "described", "load", "save"]


def save(trained: Trained, path: Path) -> None:
    """Put `trained` in place of what `path` holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as file:
            np.savez(file, allow_pickle=False, **trained.arrays())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the new name, too, survives a power cut
    finally:
        os.close(folder)


def load(path: Path) -> Trained:
    """What was saved; raises ModelUnusable when it cannot be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            return Trained.restored({name: kept[name] for name in kept.files})
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelUnusable(f"{path} holds no recommenders: {error}") from error


def described(path: Path) -> tuple[str, Mapping[str, float]]:
    """The version of what was saved and what it was learnt from; raises ModelUnusable."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            told = json.loads(kept["told"].tobytes())
            return str(told["version"]), told.get("learnt", {})
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelUnusable(f"{path} holds no recommenders: {error}") from error


class CurrentModels:
    """The models in use: those of the file, read again after it was replaced.

    A file that cannot be read leaves those in use as they are; may be called from any thread.
    """

    def __init__(self, path: Path, first: Callable[[], Models]) -> None:
        """What `first` gives serves until the file exists."""
        self._path, self._first = path, first
        self._models: Models | None = None
        self._read: tuple[int, int] | None = None
        self._lock = threading.Lock()
        self.trouble = ""
        """Why the newest file is not in use; empty when it is."""

    def __call__(self) -> Models:
        """The models of the newest file that could be read."""
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return self._models or self._first()
        written = (stat.st_ino, stat.st_mtime_ns)
        if written != self._read:
            with self._lock:
                if written != self._read:
                    self._take(written)
        return self._models or self._first()

    def _take(self, written: tuple[int, int]) -> None:
        try:
            self._models, self.trouble = load(self._path).models(), ""
        except ModelUnusable as error:
            self.trouble = str(error)
        self._read = written
