from __future__ import annotations

import json
from decimal import Decimal

import pytest

from knowledge.importers.json_ld import page_data, questions_in
from knowledge.importers.known import FoundProduct
from knowledge.importers.page_products import read_page_products
from knowledge.importers.tables import Rejected
from records import SourceRefused
from tests.unit.knowledge.shop import product

TENT = {
    "@context": "https://schema.org", "@type": "Product", "name": "Fell <b>Tent</b>",
    "sku": "FT-1", "gtin13": "4006381333931", "brand": {"@type": "Brand", "name": "Fernhill"},
    "description": "Sleeps four.", "image": ["https://shop.example/t.jpg"],
    "url": "https://shop.example/tent", "category": "Camping > Tents",
    "weight": {"@type": "QuantitativeValue", "value": "3", "unitText": "kg"},
    "additionalProperty": [{"@type": "PropertyValue", "name": "Poles", "value": 2}],
    "aggregateRating": {"@type": "AggregateRating", "ratingValue": "4.5", "reviewCount": 12},
    "review": {"author": {"@type": "Person", "name": "Maren"}, "reviewBody": "Dry."},
    "offers": {"@type": "Offer", "price": "250.00", "priceCurrency": "USD",
               "availability": "https://schema.org/InStock"},
}  # fmt: skip
FAQ = {
    "@type": "FAQPage",
    "mainEntity": [
        {"@type": "Question", "name": "Do you ship to Malta?",
         "acceptedAnswer": {"@type": "Answer", "text": "<p>Yes, in <b>six</b> days.</p>"}},
    ],
}  # fmt: skip


def script(*data):
    parts = (one if isinstance(one, str) else json.dumps(one) for one in data)
    return "".join(f'<script type="application/ld+json">{one}</script>\n' for one in parts)


def page(*data, body="<h1>Fell Tent</h1><p>Pitch it on flat ground.</p>"):
    return f"<html><head>{script(*data)}</head><body><main>{body}</main></body></html>"


def read(*data):
    found = list(read_page_products(page_data(script(*data)), "t.html", "t", "USD"))
    return (
        [one for one in found if isinstance(one, FoundProduct)],
        [one.refusal for one in found if isinstance(one, Rejected)],
    )


def offer(**more):
    return {**TENT, "offers": {**TENT["offers"], **more}}


def test_a_product_is_read_from_its_data(tmp_path):
    """Brand, offer, rating and properties are understood; authors of reviews are not read."""
    ((tent,), refusals) = read(TENT)
    assert [] == refusals
    said = tent.product
    assert ("FT-1", "Fell Tent", "Fernhill", "Tents", Decimal("250.00"), 4.5, 12) == (
        said.id, said.title, said.brand, said.category, said.price, said.rating, said.rating_count,
    )  # fmt: skip
    assert {"Weight": "3 kg", "Poles": "2"} == dict(said.attributes)
    assert ("04006381333931",) == tent.gtins
    assert "Maren" not in repr(tent)


def test_a_graph_and_references_are_followed():
    """As common shop systems write them, the same product repeated."""
    brand = {"@type": "Brand", "@id": "#b", "name": "Fernhill"}
    ((tent,), _) = read({"@graph": [{**TENT, "brand": {"@id": "#b"}}, brand]}, [TENT])
    assert "Fernhill" == tent.product.brand


def test_a_product_group_has_variants():
    """They differ by size and colour; one that is sold out is."""
    member = {"@type": "Product", "size": "S", "sku": "A", "offers": TENT["offers"]}
    gone = {"@type": "Offer", "price": 12, "availability": "OutOfStock"}
    group = {
        "@type": "ProductGroup", "productGroupID": "TEE", "name": "Tee",
        "hasVariant": [member, {**member, "size": "M", "sku": "B", "offers": gone}],
    }  # fmt: skip
    ((tee,), _) = read(group)
    assert [("A", {"Size": "S"}, None), ("B", {"Size": "M"}, 0)] == [
        (one.sku, dict(one.options), one.stock) for one in tee.product.variants
    ]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (offer(priceCurrency="EUR"), "offers"),
        (offer(price="soon"), "offers"),
        ({**TENT, "offers": {"@type": "AggregateOffer", "lowPrice": 1, "highPrice": 9}}, "offers"),
        ({**TENT, "offers": [TENT["offers"], {"price": 1}]}, "offers"),
        ({**TENT, "name": "<b></b>"}, "name"),
        ("{not json", "JSON-LD"),
        ("[" * 100_000, "JSON-LD"),
        ({**TENT, "gtin13": "123"}, "gtin"),
        ({**TENT, "url": "javascript:alert(1)"}, "url"),
    ],
)
def test_wrong_data_is_refused_by_line_and_field(data, field):
    """A price that is not certain is none."""
    _, (refusal,) = read("{}", data)
    assert (2, field) == (refusal.row, refusal.field)


def test_a_product_without_an_offer_is_no_listing():
    """Such as those of a breadcrumb or of a list of others."""
    assert ([], []) == read({"@type": "Product", "name": "Cap"}, {"@type": "WebPage"})


def test_an_order_is_no_knowledge():
    """A saved confirmation page is refused by its data."""
    with pytest.raises(SourceRefused, match="order"):
        page_data(script({"@type": "Order", "customer": {"@type": "Person", "name": "Ada"}}))


def test_faq_entries_are_read():
    """Question and answer as text."""
    assert [("Do you ship to Malta?", "Yes, in six days.")] == list(
        questions_in(page_data(script(FAQ)))
    )


def test_a_product_page_is_listing_and_manual(shop):
    """Its data is a product; its text is that product's, without what it says of prices."""
    body = "<h1>Fell Tent</h1><p>Only $199 today!</p><p>Pitch it on flat ground.</p>"
    shop.write("tent.html", page(TENT, body=body))
    assert (2, ()) == ((report := shop.ingest()).added, report.refusals)
    assert Decimal("250.00") == shop.catalogue.get("FT-1").price
    manual = [c for c, _ in shop.store._rows.values() if c.kind == "document"]
    assert [("FT-1", "Pitch it on flat ground.")] == [(c.product_id, c.text) for c in manual]
    assert (0, 0, 2, 0) == ((again := shop.ingest()).added, 0, again.unchanged, again.removed)


def test_a_page_joins_the_product_of_a_table(shop):
    """By GTIN or SKU: the table leads, the page fills in and is linked."""
    shop.products(product("tent", "Fell Tent", "245.00", sku="FT-1"))
    shop.write("tent.html", page(TENT))
    (conflict,) = shop.ingest().conflicts
    assert ("tent", "price", "245.00", "250.00") == (
        conflict.product_id, conflict.field, conflict.kept, conflict.other,
    )  # fmt: skip
    assert "2" == shop.catalogue.get("tent").attributes["Poles"]
    manual = [c for c, _ in shop.store._rows.values() if c.kind == "document"]
    assert ["tent"] == [chunk.product_id for chunk in manual]
    (shop.folder / "tent.html").unlink()
    shop.ingest()
    assert {} == dict(shop.catalogue.get("tent").attributes)
    assert shop.is_consistent()


def test_a_page_that_loses_its_data_loses_its_product(shop):
    """The text stays."""
    shop.write("tent.html", page(TENT))
    shop.ingest()
    shop.write("tent.html", page())
    report = shop.ingest()
    assert (1, 1) == (report.removed, report.updated)
    assert [] == shop.catalogue.all()
    assert shop.is_consistent()


def test_an_faq_page_is_told_once(shop):
    """The visible question and the one in the data are the same entry."""
    body = "<h1>Help</h1><h2>Do you ship to Malta?</h2><p>Yes.</p><h2>Gifts?</h2><p>Wrapped.</p>"
    shop.write("faq.html", page(FAQ, body=body))
    shop.ingest()
    said = {c.text: c.kind for c, _ in shop.store._rows.values()}
    assert {"Yes, in six days.": "faq", "Wrapped.": "faq"} == said
