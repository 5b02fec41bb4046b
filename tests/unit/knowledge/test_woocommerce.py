from __future__ import annotations

import csv
from decimal import Decimal

from knowledge.importers.known import FoundProduct
from knowledge.importers.tables import Rejected, open_table
from knowledge.importers.woocommerce import is_woocommerce, read_woocommerce

HEADER = [
    "ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Is featured?",
    "Visibility in catalog", "Short description", "Description", "Date sale price starts",
    "Date sale price ends", "Tax status", "Tax class", "In stock?", "Stock", "Low stock amount",
    "Backorders allowed?", "Sold individually?", "Weight (kg)", "Length (cm)", "Width (cm)",
    "Height (cm)", "Allow customer reviews?", "Purchase note", "Sale price", "Regular price",
    "Categories", "Tags", "Shipping class", "Images", "Download limit", "Download expiry days",
    "Parent", "Grouped products", "Upsells", "Cross-sells", "External URL", "Button text",
    "Position", "Brands", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible",
    "Attribute 1 global", "Attribute 2 name", "Attribute 2 value(s)", "Attribute 2 visible",
    "Attribute 2 global",
]  # fmt: skip
TENT = {
    "ID": "10", "Type": "simple", "SKU": "TENT", "GTIN, UPC, EAN, or ISBN": "4006381333931",
    "Name": "Fell Tent", "Published": "1", "Visibility in catalog": "visible",
    "Short description": "Sleeps four.", "Description": "<p>Two poles.\\nOne bag.</p>",
    "In stock?": "1", "Stock": "3", "Sale price": "199", "Regular price": "250",
    "Weight (kg)": "2.4", "Categories": "Camping > Tents, Gifts", "Tags": "four-season, sale",
    "Images": "https://shop.example/a.jpg, https://shop.example/b.jpg", "Brands": "Fernhill",
    "Attribute 1 name": "Waterproof", "Attribute 1 value(s)": "3000 mm",
    "Attribute 2 name": "Supplier code", "Attribute 2 value(s)": "X", "Attribute 2 visible": "0",
}  # fmt: skip
TEE = {
    "ID": "20", "Type": "variable", "SKU": "TEE", "Name": "Tee", "Published": "1",
    "In stock?": "1", "Attribute 1 name": "Size", "Attribute 1 value(s)": "S, M",
}  # fmt: skip


def variation(id_, size, price="10", parent="TEE", **more):
    return {
        "ID": id_, "Type": "variation", "SKU": f"TEE-{size}", "Name": f"Tee - {size}",
        "Published": "1", "In stock?": "1", "Regular price": price, "Parent": parent,
        "Attribute 1 name": "Size", "Attribute 1 value(s)": size, **more,
    }  # fmt: skip


def read(tmp_path, *rows):
    path = tmp_path / "wc-product-export.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    with open_table(path, path.name) as table:
        assert is_woocommerce(table.columns)
        found = list(read_woocommerce(table))
    return (
        [one for one in found if isinstance(one, FoundProduct)],
        [one.refusal for one in found if isinstance(one, Rejected)],
    )


def test_a_simple_product_is_read_as_exported(tmp_path):
    """Sale price, categories, measures and visible attributes are understood."""
    ((tent,), refusals) = read(tmp_path, TENT)
    assert [] == refusals
    product = tent.product
    assert ("TENT", "Fernhill", "Tents", 3) == (
        product.id, product.brand, product.category, product.total_stock,
    )  # fmt: skip
    assert "Sleeps four.\nTwo poles.\nOne bag." == product.description
    assert (Decimal(199), Decimal(250)) == (
        product.variants[0].price, product.variants[0].compare_at_price,
    )  # fmt: skip
    assert {"Waterproof": "3000 mm", "Weight": "2.4 kg"} == dict(product.attributes)
    assert ("four-season", "sale") == product.tags
    assert "https://shop.example/a.jpg" == product.image
    assert ("04006381333931",) == tent.gtins


def test_variations_find_their_product_wherever_they_stand(tmp_path):
    """By SKU before or after it, and by id."""
    ((tee, _), refusals) = read(
        tmp_path, variation("21", "S"), TEE, TENT, variation("22", "M", "12", "id:20", Stock="0")
    )
    assert [] == refusals
    assert [("TEE-S", {"Size": "S"}, None), ("TEE-M", {"Size": "M"}, 0)] == [
        (one.sku, dict(one.options), one.stock) for one in tee.product.variants
    ]
    assert {} == dict(tee.product.attributes)


def test_what_shoppers_cannot_see_is_left_out(tmp_path):
    """Drafts, hidden and grouped products are no error."""
    draft, hidden, bundle = (
        {**TENT, "SKU": "a", "Published": "0"},
        {**TENT, "SKU": "b", "Visibility in catalog": "hidden"},
        {**TENT, "SKU": "c", "Type": "grouped"},
    )
    assert ([], []) == read(tmp_path, draft, hidden, bundle)


def test_wrong_rows_are_refused_by_row_and_column(tmp_path):
    """What can be kept without the wrong value is kept."""
    found, refusals = read(
        tmp_path,
        TEE,
        variation("21", "S"),
        variation("22", "M", "soon"),
        variation("23", "S"),
        variation("24", "L", parent="NONE"),
        {**TENT, "Regular price": ""},
        {**TENT, "SKU": "x", "GTIN, UPC, EAN, or ISBN": "123"},
        {**TENT, "SKU": "x"},
        {**TENT, "SKU": "", "ID": ""},
    )
    assert ["TEE", "x"] == [one.product.id for one in found]
    assert {
        (4, "Regular price"), (5, "Parent"), (6, "Parent"), (7, "Regular price"),
        (8, "GTIN, UPC, EAN, or ISBN"), (9, "SKU"), (10, "ID"),
    } == {(refusal.row, refusal.field) for refusal in refusals}  # fmt: skip


def test_stock_says_no_more_than_the_shop_counts(tmp_path):
    """Uncounted is in stock, "0" is sold out, a backorder is not there now."""
    found, _ = read(
        tmp_path,
        {**TENT, "SKU": "a", "Stock": ""},
        {**TENT, "SKU": "b", "In stock?": "0", "Stock": ""},
        {**TENT, "SKU": "c", "In stock?": "backorder", "Stock": "-2"},
    )
    assert [None, 0, 0] == [one.product.variants[0].stock for one in found]
