"""Errors of the recommendation package.

RecommendationError
├── NothingToLearn      there are too few events to train from
├── ModelUnusable       a model file is not one of ours, or of another version
└── PricePersonal       an offer shows another price than the shop's
"""

from __future__ import annotations

__all__ = ["ModelUnusable", "NothingToLearn", "PricePersonal", "RecommendationError"]


class RecommendationError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class NothingToLearn(RecommendationError):
    """There are too few events to train from."""


class ModelUnusable(RecommendationError):
    """A model file is not one of ours, or of another version."""


class PricePersonal(RecommendationError):
    """An offer shows another price than the shop's, which is everybody's."""
