"""What is complained of, how it grows, what it costs: on made-up texts whose truth is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from insights.voice.dialogues import Utterance
from insights.voice.fixing import COST_OF_TALK, fixes_of
from insights.voice.judging import judgements_in
from insights.voice.mentions import Mention
from insights.voice.rated import satisfaction_of
from insights.voice.themes import MONTH_DAYS, themes_of
from insights.voice.trends import Trend, called, trend_of
from opinions import Aspect

NOW = datetime(2030, 6, 1, tzinfo=UTC)


def _complaint(
    days_ago: float, product: str = "coat", source: str = "talk", at: int = 0
) -> Mention:
    moment = NOW - timedelta(days=days_ago)
    return Mention(
        source, f"{source}{at}", product, moment, Aspect.QUALITY, complains=True,
        clause="the lining of my coat is torn",
    )  # fmt: skip


def _lines(**parts) -> pd.DataFrame:
    """Lines of each product over the last thirteen weeks, some of them returned."""
    rows = [
        (product, NOW - timedelta(days=1 + at % 90), at < back)
        for product, (sold, back) in parts.items()
        for at in range(sold)
    ]
    frame = pd.DataFrame(rows, columns=["product", "at", "back"])
    return frame.assign(category="Coats", quantity=1, unit_price=50.0)


def test_a_clause_blames_one_side_and_praises_another() -> None:
    told = judgements_in("Lovely fabric, but it is too small. The parcel came.", 3)

    assert told[Aspect.QUALITY] == (False, "Lovely fabric,")
    assert told[Aspect.FIT][0]
    assert Aspect.DELIVERY not in told  # neither good nor bad, and three stars decide nothing


def test_where_words_say_nothing_a_reviews_stars_decide() -> None:
    assert judgements_in("About the zip.", 1)[Aspect.QUALITY][0]
    assert not judgements_in("About the zip.", 5)[Aspect.QUALITY][0]
    assert judgements_in("About the zip.") == {}


def test_the_growth_for_each_thing_sold_is_found() -> None:
    chance = np.random.default_rng(2)
    sold = chance.integers(80, 160, 12).astype(float)
    for growth in (1.0, 1.25):
        counts = chance.poisson(sold * 0.06 * growth ** np.arange(12)).astype(float)
        trend = trend_of(counts, sold)

        assert trend is not None
        assert trend.low < growth < trend.high
        assert (trend.p < 0.01) == (growth > 1)
    # Twice as many complaints of twice as much is no growth.
    assert trend_of(sold / 10, sold).growth == pytest.approx(1)
    assert trend_of(np.ones(3), np.ones(3)) is None


def test_of_many_trends_only_the_evident_are_called() -> None:
    trends = [Trend(1.1, 1, 1.2, p) for p in (0.2, 0.04, 0.001, 0.6)]

    assert called(trends) == [False, False, True, False]
    assert called([None, *trends[:2]]) == [False, False, False]


def test_a_theme_has_words_beyond_the_products_name() -> None:
    complaints = [_complaint(at * 10, at=at) for at in range(12)]
    others = [
        Mention("review", f"r{at}", "hat", NOW, Aspect.FIT, complains=True, clause="hat too small")
        for at in range(8)
    ]

    themes = themes_of([*complaints, *others], _lines(coat=(90, 0)), NOW, {"coat": "Coat"})

    theme = next(one for one in themes if one.product_id == "coat")
    assert set(theme.words) <= {"lining", "torn"}
    assert sum(theme.by_month) == 12
    assert theme.by_month[-1] == 1 + int(MONTH_DAYS // 10)
    assert sum(theme.sold_by_month) <= 90


def test_leaving_it_costs_talks_and_what_comes_back_beyond_the_usual() -> None:
    complaints = [_complaint(at * 7, at=at) for at in range(6)]
    lines = _lines(coat=(40, 10), hat=(100, 10))
    themes = themes_of(complaints, lines, NOW)

    (fix,) = fixes_of(themes, lines, NOW)

    assert (fix.product_id, len(fix.talks), fix.returns) == ("coat", 6, 10)
    assert fix.returns_expected == pytest.approx(4)
    assert fix.cost == pytest.approx(6 * COST_OF_TALK + 6 * 50)
    assert fix.low < fix.cost < fix.high


def test_who_does_not_rate_is_judged_by_what_became_of_their_question() -> None:
    asked = Utterance(shopper=True, text="Is it warm?", act="ask")
    fine = [asked, Utterance(shopper=False, text="Yes.", act="answered")]
    failed = [asked, Utterance(shopper=False, text="No idea.", act="no_answer")]
    talks = {"a": fine, "b": failed, "c": fine}

    found = satisfaction_of(talks, {"a": 5}, list(talks))

    assert not found.learnt
    assert (found.rated, found.unrated, found.happy_unrated) == (1, 2, 0.5)
    assert found.look_at == ("b",)


def test_the_share_of_those_who_do_not_rate_is_corrected_by_what_is_known_of_errors() -> None:
    """The rule takes a third of the unhappy for happy: of those it takes, some are not."""
    fine = [Utterance(shopper=True, text="Is it warm?"), Utterance(shopper=False, text="Yes.")]
    failed = [fine[0], Utterance(shopper=False, text="No idea.", act="no_answer")]
    talks = {f"{at}": fine if at < 160 else failed for at in range(240)}
    stars = {f"{at}": 5 if at < 120 else 1 for at in range(240)}
    recent = {f"new{at}": fine if at < 5 else failed for at in range(10)}

    found = satisfaction_of({**talks, **recent}, stars, list(recent))

    assert found.recall_of_rule == pytest.approx((1 + 80 / 120) / 2)
    assert found.happy_unrated == pytest.approx((0.5 + 80 / 120 - 1) / (1 + 80 / 120 - 1))
