from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commerce import RecordInvalid
from knowledge.importers.fields import key_of, money, safe_url
from knowledge.importers.known import FoundProduct
from knowledge.importers.personal import personal_records
from knowledge.importers.products import read_products
from knowledge.importers.reviews import FoundReview, read_reviews
from knowledge.importers.tables import Rejected, open_table
from records import SourceRefused


def read(tmp_path, text, name="products.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_table(path, name) as table:
        found = list(read_products(table))
    products = [one.product for one in found if isinstance(one, FoundProduct)]
    refusals = [one.refusal for one in found if isinstance(one, Rejected)]
    return products, sorted(refusals, key=lambda refusal: refusal.row)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("49", "49"), ("$1,299.00", "1299.00"), ("1.299,00 €", "1299.00"), ("1,299", "1299"),
        ("12,5", "12.5"), ("USD 5", "5"), ("1'299.50 CHF", "1299.50"), (7, "7"),
    ],
)  # fmt: skip
def test_amounts_are_read_in_any_notation(text, expected):
    """Currency signs and both ways of grouping are understood."""
    assert Decimal(expected) == money(text, "price")


@pytest.mark.parametrize("text", ["", None, "free", "-5", "12-15", "ten", True])
def test_what_is_no_amount_is_refused(text):
    """No price is made up from something else."""
    with pytest.raises(RecordInvalid):
        money(text, "price")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://shop.example/p", "https://shop.example/p"), ("/p/tent", "/p/tent"),
        ("images/tent.jpg", "images/tent.jpg"), ("javascript:alert(1)", None),
        (" JavaScript:alert(1)", None), ("data:text/html,x", None), ('"><script>', None),
        ("java&#x73;cript:alert(1)", None), ("https://", None),
    ],
)  # fmt: skip
def test_only_web_addresses_are_links(address, expected):
    """Anything that could run is no link."""
    assert expected == safe_url(address)


def test_header_names_are_compared_as_plain_words():
    """Case, punctuation and camel case do not matter."""
    assert ["unit price", "body html", "unit price"] == [
        key_of("unitPrice"), key_of("Body (HTML)"), key_of(" Unit_Price "),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "columns",
    [
        ["First Name", "Last Name", "Email", "Accepts Email Marketing"],
        ["Name", "Email", "Financial Status", "Lineitem name"],
        ["order_id", "customer_id", "total"],
        ["id", "firstName", "lastName", "phone", "address"],
        ["Order Number", "Email"],
    ],
)
def test_customers_and_orders_are_told_by_their_columns(columns):
    """Each of these exports is recognised."""
    assert personal_records(columns)


@pytest.mark.parametrize(
    "columns",
    [
        ["id", "name", "price", "category", "brand", "description"],
        ["Handle", "Title", "Vendor", "Variant SKU", "Variant Price", "Variant Requires Shipping"],
        ["id", "product_id", "rating", "title", "text", "author"],
        ["name", "price", "delivery time", "order by", "phone case", "address book"],
    ],
)
def test_catalogues_and_reviews_are_not_taken_for_customers(columns):
    """Ordinary product columns are harmless."""
    assert personal_records(columns) is None


def test_customers_are_found_inside_records_and_by_values(tmp_path):
    """Nested orders and columns full of e-mail addresses give a file away."""
    nested = {"id": "1", "profile": {"email": "a@b.example", "phone": "1"}}
    assert personal_records(nested)
    assert personal_records({"ref": "x", "orders": [{"sku": "1"}]})
    (tmp_path / "list.csv").write_text("who,where\na@b.example,x\nb@c.example,y\n")
    refused = pytest.raises(SourceRefused, match="'who' holds e-mail addresses")
    with refused, open_table(tmp_path / "list.csv", "list.csv"):
        pass


def test_a_plain_catalogue_is_read_whatever_its_columns_are_called(tmp_path):
    """Other columns become attributes, except what the shop keeps to itself."""
    products, refusals = read(
        tmp_path,
        "sku;name;price;vendor;Product Type;qty;Waterproof;cost price\n"
        "T1;Fell Tent;1.250,00;Fernhill;Tents;3;yes, 3000 mm;700\n",
    )
    (tent,) = products
    assert [] == refusals
    assert ("T1", "Fell Tent", Decimal("1250.00"), "Fernhill", "Tents", 3) == (
        tent.id, tent.title, tent.price, tent.brand, tent.category, tent.total_stock,
    )  # fmt: skip
    assert {"Waterproof": "yes, 3000 mm"} == dict(tent.attributes)


def test_rows_of_one_id_are_variants(tmp_path):
    """Sizes and colours on rows of their own make one product."""
    text = "id,title,price,size,colour,stock\nt,Tee,10,S,red,1\nt,Tee,12,M,red,0\nu,Cap,5,,,\n"
    (tee, _cap), _ = read(tmp_path, text)
    assert [{"Size": "S", "Colour": "red"}, {"Size": "M", "Colour": "red"}] == [
        dict(variant.options) for variant in tee.variants
    ]


def test_broken_rows_are_refused_and_the_rest_is_kept(tmp_path):
    """Each refusal names row, field and reason."""
    products, refusals = read(
        tmp_path,
        "id,title,price,image\n"
        "a,Good,10,a.jpg\n"
        "b,<script></script>,10,\n"
        "c,No price,,\n"
        "d,Too,many,fields,here\n"
        ",No id,5,\n"
        "a,Again,9,\n"
        "e,Kept,1,javascript:alert(1)\n",
    )
    assert ["Good", "Kept"] == [product.title for product in products]
    assert [(3, "title"), (4, "price"), (5, None), (6, "id"), (7, "id"), (8, "image")] == [
        (refusal.row, refusal.field) for refusal in refusals
    ]


def test_text_of_old_windows_programs_is_read(tmp_path):
    """What is not UTF-8 is taken as Windows-1252."""
    (shirt,), _ = read(tmp_path, "id,title,price\na,Café shirt,5\n".encode("cp1252"))
    assert "Café shirt" == shirt.title


def test_a_json_catalogue_keeps_variants_and_attributes(tmp_path):
    """Nested records are read as they are meant, wrong ones refused by field."""
    products, refusals = read(
        tmp_path,
        '{"id": "a", "title": "Boots", "attributes": {"Material": "rubber"}, "variants": '
        '[{"sku": "A-7", "options": {"Size": "7"}, "price": "64.00", "stock": 2}]}\n'
        '{"id": "b", "title": "Hat", "variants": [{"price": "cheap"}]}\n'
        "not json\n[1]\n",
        "products.jsonl",
    )
    assert ["Boots"] == [product.title for product in products]
    assert {"Material": "rubber"} == dict(products[0].attributes)
    assert [(2, "variants"), (3, None), (4, None)] == [
        (refusal.row, refusal.field) for refusal in refusals
    ]


def test_binary_and_empty_files_are_refused(tmp_path):
    """A file that holds no records says so."""
    for content in (b"\0\1\2", b"", b"id,title,price\n"):
        (tmp_path / "x.csv").write_bytes(content)
        with pytest.raises(SourceRefused), open_table(tmp_path / "x.csv", "x.csv"):
            pass


def test_reviews_are_read_without_their_authors(tmp_path):
    """A review of an unknown product, or with an impossible rating, is refused."""
    (tmp_path / "r.jsonl").write_text(
        '{"id": "1", "product_id": "t", "rating": 5, "title": "Fine", "text": "Dry.", '
        '"author": "Maren K.", "days_ago": 3}\n'
        '{"id": "2", "product_id": "gone", "rating": 4, "text": "x"}\n'
        '{"id": "3", "product_id": "t", "rating": 9, "text": "x"}\n'
    )
    with open_table(tmp_path / "r.jsonl", "r.jsonl") as table:
        found = list(read_reviews(table, {"t"}, date(2026, 1, 10)))
    (review,) = [one for one in found if isinstance(one, FoundReview)]
    assert date(2026, 1, 7) == review.written
    assert "Maren" not in repr(review)
    assert ["product_id", "rating"] == [
        one.refusal.field for one in found if isinstance(one, Rejected)
    ]
