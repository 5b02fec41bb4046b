"""Files that may hold something of a customer: logs, and what was learned from them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from privacy import Kept
from privacy.byte_search import blank_out, phrases_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from privacy import Attachment, Subject
    from tilly.settings import Settings

__all__ = ["LearnedFiles", "LogFiles"]


class _Files:
    """What stores of files have in common."""

    tables: Collection[str] = ()

    def records(self, _subject: Subject) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Nothing that could be told as a record."""
        return iter(())

    def attachments(self, _subject: Subject) -> Iterator[Attachment]:
        """None."""
        return iter(())

    def kept(self, _subject: Subject) -> Sequence[Kept]:
        """Nothing."""
        return ()

    def tidy(self) -> None:
        """Nothing."""


class LogFiles(_Files):
    """The processes' logs. They hold no personal data by design; what is there is blanked out."""

    name = "logs"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def count(self, subject: Subject) -> int:
        """How many files have a phrase of the person."""
        return sum(1 for path in self._files() if phrases_in(path, subject.phrases))

    def erase(self, subject: Subject) -> None:
        """In place, for their writers go on appending."""
        for path in self._files():
            blank_out(path, subject.phrases)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.log")) if self._folder.exists() else []


class LearnedFiles(_Files):
    """What was learned from shoppers: it names nobody, and is learned anew without the person."""

    name = "what was learned"

    def __init__(self, settings: Settings) -> None:
        self._recommenders = settings.data_dir / "recommendation" / "recommenders.npz"
        self._gaps = (settings.data_dir / "gaps.npz", settings.kept_gaps_file)
        self._retrained = settings.train_recommendations_hours > 0

    def count(self, _subject: Subject) -> int:
        """None of it can be told apart."""
        return 0

    def erase(self, _subject: Subject) -> None:
        """Make the recommenders count as outdated, and forget the questions asked in vain."""
        if self._recommenders.exists():
            os.utime(self._recommenders, (0, 0))
        for file in self._gaps:
            file.unlink(missing_ok=True)

    def kept(self, _subject: Subject) -> Sequence[Kept]:
        """The recommenders, until they are replaced."""
        if not self._recommenders.exists():
            return ()
        soon = "the worker trains them anew without this person"
        else_ = "run `tilly train --recommendations` to have them learned without this person"
        why = "sequences of products that name nobody; " + (soon if self._retrained else else_)
        return (Kept("trained recommenders", 1, why),)
