"""Errors of the embedding package.

EmbeddingError
├── EmbedderNotFound    no model under that name, folder or hub id
└── WeightsTampered     the packaged weights are not the pinned ones
"""

from __future__ import annotations


class EmbeddingError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class EmbedderNotFound(EmbeddingError):
    """No model under that name, folder or hub id."""


class WeightsTampered(EmbeddingError):
    """The packaged weights are not the pinned ones."""
