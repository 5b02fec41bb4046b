"""The beacon of the shop's pages: who is heard, and what is kept of what they say."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from gateway.beacon import MOST_BYTES, MOST_EVENTS, PATH
from signals import BehaviourKind
from signals.behaviour_log import BehaviourLog

VIEW = {"id": "e1", "kind": "view", "product_id": "tent"}


@pytest.fixture
def report(gateway):
    """Sends a report as sendBeacon does: plain text, and nobody's headers."""

    async def send(*events, to=gateway, origin="https://shop.example", body=None, **fields):
        body = body or json.dumps({"visitor_id": "v1", "events": list(events), **fields})
        headers = {"Content-Type": "text/plain;charset=UTF-8"}
        if origin:
            headers["Origin"] = origin
        async with (
            aiohttp.ClientSession() as session,
            session.post(to.url + PATH, data=body, headers=headers) as response,
        ):
            return response.status, await response.json()

    return send


def kept(gateway):
    return list(BehaviourLog(gateway.engine).all())


async def test_a_page_reports_what_a_visitor_does(gateway, report):
    """Events are kept under the visitor, at the time they say."""
    cart = {"kind": "add_to_cart", "product_id": "tent", "quantity": 2, "age": 60}
    assert (202, {"taken": 2, "refused": []}) == await report(VIEW, cart)
    added, viewed = kept(gateway)
    assert (BehaviourKind.ADD_TO_CART, BehaviourKind.VIEW) == (added.kind, viewed.kind)
    assert ("v1", "", "") == (viewed.visitor_id, viewed.customer_id, viewed.conversation_id)
    assert timedelta(seconds=59) < datetime.now(UTC) - added.at < timedelta(seconds=90)


async def test_a_report_sent_twice_counts_once(gateway, report):
    """A beacon may be repeated; the second tells how long the page was looked at."""
    await report(VIEW)
    await report(VIEW | {"seconds": 12})
    (event,) = kept(gateway)
    assert 12 == event.seconds


async def test_a_chat_names_its_customer(gateway, report, sign):
    """With the conversation's token, events are those of whoever is signed in there."""
    async with gateway.client() as client:
        await client.open(sign("C-1001"))
        assert 202 == (await report(VIEW, token=client.token))[0]
    (event,) = kept(gateway)
    assert (client.conversation, "C-1001") == (event.conversation_id, event.customer_id)


async def test_nobody_says_who_they_are_without_a_token(gateway, report):
    """A customer or conversation named in the body alone is not believed."""
    claimed = {"customer_id": "C-1001", "conversation_id": "c1", "visitor_id": "v9"}
    await report(VIEW | claimed)
    (event,) = kept(gateway)
    assert "" == event.conversation_id
    assert "v1" == event.visitor_id
    assert "" == event.customer_id


async def test_a_wrong_event_costs_itself_only(gateway, report):
    """Each refused event is named with its place and field, the others are kept."""
    status, answer = await report({"kind": "dance"}, VIEW, "view", VIEW | {"age": -1})
    assert (202, 1) == (status, answer["taken"])
    assert [(0, "kind"), (2, "events"), (3, "age")] == [
        (each["event"], each["field"]) for each in answer["refused"]
    ]
    assert 1 == len(kept(gateway))


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "bad_frame"),
        ("[" * 9000, 400, "bad_frame"),
        ("[]", 400, "bad_frame"),
        ("{}", 400, "bad_frame"),
        ('{"visitor_id": "a b", "events": [{}]}', 400, "bad_frame"),
        ('{"visitor_id": ["v"], "events": [{}]}', 400, "bad_frame"),
        ('{"visitor_id": "v"}', 400, "bad_frame"),
        ('{"visitor_id": "v", "events": []}', 400, "bad_frame"),
        (json.dumps({"visitor_id": "v", "events": [{}] * (MOST_EVENTS + 1)}), 400, "bad_frame"),
        ('{"visitor_id": "v", "token": 1, "events": [{}]}', 400, "bad_frame"),
        ('{"visitor_id": "v", "token": "forged", "events": [{}]}', 401, "bad_token"),
        ("x" * (MOST_BYTES + 1), 413, "too_long"),
    ],
)
async def test_a_wrong_report_is_refused_whole(gateway, report, body, status, code):
    """What is no report leaves nothing behind, and the answer says why."""
    found, answer = await report(body=body)
    assert (status, code) == (found, answer["code"])
    assert [] == kept(gateway)


async def test_only_the_shops_pages_report(gateway, report):
    """A page of another origin is refused, a program without one is heard."""
    assert 403 == (await report(VIEW, origin="https://evil.example"))[0]
    assert 202 == (await report(VIEW, origin=None))[0]


async def test_reports_are_limited(start, report):
    """One address may send so many a minute."""
    gateway = await start(rate_beacons_per_address=3)
    assert [202, 429] == [(await report(VIEW, to=gateway))[0] for _ in range(2)]


async def test_a_store_may_take_none(start, report, gateway):
    """Where behaviour is not collected there is no beacon."""
    closed = await start(behaviour=False)
    async with aiohttp.ClientSession() as session, session.post(closed.url + PATH) as response:
        assert 404 == response.status
