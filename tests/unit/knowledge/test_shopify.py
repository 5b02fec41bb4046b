from __future__ import annotations

import csv
from decimal import Decimal

from knowledge.importers.known import FoundProduct
from knowledge.importers.shopify import is_shopify, read_shopify
from knowledge.importers.tables import Rejected, open_table

HEADER = [
    "Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published",
    "Option1 Name", "Option1 Value", "Option1 Linked To", "Option2 Name", "Option2 Value",
    "Variant SKU", "Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty",
    "Variant Inventory Policy", "Variant Price", "Variant Compare At Price", "Image Src",
    "Image Position", "Gift Card", "SEO Title", "Google Shopping / Gender",
    "Fabric (product.metafields.shopify.fabric)", "Cost per item", "Status",
]  # fmt: skip
SHIRT = {
    "Handle": "linen-shirt", "Title": "Linen <b>Shirt</b>",
    "Body (HTML)": "<p>Cool in summer.</p><ul><li>100% linen</li></ul>", "Vendor": "Lowtide",
    "Product Category": "Apparel & Accessories > Clothing > Shirts", "Tags": "summer, linen",
    "Published": "true", "Option1 Name": "Size", "Option1 Value": "S", "Option2 Name": "Color",
    "Option2 Value": "White", "Variant SKU": "'0012", "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "4", "Variant Inventory Policy": "deny", "Variant Price": "35.00",
    "Variant Compare At Price": "49.00", "Image Src": "https://cdn.example/b.jpg",
    "Image Position": "2", "Google Shopping / Gender": "unisex", "Cost per item": "11.00",
    "Fabric (product.metafields.shopify.fabric)": "Linen", "Status": "active",
}  # fmt: skip


def read(tmp_path, *rows):
    path = tmp_path / "products_export.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    with open_table(path, path.name) as table:
        assert is_shopify(table.columns)
        found = list(read_shopify(table))
    return (
        [one.product for one in found if isinstance(one, FoundProduct)],
        sorted((one.refusal for one in found if isinstance(one, Rejected)), key=lambda r: r.row),
    )


def test_variants_and_images_over_several_rows_are_one_product(tmp_path):
    """The first row says what the product is, the others add variants and images."""
    (shirt,), refusals = read(
        tmp_path,
        SHIRT,
        {"Handle": "linen-shirt", "Option1 Value": "M", "Option2 Value": "White",
         "Variant Price": "36.00", "Variant Inventory Tracker": "shopify",
         "Variant Inventory Qty": "0", "Variant Inventory Policy": "deny"},
        {"Handle": "linen-shirt", "Image Src": "https://cdn.example/a.jpg", "Image Position": "1"},
    )  # fmt: skip
    assert [] == refusals
    assert ("Linen Shirt", "Shirts", "https://cdn.example/a.jpg") == (
        shirt.title, shirt.category, shirt.image,
    )  # fmt: skip
    assert "Cool in summer.\n100% linen" == shirt.description
    assert [("0012", {"Size": "S", "Color": "White"}, Decimal("35.00"), 4)] == [
        (v.sku, dict(v.options), v.price, v.stock) for v in shirt.variants[:1]
    ]
    assert 0 == shirt.variants[1].stock
    assert {"Gender": "unisex", "Fabric": "Linen"} == dict(shirt.attributes)


def test_a_product_of_one_variant_has_no_options(tmp_path):
    """Shopify's "Default Title" is no choice; untracked stock is not none."""
    (mug,), _ = read(
        tmp_path,
        {"Handle": "mug", "Title": "Mug", "Published": "true", "Option1 Name": "Title",
         "Option1 Value": "Default Title", "Variant Price": "9.00", "Status": "active"},
    )  # fmt: skip
    assert [({}, None)] == [(dict(v.options), v.stock) for v in mug.variants]


def test_drafts_and_unpublished_products_are_left_out(tmp_path):
    """What shoppers cannot see is not spoken of, and is no error."""
    hidden = {**SHIRT, "Handle": "a", "Published": "false"}
    draft = {**SHIRT, "Handle": "b", "Status": "draft"}
    assert ([], []) == read(tmp_path, hidden, draft)


def test_a_wrong_variant_is_refused_and_the_others_stay(tmp_path):
    """The refusal names the row and Shopify's own column."""
    products, refusals = read(
        tmp_path,
        SHIRT,
        {"Handle": "linen-shirt", "Option1 Value": "M", "Variant Price": "soon"},
        {**SHIRT, "Handle": "vest", "Title": "<script>x</script>"},
        {"Handle": "", "Variant Price": "1"},
    )
    assert ["Linen Shirt"] == [product.title for product in products]
    assert [(3, "Variant Price"), (4, "Title"), (5, "Handle")] == [
        (refusal.row, refusal.field) for refusal in refusals
    ]
