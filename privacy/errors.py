"""Errors of the privacy package.

PrivacyError
├── SubjectUnknown          nothing is kept under this id, or it names no whole person
├── ErasureNotFound         no erasure has this id
└── ErasureUnfinished       something could not be erased yet; it is tried again
"""

from __future__ import annotations

__all__ = ["ErasureNotFound", "ErasureUnfinished", "PrivacyError", "SubjectUnknown"]


class PrivacyError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class SubjectUnknown(PrivacyError):
    """Nobody is known by this id."""


class ErasureNotFound(PrivacyError):
    """No erasure has this id."""


class ErasureUnfinished(PrivacyError):
    """Something of the person is still there."""
