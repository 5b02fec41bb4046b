"""Reviews judged by what they speak of."""

from __future__ import annotations

import pytest

from opinions import Aspect
from signals import Feeling
from signals.aspects import aspect_opinions
from signals.sentiment import ExplainedSentiment


class Always:
    """Feels the same whatever it reads."""

    def __init__(self, feeling):
        self._logits = [float(one is feeling) for one in Feeling]

    def logits(self, texts):
        return [self._logits for _ in texts]


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
    opinions = aspect_opinions(review, ExplainedSentiment(Always(Feeling.NEUTRAL), ""))
    assert found == {one.aspect.value: one.feeling.value for one in opinions}


def test_where_words_say_nothing_the_model_does():
    """The clause is quoted as it was written."""
    model = ExplainedSentiment(Always(Feeling.NEGATIVE), "")
    (found,) = aspect_opinions("Came after six weeks, delivery!", model)
    assert (Aspect.DELIVERY, Feeling.NEGATIVE) == (found.aspect, found.feeling)
    assert "Came after six weeks, delivery!" == found.clause
