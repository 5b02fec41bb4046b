"""Recommenders: each asks one algorithm on behalf of a shopper, and says why in its own terms."""

from recommendation.recommenders.bought_together import BoughtTogether
from recommendation.recommenders.content import SimilarContent
from recommendation.recommenders.popular import Popular
from recommendation.recommenders.sequence import ExpectedNext
from recommendation.recommenders.sessions import SessionNeighbours
from recommendation.recommenders.taste import Taste
from recommendation.recommenders.wished import Wished

__all__ = [
    "BoughtTogether",
    "ExpectedNext",
    "Popular",
    "SessionNeighbours",
    "SimilarContent",
    "Taste",
    "Wished",
]
