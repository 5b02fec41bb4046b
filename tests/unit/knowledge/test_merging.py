from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import ProductNotFound
from knowledge.open import assemble
from tests.unit.knowledge.shop import Shop, product

TENT = product("tent", "Fell Tent", "250.00", sku="FT-1", stock=3, description="Two poles.")
FEED_TENT = product(
    "900", "Fell Tent", "250.00", gtin="4006381333931", brand="Fernhill", Weight="3 kg"
)
CODE = {"gtin": "4006381333931"}


def counts(report):
    return report.added, report.updated, report.unchanged, report.removed


def ids(shop):
    return {one.id for one in shop.catalogue.all()}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({**TENT, **CODE}, FEED_TENT),
        (TENT, {**FEED_TENT, "sku": "FT-1"}),
        (TENT, {**FEED_TENT, "id": "tent"}),
        ({**TENT, "gtin": "04006381333931"}, FEED_TENT),
        ({**TENT, "gtin": ["96385074", "4006381333931"]}, FEED_TENT),
    ],
    ids=["gtin", "sku", "id", "padded gtin", "one of several"],
)
def test_two_sources_make_one_product(shop, first, second):
    """The first leads, the second fills in what it leaves open."""
    shop.products(first, name="a.jsonl")
    shop.products(second, name="b.jsonl")
    report = shop.ingest()
    assert (1, 0, 0, 0) == counts(report)
    tent = shop.catalogue.get("tent")
    assert {"tent"} == ids(shop)
    assert ("Fernhill", "Two poles.", 3) == (tent.brand, tent.description, tent.total_stock)
    assert "3 kg" == tent.attributes["Weight"]
    assert () == report.conflicts
    assert shop.is_consistent()


def test_conflicts_are_reported_until_they_are_resolved(shop):
    """Each says which source was believed; an ingest that changes nothing repeats them."""
    shop.products({**TENT, **CODE, "brand": "Fern", "Weight": "2 kg"}, name="a.jsonl")
    shop.products({**FEED_TENT, "price": "240", "stock": 0}, name="b.jsonl")
    for _ in range(2):
        said = {(one.field, one.kept, one.other) for one in shop.ingest().conflicts}
        assert {
            ("price", "250.00", "240"), ("stock", "in stock", "out of stock"),
            ("brand", "Fern", "Fernhill"), ("Weight", "2 kg", "3 kg"),
        } == said  # fmt: skip
    shop.products(FEED_TENT, name="b.jsonl")
    assert {"brand", "Weight"} == {one.field for one in shop.ingest().conflicts}


def test_the_order_of_the_paths_is_the_precedence(shop):
    """A source named earlier leads; what a command does not name keeps its place."""
    a = shop.products({**TENT, **CODE}, name="a.jsonl")
    b = shop.products(FEED_TENT, name="b.jsonl")
    shop.ingest(b, a)
    assert {"900"} == ids(shop)
    shop.ingest(a)
    assert {"900"} == ids(shop)
    report = shop.ingest(a, b)
    assert {"tent"} == ids(shop)
    assert (1, 0, 0, 1) == counts(report)
    assert shop.is_consistent()


def test_a_setting_puts_a_source_before_all_others(shop):
    """Names are matched as a shell does."""
    knowledge = assemble(
        shop.catalogue, shop.store, shop.lexical, shop.embedder, precedence=("b.*",)
    )
    shop.products({**TENT, **CODE}, name="a.jsonl")
    shop.products(FEED_TENT, name="b.jsonl")
    knowledge.ingestor.ingest([shop.folder])
    assert {"900"} == ids(shop)
    shop.ingest()
    assert {"tent"} == ids(shop)


def test_sources_part_when_they_share_nothing_any_more(shop):
    """A changed GTIN makes two products of one, and one of two again."""
    shop.products({**TENT, **CODE}, name="a.jsonl")
    shop.products(FEED_TENT, name="b.jsonl")
    shop.ingest()
    shop.products({**FEED_TENT, "gtin": ""}, name="b.jsonl")
    assert (1, 1, 0, 0) == counts(shop.ingest())
    assert {"tent", "900"} == ids(shop)
    assert "" == shop.catalogue.get("tent").brand
    shop.products(FEED_TENT, name="b.jsonl")
    assert (0, 1, 0, 1) == counts(shop.ingest())
    assert {"tent"} == ids(shop)
    assert shop.is_consistent()


def test_the_second_source_leads_when_the_first_is_gone(shop):
    """A file that vanished takes only what it alone said."""
    shop.products({**TENT, **CODE}, name="a.jsonl")
    shop.products(FEED_TENT, name="b.jsonl")
    shop.ingest()
    (shop.folder / "a.jsonl").unlink()
    shop.ingest()
    assert {"900"} == ids(shop)
    with pytest.raises(ProductNotFound):
        shop.catalogue.get("tent")
    assert shop.is_consistent()


def test_a_file_may_turn_from_products_to_reviews_and_back(shop):
    """What it listed before goes with it."""
    shop.products(TENT, name="a.jsonl")
    review = '{"id": "r", "product_id": "tent", "rating": 4, "text": "Dry."}'
    file = shop.products(product("cap", "Cap"), name="b.jsonl")
    shop.ingest()
    file.write_text(review)
    assert (1, 0, 1, 1) == counts(shop.ingest())
    shop.products(product("cap", "Cap"), name="b.jsonl")
    assert (1, 0, 1, 1) == counts(shop.ingest())
    assert {"tent", "cap"} == ids(shop)
    assert shop.is_consistent()


def test_a_chain_of_three_sources_is_one_product(shop):
    """The first shares a GTIN with the second, the second an SKU with the third."""
    shop.products({**TENT, **CODE}, name="a.jsonl")
    shop.products({**FEED_TENT, "sku": "X-9"}, name="b.jsonl")
    shop.products(product("third", "Fell Tent", "250", sku="X-9", Poles="2"), name="c.jsonl")
    shop.ingest()
    assert {"tent"} == ids(shop)
    assert "2" == shop.catalogue.get("tent").attributes["Poles"]


def test_a_number_that_a_source_gives_twice_joins_nothing(shop):
    """A placeholder SKU does not make one product of many."""
    shop.products(TENT, {**TENT, "id": "boots", "title": "Boots"}, name="a.jsonl")
    shop.products(product("x", "Cap", sku="FT-1"), name="b.jsonl")
    shop.ingest()
    assert {"tent", "boots", "x"} == ids(shop)


def test_one_changed_product_touches_that_product_only(shop, monkeypatch):
    """Of two hundred products in two sources, one is embedded, stored and upserted."""
    both = [
        [product(f"{n}", f"Thing {n}", sku=f"S{n}", Note=f"note {n}") for n in range(200)],
        [product(f"f{n}", f"Thing {n}", sku=f"S{n}", Colour=f"c{n}") for n in range(200)],
    ]
    shop.products(*both[0], name="a.jsonl")
    shop.products(*both[1], name="b.jsonl")
    shop.ingest()
    before = len(shop.embedder.embedded)
    added, stored = [], []
    add, upsert = shop.store.add, shop.catalogue.upsert
    monkeypatch.setattr(shop.store, "add", lambda c, v: (added.extend(c), add(c, v)))
    monkeypatch.setattr(shop.catalogue, "upsert", lambda p: (stored.extend(p), upsert(p)))
    both[1][7]["Colour"] = "mauve"
    shop.products(*both[1], name="b.jsonl")
    report = shop.ingest()
    assert (0, 1, 199, 0) == counts(report)
    (embedded,) = shop.embedder.embedded[before:]
    assert "mauve" in embedded
    assert ["7"] == [one.id for one in stored]
    assert ["7"] == [one.product_id for one in added]


def test_a_review_may_name_a_product_as_any_source_does(shop):
    """The id of a source that does not lead is the product's too."""
    shop.products({**TENT, **CODE}, name="a.jsonl")
    shop.products(FEED_TENT, name="b.jsonl")
    shop.write("reviews.jsonl", '{"id": "r", "product_id": "900", "rating": 4, "text": "Dry."}')
    assert () == shop.ingest().refusals
    (review,) = [c for c, _ in shop.store._rows.values() if c.kind == "review"]
    assert "tent" == review.product_id


@pytest.mark.parametrize("step", ["stage", "withdraw", "settle"])
def test_a_merge_that_died_is_healed_by_the_next(tmp_path, monkeypatch, step):
    """Whatever step it died in, the next ingest ends where it would have."""
    shop = Shop(tmp_path)
    shop.products({**TENT, **CODE}, product("cap", "Cap"), name="a.jsonl")
    shop.products(FEED_TENT, name="b.jsonl")
    shop.ingest()
    shop.products({**TENT, **CODE, "price": "199"}, name="a.jsonl")
    shop.products({**FEED_TENT, "Weight": "4 kg"}, name="b.jsonl")

    def dies(*_arguments, **_named):
        raise SystemExit("killed")

    with monkeypatch.context() as patch:
        patch.setattr(f"knowledge.listings.Listings.{step}", dies)
        with pytest.raises(SystemExit):
            shop.ingest()
    shop.ingest()
    tent = shop.catalogue.get("tent")
    assert (Decimal(199), "4 kg") == (tent.price, tent.attributes["Weight"])
    assert {"tent"} == ids(shop)
    assert shop.is_consistent()
    assert (0, 0, 1, 0) == counts(shop.ingest())
    shop.knowledge.close()
