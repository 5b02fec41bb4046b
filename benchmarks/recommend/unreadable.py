"""The one error of reading a data set."""

from __future__ import annotations

__all__ = ["UnreadableData"]


class UnreadableData(ValueError):
    """A file cannot be used; the message names it, the row, and what is wrong."""
