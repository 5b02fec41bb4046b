"""Reviews judged by what they speak of."""

from __future__ import annotations

import pytest

from opinions import Aspect
from signals import Feeling
from signals.aspects import aspect_opinions
from signals.sentiment import NetworkSentiment, Reading


class Neutral:
    def read(self, text):
        return Reading((0.0, 1.0, 0.0), (), (), (0.0, 1.0, 0.0))


class Displeased(Neutral):
    def read(self, text):
        return Reading((1.0, 0.0, 0.0), (), (), (1.0, 0.0, 0.0))


@pytest.mark.parametrize(
    ("review", "found"),
    [
        ("Great quality but too small.", {"quality": "positive", "fit": "negative"}),
        (
            "The courier was rude. Worth every penny though, and it fits perfectly!",
            {"price": "positive", "fit": "positive", "delivery": "neutral"},
        ),
        ("Support never answered. The seams tore.", {"service": "neutral", "quality": "negative"}),
        ("Arrived on Monday.", {"delivery": "neutral"}),
        ("A nice green hat.", {}),
    ],
)
def test_each_clause_counts_for_what_it_speaks_of(review, found):
    """By its own words; a model that feels nothing leaves the rest neutral."""
    opinions = aspect_opinions(review, NetworkSentiment(Neutral(), "none"))
    assert found == {one.aspect.value: one.feeling.value for one in opinions}


def test_where_words_say_nothing_the_model_does():
    """The clause is quoted as it was written."""
    (found,) = aspect_opinions(
        "Came after six weeks, delivery!", NetworkSentiment(Displeased(), "")
    )
    assert (Aspect.DELIVERY, Feeling.NEGATIVE) == (found.aspect, found.feeling)
    assert "Came after six weeks, delivery!" == found.clause
