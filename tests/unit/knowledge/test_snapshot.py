"""What is derived from the whole catalogue, made anew after a change."""

from __future__ import annotations

import pytest

from knowledge.snapshot import Snapshots
from tests.unit.knowledge.shop import product


@pytest.fixture
def snapshots(shop):
    shop.products(
        product("tent", "Fell Tent", brand="Fernhill"), product("boots", "Marsh Boots"),
        product("cap", "Moor Cap"),
    )  # fmt: skip
    shop.ingest()
    return Snapshots(shop.catalogue, shop.lexical)


def test_without_a_change_it_is_the_same(snapshots):
    """Nothing is made twice."""
    assert snapshots.current() is snapshots.current()


def test_only_what_changed_is_taken_apart_again(shop, snapshots, monkeypatch):
    """One product is new, one changed and one gone; the third is the one it was."""
    before = snapshots.current().entries
    shop.products(
        product("tent", "Fell Tent", brand="Fernhill"), product("boots", "Marsh Wellies"),
        product("hat", "Moor Hat"),
    )  # fmt: skip
    shop.ingest()
    monkeypatch.setattr("commerce.Catalogue.all", None)
    after = snapshots.current().entries
    assert {"tent", "boots", "hat"} == after.keys()
    assert before["tent"] is after["tent"]
    assert "Marsh Wellies" == after["boots"].product.title


def test_after_a_change_it_is_as_if_made_from_nothing(shop, snapshots):
    """Names, words and the index of words know the change, and nothing of what was."""
    former = snapshots.current()
    assert "fell" in former.product_index
    assert former.names.named_in("the fell tent")
    shop.products(product("cap", "Moor Cap"), product("stove", "Cinder Stove", brand="Ember"))
    shop.ingest()
    kept = snapshots.current()
    anew = Snapshots(shop.catalogue, shop.lexical).current()
    assert anew.vocabulary == kept.vocabulary
    assert set(anew.product_index.words) == set(kept.product_index.words)
    assert "fell" not in kept.product_index
    assert () == kept.names.named_in("the fell tent")
    scores = kept.product_index.scores([{"stove": 1.0}])
    assert "stove" == kept.product_index.ids[int(scores.argmax())]
