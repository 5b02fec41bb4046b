"""Lines below products in the demo shop: approved ones are shown, and counted without names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from commerce import Catalogue, Product, Variant
from database import connect, writing
from gateway.keys import ENGINE, SETTINGS
from gateway.shop import add_shop_routes
from insights.content.bandit import Counts
from insights.content.briefs import Brief, Channel, Draft
from insights.content.shelf import APPROVED, Shelf, decide
from migrations import upgrade
from tilly.settings import Settings

POT = Product(
    "pot", "Hill Pot", "", "Pots", "", {"Material": "<b>titanium</b>"},
    (Variant("pot", {}, Decimal(40)),),
)  # fmt: skip
PATH = "/shop/api/content"


@pytest.fixture
async def shop(tmp_path):
    """A client of a shop with one pot, its shelf, and the id of its approved line."""
    url = f"sqlite:///{tmp_path}/shop.db"
    upgrade(url)
    engine = connect(url)
    Catalogue(engine).upsert([POT])
    shelf = Shelf(engine)
    line = shelf.keep(POT, Brief(Channel.CARD), Draft("", "Of <b>titanium</b>."), "templates", ())
    shelf.keep(POT, Brief(Channel.CARD, variant=1), Draft("", "Not yet read."), "templates", ())
    with writing(engine) as connection:
        decide(connection, line, "lead", APPROVED)
    app = web.Application()
    app[ENGINE] = engine
    app[SETTINGS] = Settings(data_dir=tmp_path, demo=True)
    add_shop_routes(app)
    async with TestClient(TestServer(app)) as client:
        yield client, shelf, line
    engine.dispose()


async def test_an_approved_line_is_shown_and_a_draft_is_not(shop):
    client, _, line = shop
    text = await (await client.get("/shop")).text()
    assert f'data-content="{line}"' in text
    assert "Of &lt;b&gt;titanium&lt;/b&gt;." in text
    assert "Not yet read." not in text


async def test_what_was_seen_and_followed_is_counted(shop):
    client, shelf, line = shop
    response = await client.post(PATH, json={"shown": [line, line]})
    assert response.status == 204
    await client.post(PATH, json={"shown": [line], "followed": [line, "none"]})
    assert shelf.get(line).counts == Counts(2, 1)


@pytest.mark.parametrize("body", ["[]", "{", '{"shown": "all"}', '{"shown": 7}'])
async def test_a_report_that_is_none_is_refused(shop, body):
    client, shelf, line = shop
    response = await client.post(PATH, data=body)
    assert response.status == 400
    assert shelf.get(line).counts == Counts(0, 0)


async def test_another_sites_page_and_a_flood_are_refused(shop):
    client, shelf, line = shop
    other = {"Origin": "https://elsewhere.example"}
    assert (await client.post(PATH, json={"shown": [line]}, headers=other)).status == 403
    long = await client.post(PATH, data=" " * 10_000)
    assert long.status == 413
    assert shelf.get(line).counts == Counts(0, 0)
