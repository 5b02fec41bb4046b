"""The port of every place in which something of a customer may lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from privacy.subject import Subject

__all__ = ["Attachment", "Kept", "PersonalStore"]


@dataclass(frozen=True)
class Kept:
    """What stays although its person is erased, and why that is right; holds no personal data."""

    what: str
    count: int
    why: str


@dataclass(frozen=True)
class Attachment:
    """A file of the person's, by its name in the export."""

    name: str
    path: Path


class PersonalStore(Protocol):
    """One place; everything it does may be repeated, and is cheap where there is nothing."""

    name: str
    """As the certificate calls it."""

    @property
    def tables(self) -> Collection[str]:
        """The database tables that it answers for."""

    def count(self, subject: Subject) -> int:
        """How many records of the person there are to erase; those that are kept do not count."""

    def records(self, subject: Subject) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Everything it has of the person, part by part: the part's name and plain values."""

    def attachments(self, subject: Subject) -> Iterator[Attachment]:
        """The files among it."""

    def erase(self, subject: Subject) -> None:
        """Erase it, all or nothing."""

    def kept(self, subject: Subject) -> Sequence[Kept]:
        """What `erase` leaves on purpose."""

    def tidy(self) -> None:
        """Make what was erased unreadable, where the place keeps it for a while."""
