"""Errors of the signals package. A field of a behaviour event is commerce.RecordInvalid.

SignalsError
└── ModelUnusable           a model file is not one of ours, or of another version
"""

from __future__ import annotations

__all__ = ["ModelUnusable", "SignalsError"]


class SignalsError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class ModelUnusable(SignalsError):
    """A model file is not one of ours, or of another version."""
