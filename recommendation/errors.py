"""Errors of the recommendation package.

RecommendationError
├── NothingToLearn      there are too few events to train from
├── ModelUnusable       a model file is not one of ours, or of another version
├── NudgesInvalid       a file of nudges breaks a rule; names the key
└── PricePersonal       an offer shows another price than the shop's
"""

from __future__ import annotations

__all__ = [
    "ModelUnusable",
    "NothingToLearn",
    "NudgesInvalid",
    "PricePersonal",
    "RecommendationError",
]


class RecommendationError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class NothingToLearn(RecommendationError):
    """There are too few events to train from."""


class ModelUnusable(RecommendationError):
    """A model file is not one of ours, or of another version."""


class NudgesInvalid(RecommendationError):
    """A shop's file of nudges breaks a rule; the message names the key."""


class PricePersonal(RecommendationError):
    """An offer shows another price than the shop's, which is everybody's."""
