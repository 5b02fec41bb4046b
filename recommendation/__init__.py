"""Recommendation: what a shopper did and said becomes a guarded slate of products, with reasons.

Recommenders propose candidates, a ranker orders them, and the guard, which no model can overrule,
decides whether anything is offered at all. Nothing here imports torch before a network is used.
"""

from recommendation.candidates import (
    Because,
    Candidate,
    Recommender,
    Shelf,
    ShelfProduct,
    Why,
)
from recommendation.errors import (
    ModelUnusable,
    NothingToLearn,
    NudgesInvalid,
    PricePersonal,
    RecommendationError,
)
from recommendation.guard import GuardRules, Matter, Situation, Verdict, judge
from recommendation.interactions import Interaction, InteractionKind, interactions_of
from recommendation.knowing import known_state
from recommendation.logged_slates import LoggedSlate, Outcome
from recommendation.offering import Models, offer
from recommendation.profiles import ProfileSource, ShopperProfile
from recommendation.shopper_state import ShopperState, Step
from recommendation.slate_log import SlateLog
from recommendation.slates import Moment, Offer, Slate

__all__ = [
    "Because",
    "Candidate",
    "GuardRules",
    "Interaction",
    "InteractionKind",
    "LoggedSlate",
    "Matter",
    "ModelUnusable",
    "Models",
    "Moment",
    "NothingToLearn",
    "NudgesInvalid",
    "Offer",
    "Outcome",
    "PricePersonal",
    "ProfileSource",
    "RecommendationError",
    "Recommender",
    "Shelf",
    "ShelfProduct",
    "ShopperProfile",
    "ShopperState",
    "Situation",
    "Slate",
    "SlateLog",
    "Step",
    "Verdict",
    "Why",
    "interactions_of",
    "judge",
    "known_state",
    "offer",
]
