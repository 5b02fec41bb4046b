"""The demo shop's pages, pictures and sign-in switch."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from commerce import Catalogue, Customer, Customers, Product, Variant
from database import connect
from gateway.keys import ENGINE, SETTINGS
from gateway.shop import COOKIE, add_shop_routes
from gateway.shop_art import picture
from gateway.widget import add_widget_routes
from migrations import upgrade
from tilly.settings import Settings

EVIL = "<script>alert('x')</script> \"Jacket\""


def product(product_id, title, price="10.00", stock=3, **fields):
    variant = Variant(f"{product_id}-1", {"Colour": "Navy"}, Decimal(price), None, stock)
    fields = {
        "brand": "Larkmoor",
        "category": "Clothing",
        "rating": 4.0,
        "rating_count": 2,
    } | fields
    return Product(
        product_id, title, fields.pop("brand"), fields.pop("category"),
        "Warm & dry.", {"Waterproof": "yes"}, (variant,), **fields,
    )  # fmt: skip


@pytest.fixture
async def shop(tmp_path):
    """A client of a shop with three products and two customers."""
    url = f"sqlite:///{tmp_path}/shop.db"
    upgrade(url)
    engine = connect(url)
    Catalogue(engine).upsert(
        [
            product("jacket", "Rain Jacket", "89.00", rating=4.5),
            product("boots", "Snow Boots", "120.00", stock=0, category="Footwear"),
            product("evil", EVIL, "5.00", brand=EVIL, category=EVIL),
        ]
    )
    Customers(engine).upsert(
        [
            Customer("C-1", "Ava", "a@shop.example", tier="gold"),
            Customer("C-2", EVIL, "b@b.example"),
        ]
    )
    app = web.Application()
    app[ENGINE] = engine
    app[SETTINGS] = Settings(data_dir=tmp_path, demo=True)
    add_shop_routes(app)
    add_widget_routes(app)
    async with TestClient(TestServer(app)) as client:
        client.settings = app[SETTINGS]
        yield client
    engine.dispose()


async def page(shop, path, status=200, **options):
    response = await shop.get(path, **options)
    assert status == response.status
    return await response.text()


async def test_the_listing_shows_the_catalogue(shop):
    """Every product is there with price, rating and stock, and the widget is on the page."""
    html = await page(shop, "/shop")
    for words in ("Rain Jacket", "$89.00", "4.5", "Out of stock", "3 products", "<tilly-chat"):
        assert words in html


@pytest.mark.parametrize(
    "path", ["/shop", "/shop/products/evil", "/shop?q=%3Cscript%3E&category=%3Cb%3E"]
)
async def test_markup_in_data_stays_text(shop, path):
    """Titles, brands, categories, names and the shopper's own words are escaped."""
    html = await page(shop, path)
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;" in html


async def test_a_page_may_run_nothing_of_others(shop):
    """The content security policy lets in our own files only."""
    policy = (await shop.get("/shop")).headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("query", "there", "missing"),
    [
        ("category=Footwear", "Snow Boots", "Rain Jacket"),
        ("q=RAIN", "Rain Jacket", "Snow Boots"),
        ("in_stock=1", "Rain Jacket", "Snow Boots"),
        ("sort=nonsense&category=Clothing", "Rain Jacket", "Snow Boots"),
    ],
)
async def test_the_listing_is_narrowed(shop, query, there, missing):
    """By category, words and stock; an unknown order is the usual one."""
    html = await page(shop, f"/shop?{query}")
    assert there in html
    assert missing not in html


async def test_the_listing_is_sorted_by_price(shop):
    """The cheapest first, or the dearest."""
    html = await page(shop, "/shop?sort=price")
    assert html.index("Rain Jacket") < html.index("Snow Boots")
    html = await page(shop, "/shop?sort=-price")
    assert html.index("Rain Jacket") > html.index("Snow Boots")


async def test_a_product_page_tells_the_chat_what_it_shows(shop):
    """The widget carries the product's id; details and options are listed."""
    html = await page(shop, "/shop/products/jacket")
    for words in ('product-id="jacket"', "Waterproof", "Navy", "Warm &amp; dry."):
        assert words in html


async def test_an_unknown_product_is_not_found(shop):
    """A wrong address is a plain 404, whatever it holds."""
    for path in ("/shop/products/nothing", "/shop/images/nothing.svg", "/shop/policies/nothing"):
        assert "no such" in await page(shop, path, 404)
    await page(shop, "/shop/policies/..%2F..%2Fpolicy", 404)
    await page(shop, "/shop/static/..%2F..%2F__init__.py", 404)


async def test_pictures_are_drawn(shop):
    """A product without a photograph gets a drawing of its kind, which carries none of its text."""
    response = await shop.get("/shop/images/evil.svg")
    assert "image/svg+xml" == response.content_type
    assert "default-src 'none'" == response.headers["Content-Security-Policy"]
    svg = await response.text()
    assert "script" not in svg
    assert "svg" in ET.fromstring(svg).tag


@pytest.mark.parametrize(
    ("title", "like"),
    [
        ("Sentry Bike Helmet", "Old Helmet"),
        ("Gangway Hard-Shell Carry-On", "Blue Suitcase"),
        ("Something Unheard Of", "Another Unknown"),
    ],
)
def test_a_drawing_follows_the_title(title, like):
    """Products of one kind and colour look alike; an unknown kind is a parcel."""
    assert picture(product("a", title)) == picture(product("b", like))
    assert picture(product("a", title)) != picture(product("c", "Rain Jacket"))


async def test_the_shops_policies_are_readable(shop):
    """The demo's Markdown is shown as pages, the privacy notice under its own address."""
    assert "<h1>Privacy policy</h1>" in await page(shop, "/shop/privacy")
    assert "14 days" in await page(shop, "/shop/policies/returns")
    assert "<h2>" in await page(shop, "/shop/faq/returns")


async def test_a_demo_customer_signs_in(shop):
    """The switch lists customers without their addresses and signs a token for one of them."""
    listed = (await (await shop.get("/shop/api/customers")).json())["customers"]
    assert {"id": "C-1", "name": "Ava", "tier": "gold"} == listed[0]
    answer = await (await shop.get("/shop/api/token", params={"customer": "C-1"})).json()
    secret = shop.settings.customer_signing_secret()
    claims = jwt.decode(answer["token"], secret, algorithms=["HS256"])
    assert ("C-1", "Ava") == (claims["sub"], claims["name"])
    assert (await shop.get("/shop/api/token", params={"customer": "C-9"})).status == 404


async def test_the_cookie_signs_in_the_next_page(shop):
    """A page asked for by a signed-in customer carries the token; a made-up customer's does not."""
    assert "customer-token" not in await page(shop, "/shop")
    shop.session.cookie_jar.update_cookies({COOKIE: "C-1"}, shop.make_url("/"))
    html = await page(shop, "/shop")
    assert "customer-token=" in html
    assert '<option value="C-1" selected>' in html
    shop.session.cookie_jar.update_cookies({COOKIE: "C-9'<b>"}, shop.make_url("/"))
    html = await page(shop, "/shop")
    assert "customer-token" not in html
    assert "<b>" not in html


async def test_the_widget_may_be_loaded_by_any_shop(shop):
    """Script and modules carry the header that module imports across origins need."""
    for path in ("/widget.js", "/widget/define.js"):
        response = await shop.get(path)
        assert 200 == response.status
        assert "text/javascript" == response.content_type
        assert "*" == response.headers["Access-Control-Allow-Origin"]
        assert "ETag" in response.headers
    assert (await shop.get("/widget/nothing.js")).status == 404
    assert (await shop.get("/widget/..%2Fwidget.js")).status == 404
