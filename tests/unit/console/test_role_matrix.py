"""Every kind of visitor at every door of the gateway, read from the tables that mount them.

`make access-matrix` prints it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from aiohttp import web
from rich.console import Console as Terminal
from rich.table import Table

import database
from agents import Role
from commerce.invoices import InvoiceLinks
from commerce.order_rows import store
from commerce.orders import Order, OrderLine, OrderStatus
from conversations import Photos
from conversations.images import CleanPhoto
from gateway.app import init_app
from gateway.console.mounting import ROUTES
from gateway.internal import init_internal_app
from gateway.keys import CHAT
from gateway.tokens import Tokens
from tilly.settings import Settings

PASSWORD = "correct horse battery"
WHO = ("guest", "shopper A", "shopper B", "expired", "disabled", "agent", "lead", "admin")
SIGNED_IN = {"agent": Role.AGENT, "lead": Role.LEAD, "admin": Role.ADMIN}
EVERYBODY, NOBODY = frozenset(WHO), frozenset()
SHOPPERS, ONLY_A = frozenset({"shopper A", "shopper B"}), frozenset({"shopper A"})

# Who may pass which door beside the console's; the ids in the addresses are shopper A's.
DOORS = {
    ("GET", "/chat/v1/ws"): ONLY_A,
    ("POST", "/chat/v1/photos"): SHOPPERS,
    ("GET", "/chat/v1/photos/{id}"): ONLY_A,
    ("GET", "/invoices/{token}"): ONLY_A,
    ("POST", "/internal/deltas"): NOBODY,
    ("POST", "/internal/notify"): NOBODY,
    # On a loopback port of its own; figures only.
    ("GET", "/metrics"): EVERYBODY,
    **dict.fromkeys(
        [
            ("OPTIONS", "/chat/v1/photos"),
            ("GET", "/healthz"),
            ("GET", "/readyz"),
            ("GET", "/widget.js"),
            ("GET", "/widget/{name}"),
            ("OPTIONS", "/events/v1"),
            ("POST", "/events/v1"),
            # The demo shop, which a real store does not mount.
            ("GET", "/"),
            ("GET", "/shop"),
            ("GET", "/shop/"),
            ("GET", "/shop/products/{id}"),
            ("GET", "/shop/checkout"),
            ("GET", "/shop/images/{id}.svg"),
            ("GET", "/shop/privacy"),
            ("GET", "/shop/{folder}/{slug}"),
            ("GET", "/shop/static/{name}"),
            ("GET", "/shop/api/customers"),
            ("GET", "/shop/api/token"),
            ("POST", "/shop/api/content"),
        ],
        EVERYBODY,
    ),
}
PRIVATE = {"/chat/v1/photos/{id}", "/invoices/{token}"}
"""What is not theirs is missing to them: whether there is such a thing is not told."""


def may_pass():
    """Every door with those who may pass it: those above, and the console's by their roles."""
    console = {
        (route.method, route.path): frozenset(
            EVERYBODY
            if route.role is None
            else (who for who, role in SIGNED_IN.items() if role.covers(route.role))
        )
        for route in ROUTES
    }
    # Its form may be sent by everybody; who is nobody stays outside.
    console["POST", "/console/sign-in"] = NOBODY
    # An agent may once the conversation is theirs, which it is not here.
    console["POST", "/console/conversations/{id}/reveal"] -= {"agent"}
    return DOORS | console


def mounted(app):
    return {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.method != "HEAD"
    }


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path, demo=True)


@pytest.fixture
def app(settings, engine):
    return init_app(settings, engine)


@pytest.fixture
async def internal(app):
    """The address of the loopback door."""
    runner = web.AppRunner(init_internal_app(app), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


class Visitor:
    """Somebody with whatever a person of their kind can have, at doors with A's ids."""

    def __init__(self, browser, internal, place, token):
        self.browser = browser
        self.internal = internal
        self.place = place
        self.token = token

    async def passes(self, method, path):
        """Whether the door opens."""
        if path == "/chat/v1/ws":
            return await self._reads_the_conversation()
        address = re.sub(r"{(\w+)}", lambda found: self.place[path, found[1]], path)
        inside = path.startswith(("/internal", "/metrics"))
        base = self.internal if inside else self.browser.url
        headers = {"Authorization": f"Bearer {self.token}"}
        if path.startswith("/console"):
            headers["Origin"] = self.browser.url
        form = {"csrf": self.browser.csrf, "what": "review", "name": "mine"}
        async with self.browser.session.request(
            method,
            base + address,
            data=form if method == "POST" else None,
            headers=headers,
            allow_redirects=False,
        ) as response:
            sent_away = "/console/sign-in?" in response.headers.get("Location", "")
            refused = {401, 403, 404} if path in PRIVATE else {401, 403}
            return response.status not in refused and not sent_away

    async def _reads_the_conversation(self):
        """Whether the token resumes A's conversation."""
        address = f"{self.browser.url}/chat/v1/ws"
        async with self.browser.session.ws_connect(address) as socket:
            await socket.send_json({"type": "open", "token": self.token, "last_seq": 0})
            return (await socket.receive_json()).get("conversation") == self.place["ours"]


@pytest.fixture
async def enter(browse, talks, staff, accounts, engine, app, internal, settings):
    """Lets a visitor of each kind in; A's conversation has a turn, a photo and an invoice."""
    chat, photos = app[CHAT], Photos(engine, settings.photos_dir)
    ours, theirs = talks.open("C-1"), talks.open("C-2")
    turn = talks.turn(ours)
    talks.index()
    photo = photos.add(ours, CleanPhoto(b"ours", 4, 3))
    order = an_order("C-1")
    with database.writing(engine) as connection:
        store(connection, [order])

    def credentials(who):
        """The chat's token, the photo's key and the invoice's link that they can have."""
        over = -timedelta(hours=48) if who == "expired" else timedelta(0)
        links = InvoiceLinks("", settings.signing_secret(), lambda: datetime.now(UTC) + over)
        if who == "shopper B":
            key = chat.tokens.for_photo(photos.add(theirs, CleanPhoto(b"theirs", 4, 3)).id)
            return chat.tokens.for_conversation(theirs)[0], key, an_invoice(links, order, "C-2")
        tokens = Tokens(
            secret=settings.signing_secret(),
            customer_secret=settings.customer_signing_secret(),
            lifetime=timedelta(days=1) + over,
        )
        if who in {"shopper A", "expired"}:
            key = chat.tokens.for_photo(photo.id) if who == "shopper A" else ""
            return tokens.for_conversation(ours)[0], key, an_invoice(links, order, "C-1")
        return "made-up", "made-up", "made-up"

    async def enter(who):
        browser = browse()
        token, key, invoice = credentials(who)
        if who in {"shopper A", "shopper B"}:
            browser.session.cookie_jar.update_cookies({"console": token})
        elif who == "expired":
            await browser.sign_in("agent")
            await browser.post("/console/sign-out")
            browser.session.cookie_jar.update_cookies({"console": "x" * 43})
        elif who == "disabled":
            gone = accounts.add("gone@shop.example", name="G", role=Role.ADMIN, password=PASSWORD)
            await browser.sign_in(gone.email)
            accounts.disable(gone.email)
        elif who != "guest":
            await browser.sign_in(who)
        place = Place({"id": ours, "turn": turn, "token": invoice, "ours": ours})
        place["/chat/v1/photos/{id}", "id"] = f"{photo.id}?key={key}"
        return Visitor(browser, internal, place, token)

    return enter


class Place(dict):
    """What stands for the names in addresses; any other one is something that there is not."""

    def __missing__(self, key):
        return self.get(key[1], "1") if isinstance(key, tuple) else "1"


def an_order(customer):
    line = OrderLine("T", "tent", "Tent", {}, 1, Decimal(10))
    at = datetime.now(UTC)
    return Order(
        "o1", "HP-1", customer, OrderStatus.DELIVERED, at, (line,), None, Decimal(10), "USD"
    )


def an_invoice(links, order, customer):
    """The token of a link to the order's invoice, as that customer would have it."""
    return links.link(replace(order, customer_id=customer)).url.rpartition("/")[2]


async def test_every_door_opens_for_whom_it_should_and_nobody_else(enter, staff):
    """Denied is a refusal or the sign-in form, and never a success."""
    wanted, found = may_pass(), {}
    for who in WHO:
        visitor = await enter(who)
        # The way out comes last: it ends the session that the others need.
        for door in sorted(wanted, key=lambda door: door[1] == "/console/sign-out"):
            if await visitor.passes(*door):
                found.setdefault(door, set()).add(who)
    table = Table("method", "address", *WHO, title="Who may pass which door")
    for method, path in wanted:
        passed = found.get((method, path), set())
        table.add_row(method, path, *("yes" if who in passed else "·" for who in WHO))
    Terminal(width=150).print(table)
    wrong = {
        door: sorted(found.get(door, set()) ^ who)
        for door, who in wanted.items()
        if found.get(door, set()) != who
    }
    assert {} == wrong


@pytest.mark.parametrize("trick", [{"origin": "https://evil.example"}, {"csrf": "0" * 64}])
async def test_no_form_of_another_page_is_taken(admin, trick):
    """What an admin may do, neither another site nor another session has their browser do."""
    taken = []
    for route in ROUTES:
        if route.method == "POST" and route.role is not None:
            path = re.sub(r"{\w+}", "1", route.path)
            response, _ = await admin.post(path, **trick)
            if response.status != 403:
                taken.append((route.path, response.status))
    assert [] == taken


def test_every_door_is_in_the_table(app):
    """A new one has to be entered above, or in the console's table with its role."""
    assert set(may_pass()) == mounted(app) | mounted(init_internal_app(app))


def test_only_the_door_stands_open():
    """Without signing in there is the form and the files that it needs."""
    free = {(route.method, route.path) for route in ROUTES if route.role is None}
    assert {
        ("GET", "/console/static/{name}"),
        ("GET", "/console/sign-in"),
        ("POST", "/console/sign-in"),
        ("GET", "/console/sign-in/provider"),
        ("GET", "/console/sign-in/callback"),
    } == free
