from __future__ import annotations

from decimal import Decimal

import pytest

from knowledge.importers.known import FoundProduct
from knowledge.importers.merchant import is_merchant, read_merchant
from knowledge.importers.tables import Rejected, open_table
from records import SourceRefused

G = 'xmlns:g="http://base.google.com/ns/1.0"'


def read(tmp_path, text, name="feed.xml", currency="USD"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with open_table(path, name) as table:
        assert is_merchant(table.columns)
        found = list(read_merchant(table, currency))
    return (
        [one for one in found if isinstance(one, FoundProduct)],
        [one.refusal for one in found if isinstance(one, Rejected)],
    )


def item(id_, title="Fell Tent", price="250.00 USD", **more):
    fields = {
        "id": id_, "title": title, "link": f"https://shop.example/{id_}", "price": price,
        "availability": "in_stock", "image_link": f"https://shop.example/{id_}.jpg", **more,
    }  # fmt: skip
    return "<item>" + "".join(f"<g:{k}>{v}</g:{k}>" for k, v in fields.items()) + "</item>"


def rss(*items):
    return f'<?xml version="1.0"?>\n<rss {G}><channel>\n' + "\n".join(items) + "</channel></rss>"


def test_an_rss_feed_becomes_products(tmp_path):
    """Namespaced fields are read; details and highlights are kept."""
    ((tent,), refusals) = read(
        tmp_path,
        rss(
            item(
                "T1", sale_price="199.00 USD", brand="Fernhill", gtin="4006381333931",
                product_type="Camping &gt; Tents", description="Sleeps &lt;b&gt;four&lt;/b&gt;.",
                product_highlight="Up in ten minutes.", quantity="3", color="Green",
                product_detail="<g:attribute_name>Poles</g:attribute_name>"
                "<g:attribute_value>2</g:attribute_value>",
            )
        ),
    )  # fmt: skip
    assert [] == refusals
    product = tent.product
    assert ("T1", "Fernhill", "Tents", 3) == (
        product.id, product.brand, product.category, product.total_stock,
    )  # fmt: skip
    assert (Decimal(199), Decimal(250)) == (
        product.variants[0].price, product.variants[0].compare_at_price,
    )  # fmt: skip
    assert "Sleeps four.\nUp in ten minutes." == product.description
    assert {"Color": "Green", "Poles": "2"} == dict(product.attributes)
    assert ("04006381333931",) == tent.gtins


def test_an_atom_feed_becomes_products(tmp_path):
    """Google's fields win over Atom's own of the same name, and a link may be an attribute."""
    entry = (
        "<entry><title>Atom's title</title><g:title>Fell Tent</g:title><g:id>T1</g:id>"
        '<link href="https://shop.example/t1"/><g:price>9 USD</g:price>'
        "<g:availability>out of stock</g:availability><g:gtin>1</g:gtin></entry>"
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom" {G}><title>Shop</title>{entry}</feed>'
    ((tent,), (refusal,)) = read(tmp_path, feed)
    assert ("Fell Tent", "https://shop.example/t1", False) == (
        tent.product.title, tent.product.url, tent.product.in_stock,
    )  # fmt: skip
    assert (1, "gtin") == (refusal.row, refusal.field)


def test_variants_of_a_group_are_one_product_wherever_they_stand(tmp_path):
    """Items of one item_group_id differ by size and colour."""
    group = {"item_group_id": "TEE"}
    found, refusals = read(
        tmp_path,
        rss(
            item("A", "Harbour Tee - Red", size="S", color="Red", **group),
            item("X", "Cap"),
            item("B", "Harbour Tee - Blue", size="S", color="Blue", **group),
            item("C", "Harbour Tee - Blue", "soon", size="M", color="Blue", **group),
        ),
    )
    tee = found[0].product
    assert ("TEE", "Harbour Tee") == (tee.id, tee.title)
    assert [("A", "Red"), ("B", "Blue")] == [(v.sku, v.options["Color"]) for v in tee.variants]
    assert [(6, "price")] == [(refusal.row, refusal.field) for refusal in refusals]
    assert "X" == found[1].product.id


def test_a_tab_separated_feed_is_read_alike(tmp_path):
    """The header has the same names; details are written with colons."""
    ((tent,), _) = read(
        tmp_path,
        "id\ttitle\tlink\timage link\tprice\tavailability\tproduct detail\tcondition\n"
        "T1\tFell Tent\thttps://shop.example/t\t\t250.00 USD\tpreorder\tBuild:Poles:2\tnew\n",
        "feed.tsv",
    )
    assert (False, "2") == (tent.product.in_stock, tent.product.attributes["Poles"])
    assert "delivered later" in tent.product.attributes["Availability"]


def test_wrong_items_are_refused_by_line_and_field(tmp_path):
    """Foreign currency, unknown availability, a repeated id and a wrong link are each told."""
    found, refusals = read(
        tmp_path,
        rss(
            item("a", price="9 EUR"),
            item("b", availability="maybe"),
            item("c", link="javascript:alert(1)"),
            item("c"),
            item("", "No id"),
            item("d", "&lt;script&gt;x&lt;/script&gt;"),
        ),
    )
    assert ["c"] == [one.product.id for one in found]
    assert {
        (3, "price"), (4, "availability"), (5, "link"), (6, "id"), (7, "id"), (8, "title"),
    } == {(refusal.row, refusal.field) for refusal in refusals}  # fmt: skip
    assert "the shop sells in USD" in next(r.reason for r in refusals if r.row == 3)


def test_a_sale_that_is_over_is_no_price(tmp_path):
    """The sale price counts within its dates only."""
    over = "2020-01-01T00:00Z/2020-02-01T00:00Z"
    ((tent,), _) = read(
        tmp_path, rss(item("T", sale_price="1 USD", sale_price_effective_date=over))
    )
    assert Decimal(250) == tent.product.price


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<rss><channel><item><id>&b;</id></item></channel></rss>"
)
FILE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><id>&x;</id></item></rss>'
REMOTE = '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><rss><item><id>1</id></item></rss>'


@pytest.mark.parametrize("text", [BOMB, FILE, REMOTE], ids=["bomb", "file", "remote"])
def test_a_document_type_is_refused_unread(tmp_path, text):
    """No entity is expanded, no file and no address is opened."""
    with pytest.raises(SourceRefused, match="document type"):
        read(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<rss><item><id>1</id>", "not well-formed"),
        ("<a>" * 100, "nested"),
        ("<rss></rss>", "no record"),
        ('<?xml version="1.0" encoding="klingon"?><rss/>', "encoding"),
        (rss(item("1", description="&nothing;")), "not well-formed"),
        ("", "not well-formed"),
    ],
)
def test_a_broken_feed_is_refused(tmp_path, text, reason):
    """Each is told for what it is."""
    with pytest.raises(SourceRefused, match=reason):
        read(tmp_path, text)


def test_an_endless_item_costs_itself(tmp_path):
    """An item too large to be a product is refused, and the next one is read."""
    found, refusals = read(tmp_path, rss(item("big", description="x" * 1_100_000), item("b")))
    assert ["b"] == [one.product.id for one in found]
    assert [3] == [refusal.row for refusal in refusals]


def test_a_feed_of_people_is_refused(tmp_path):
    """Customers in XML are no knowledge either."""
    person = "<item><id>1</id><email>a@b.example</email><phone>1</phone><name>A</name></item>"
    with pytest.raises(SourceRefused, match="customer records"):
        read(tmp_path, f"<rss>{person}</rss>")
