"""Training what recommends from a store's own events, and using the result."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

import database
from commerce import Catalogue, Product, Variant
from embedding.testing import HashingEmbedder
from migrations import upgrade
from recommendation import (
    Because,
    Moment,
    NothingToLearn,
    Offer,
    ShopperState,
    Situation,
    Slate,
    SlateLog,
    Step,
    Why,
    offer,
)
from signals import BehaviourEvent, BehaviourKind
from signals.behaviour_log import BehaviourLog
from tilly.recommending import current_models, models_file, train_recommenders
from tilly.settings import Settings
from tilly.shelf import Shelves

NOW = datetime(2026, 5, 1, tzinfo=UTC)
TITLES = ("Tent", "Lamp", "Spade", "Hose")


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


@pytest.fixture
def engine(settings):
    upgrade(settings.sql_url)
    engine = database.connect(settings.sql_url)
    yield engine
    engine.dispose()


@pytest.fixture
def catalogue(engine):
    catalogue = Catalogue(engine)
    catalogue.upsert(
        Product(
            id=title.lower(), title=title, brand="", category="outdoor", description="",
            attributes={}, variants=(Variant(title, {}, Decimal(20)),),
        )
        for title in TITLES
    )  # fmt: skip
    return catalogue


def viewed_together(engine, first, second, times=5):
    BehaviourLog(engine).add(
        [
            BehaviourEvent(
                id=f"{product} {visitor}", kind=BehaviourKind.VIEW, visitor_id=f"v{visitor}",
                product_id=product, at=NOW + timedelta(hours=visitor, minutes=place),
            )
            for visitor in range(times)
            for place, product in enumerate((first, second))
        ]
    )  # fmt: skip


def test_what_shoppers_do_changes_what_is_offered_at_once(settings, engine, catalogue):
    """Models that were opened before the training use its result at the next question."""
    models = current_models(settings, Shelves(catalogue))
    assert "untrained" == models().version
    viewed_together(engine, "tent", "spade")
    said = []
    version = train_recommenders(settings, said.append, HashingEmbedder())
    assert version == models().version
    assert "10 interactions in 5 visits, 4 products" == said[0]
    state = ShopperState(session=(Step("tent"),))
    slate = offer(Moment("t", "1"), state, Situation(), models(), Shelves(catalogue)())
    assert ("spade", "tent") == (slate.offers[0].product, slate.offers[0].because.subject)


def test_the_ranker_learns_from_what_became_of_offers(settings, engine, catalogue):
    """What was looked at after it was offered is a moment to learn from, once it can be told."""
    viewed_together(engine, "tent", "spade")
    viewed_together(engine, "tent", "lamp", times=4)
    offers = tuple(
        Offer(product=one, score=0.5, source="sessions", because=Because(Why.POPULAR))
        for one in ("spade", "lamp")
    )
    state = ShopperState(session=(Step("tent"),))
    for turn, at in enumerate((NOW + timedelta(days=1), datetime.now(UTC) - timedelta(hours=1))):
        slate = Slate.of(Moment("talk", str(turn)), state, "v1", offers=offers)
        SlateLog(engine).record(slate, at)
        clicked = BehaviourEvent(
            id=f"click {turn}", kind=BehaviourKind.VIEW, visitor_id="browser",
            conversation_id="talk", product_id="lamp", at=at + timedelta(minutes=1),
        )  # fmt: skip
        BehaviourLog(engine).add([clicked])
    said = []
    train_recommenders(settings, said.append, HashingEmbedder())
    assert 2 == len(SlateLog(engine).judged())
    assert "ranker: 1 moments to learn from" in said


def test_an_empty_catalogue_is_not_trained_from(settings):
    """The message says what to do."""
    with pytest.raises(NothingToLearn, match="run `tilly ingest` first"):
        train_recommenders(settings, [].append, HashingEmbedder())
    assert not models_file(settings).exists()
