"""An ingest that died, or a store that lost something: the next ingest puts it right."""

from __future__ import annotations

import pytest

from commerce import ProductNotFound
from tests.unit.knowledge.shop import Shop, product

TENT = product("tent", "Fell Tent", "250.00", stock=3, description="Two poles.", Waterproof="yes")
BOOTS = product("boots", "Marsh Boots", "64.00", stock=0, description="Rubber.")


def counts(report):
    return report.added, report.updated, report.unchanged, report.removed


@pytest.mark.parametrize("step", ["missing", "add", "remove", "upsert", "replace", "close_source"])
@pytest.mark.parametrize("changed", [False, True])
def test_an_ingest_that_died_is_healed_by_the_next(tmp_path, monkeypatch, step, changed):
    """Whatever step it died in, and whether or not the source changed since."""
    shop = Shop(tmp_path)
    shop.products(TENT, BOOTS)
    shop.ingest()
    shop.products({**TENT, "description": "Three poles."}, product("cap", "Cap"))
    owner = {"upsert": "commerce.Catalogue", "replace": "knowledge.ledger.Ledger",
             "close_source": "knowledge.ledger.Ledger"}  # fmt: skip
    with monkeypatch.context() as patch:
        target = owner.get(step, "knowledge.testing.InMemoryChunkStore")

        def dies(*_arguments, **_named):
            raise SystemExit("killed")

        patch.setattr(f"{target}.{step}", dies)
        with pytest.raises(SystemExit):
            shop.ingest()
    if changed:
        shop.products({**TENT, "description": "Four poles."}, product("cap", "Cap"))
    shop.ingest()
    assert {"cap", "tent"} == {one.id for one in shop.catalogue.all()}
    assert shop.is_consistent()
    said = " ".join(shop.texts("How many poles does the Fell Tent have?"))
    assert ("Four poles." if changed else "Three poles.") in said
    assert "Two poles." not in said
    assert (0, 0, 2, 0) == counts(shop.ingest())
    shop.knowledge.close()


def test_a_product_whose_ingest_died_leaves_with_its_row(shop, monkeypatch):
    """Killed between catalogue and ledger; by the next ingest the source lists it no more."""
    shop.products(TENT)
    shop.ingest()
    shop.products(TENT, BOOTS)

    def dies(*_arguments):
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr("knowledge.ledger.Ledger.replace", dies)
        with pytest.raises(SystemExit):
            shop.ingest()
    assert "Marsh Boots" == shop.catalogue.get("boots").title
    shop.products(TENT)
    shop.ingest()
    with pytest.raises(ProductNotFound):
        shop.catalogue.get("boots")
    assert shop.is_consistent()


def test_a_store_that_was_lost_is_filled_again(shop):
    """When the vectors or the catalogue are gone, the next ingest brings them back."""
    shop.products(TENT, BOOTS)
    shop.ingest()
    before = shop.store.count()
    shop.store._rows.clear()
    shop.catalogue.remove(["tent"])
    shop.ingest()
    assert (before, 2) == (shop.store.count(), shop.catalogue.count())


def test_another_embedder_embeds_everything_again(shop):
    """Vectors of two models are never mixed."""
    shop.products(TENT, BOOTS)
    shop.ingest()
    shop.embedder.name = "another"
    shop.store._rows.clear()
    assert shop.store.count() == 0
    assert shop.ingest().embedded == shop.store.count() > 0
