"""Errors of the signals package.

SignalsError
├── EventInvalid            a behaviour event breaks a rule; names the field
└── ModelUnusable           a model file is not one of ours, or of another version
"""

from __future__ import annotations

__all__ = ["EventInvalid", "ModelUnusable", "SignalsError"]


class SignalsError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class EventInvalid(SignalsError):
    """A behaviour event breaks a rule."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.field = field
        self.reason = reason


class ModelUnusable(SignalsError):
    """A model file is not one of ours, or of another version."""
