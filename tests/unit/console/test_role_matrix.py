"""Every role against every route of the console, read from the table that mounts them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agents import Role
from gateway.app import init_app
from gateway.console.mounting import ROUTES
from gateway.tokens import Tokens
from tilly.settings import Settings

WHO = ("guest", "shopper A", "shopper B", "expired", "disabled", "agent", "lead", "admin")
SIGNED_IN = {"agent": Role.AGENT, "lead": Role.LEAD, "admin": Role.ADMIN}


def may(who, route):
    return route.role is None or (who in SIGNED_IN and SIGNED_IN[who].covers(route.role))


def shopper_token(tmp_path, conversation_id):
    settings = Settings(data_dir=tmp_path)
    secret = settings.signing_secret()
    tokens = Tokens(
        secret=secret,
        customer_secret=settings.customer_signing_secret(),
        lifetime=timedelta(days=1),
    )
    return tokens.for_conversation(conversation_id)[0]


@pytest.fixture
async def visitor(browse, talks, staff, accounts, engine, tmp_path):
    """A browser of each kind of person."""
    ours = talks.open()
    turn = talks.turn(ours)
    talks.index()

    async def enter(who):
        browser = browse()
        browser.place = {
            "erasure": "none",
            "figure": "containment",
            "id": ours,
            "turn": turn,
            "name": "console.css",
            "view": "1",
            "what": "products",
            "reply": "1",
        }
        if who.startswith("shopper"):
            token = shopper_token(tmp_path, ours if who.endswith("A") else talks.open("C-2"))
            browser.session.cookie_jar.update_cookies({"console": token})
            browser.session.headers["Authorization"] = f"Bearer {token}"
        elif who in {"expired", "disabled"}:
            await browser.sign_in("agent")
            if who == "disabled":
                accounts.disable("agent@shop.example")
            else:
                await browser.post("/console/sign-out")
                browser.session.cookie_jar.update_cookies({"console": "x" * 43})
        elif who != "guest":
            await browser.sign_in(who)
        return browser

    return enter


@pytest.mark.parametrize("who", WHO)
async def test_a_route_opens_for_its_role_and_nobody_else(visitor, who):
    """Denied is a refusal or the sign-in form, and never a success."""
    browser = await visitor(who)
    wrong = []
    for route in ROUTES:
        if route.path == "/console/sign-out":
            continue  # tried last: it ends the session that the others need
        path = route.path.format(**browser.place)
        if route.method == "GET":
            response, _ = await browser.get(path)
        else:
            response, _ = await browser.post(path, what="review", name="mine")
        sent_away = "/console/sign-in" in response.headers.get("Location", "")
        denied = response.status in {401, 403} or sent_away
        if route.path == "/console/sign-in":
            denied = response.status == 403
        if route.path.endswith("/reveal") and who == "agent":
            denied = not denied  # personal data is for leads, and for who has the conversation
        if denied == may(who, route):
            wrong.append((route.method, path, response.status))
    assert [] == wrong
    response, _ = await browser.post("/console/sign-out")
    assert (who in SIGNED_IN) == (response.status == 303)


def test_the_gateway_mounts_nothing_else_under_console(tmp_path, engine):
    """A route that is not in the table cannot be forgotten by the test above."""
    app = init_app(Settings(data_dir=tmp_path), engine)
    mounted = {
        (route.method, route.resource.canonical)
        for route in app.router.routes()
        if route.resource.canonical.startswith("/console") and route.method != "HEAD"
    }
    assert {(route.method, route.path) for route in ROUTES} == mounted


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
