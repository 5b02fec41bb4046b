"""What cannot be read: a file, which ends the run, or a row, which is left out and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LeftOut", "UnreadableData"]

SHOWN = 5


class UnreadableData(ValueError):
    """A file cannot be used; the message names it, and the row where there is one."""


class LeftOut:
    """Rows of one file that cannot be used; the others can."""

    def __init__(self, file: object) -> None:
        self._file = file
        self.reasons: list[str] = []

    def add(self, row: str, reason: str) -> None:
        """Leave a row out."""
        self.reasons.append(f"{row}: {reason}")

    def tell(self, say: Callable[[str], None]) -> None:
        """Say which rows those were, the first few by name."""
        for reason in self.reasons[:SHOWN]:
            say(f"{self._file}, {reason}; left out")
        if len(self.reasons) > SHOWN:
            say(f"{self._file}: {len(self.reasons) - SHOWN} more rows left out")
