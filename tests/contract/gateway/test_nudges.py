"""Nudges on their way: from a page's report to the widget, and what the shopper says to one."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from gateway import nudging
from gateway.beacon import PATH
from recommendation import Because, Moment, Offer, Outcome, ShopperState, Slate, SlateLog, Why
from recommendation.nudge_log import NudgeLog
from recommendation.tables import metadata as slates

NUDGE = {"id": "a1", "text": "Still deciding?", "product": {"id": "mug", "title": "Mug"}}
LOOKED = {"id": "e1", "kind": "view", "product_id": "tent", "seconds": 61}


class ActionServer:
    """Answers every question for a nudge with `nudge`."""

    def __init__(self):
        self.asked, self.nudge, self.status = [], NUDGE, 200

    async def answer(self, request):
        self.asked.append((request.headers["X-Service-Token"], await request.json()))
        return web.json_response({"nudge": self.nudge}, status=self.status)


@pytest.fixture
async def actions():
    server = ActionServer()
    app = web.Application()
    app.router.add_post("/internal/nudge", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.port = runner.addresses[0][1]
    yield server
    await runner.cleanup()


@pytest.fixture
async def shop(start, actions, monkeypatch):
    monkeypatch.setattr(nudging, "EVERY_S", 0.0)
    gateway = await start(action_port=actions.port, nudges="nudges.yml")
    slates.create_all(gateway.engine)
    return gateway


async def report(gateway, token, **fields):
    body = json.dumps({"visitor_id": "v1", "token": token, "events": [LOOKED], **fields})
    async with (
        aiohttp.ClientSession() as session,
        session.post(gateway.url + PATH, data=body) as response,
    ):
        assert 202 == response.status


async def test_a_report_brings_a_nudge_to_the_widget(shop, actions):
    """It is a frame without a number, which a reload does not bring again."""
    async with shop.client() as client:
        await client.open()
        await report(shop, client.token, nudges=True)
        frame = await client.wait_for("nudge")
        assert {"type": "nudge", **NUDGE} == frame
    asked = {"conversation": client.conversation, "product_id": "tent", "seconds": 61}
    assert [("service-token-of-the-tests", asked)] == actions.asked


@pytest.mark.parametrize("fields", [{}, {"nudges": False}, {"nudges": "yes"}])
async def test_a_page_that_could_show_none_is_asked_for_none(shop, actions, fields):
    """Where the panel is open, or the shopper wants no more, nothing is made in vain."""
    async with shop.client() as client:
        await client.open()
        await report(shop, client.token, **fields)
        await report(shop, None, nudges=True)
        await asyncio.sleep(0.05)
    assert [] == actions.asked


async def test_a_shop_without_rules_has_none(start, actions):
    """Off by default: nobody is asked."""
    gateway = await start(action_port=actions.port)
    async with gateway.client() as client:
        await client.open()
        await report(gateway, client.token, nudges=True)
        await asyncio.sleep(0.05)
    assert [] == actions.asked


@pytest.mark.parametrize("status", [200, 500])
async def test_a_report_is_taken_whatever_becomes_of_its_nudge(shop, actions, status):
    """No rule held, or the action server failed: nothing is shown, the next is asked for."""
    actions.nudge, actions.status = None, status
    async with shop.client() as client:
        await client.open()
        for _ in range(2):
            await report(shop, client.token, nudges=True)
        actions.nudge, actions.status = NUDGE, 200
        await report(shop, client.token, nudges=True)
        assert "a1" == (await client.wait_for("nudge"))["id"]
    assert 3 == len(actions.asked)


def shown(gateway, talk):
    offer = Offer(product="mug", score=0.5, source="similar", because=Because(Why.POPULAR))
    slate = Slate.of(
        Moment(talk, "n", "", asked=False, occasion="look"), ShopperState(), "v1", offers=(offer,)
    )
    SlateLog(gateway.engine).record(slate, datetime.now(UTC))
    return slate.id


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("followed", Outcome.CLICKED),
        ("dismissed", Outcome.REJECTED),
        ("stopped", Outcome.STOPPED),
    ],
)
async def test_what_a_shopper_says_to_it_is_kept(shop, answer, outcome):
    """As what became of the slate."""
    async with shop.client() as client:
        await client.open()
        await client.send(
            {"type": "nudge", "id": shown(shop, client.conversation), "answer": answer}
        )
        await client.send({"type": "ping"})
        await client.wait_for("pong")
        (judged,) = SlateLog(shop.engine).judged()
        assert {"mug": {outcome}} == judged.outcomes
        assert (answer == "stopped") is NudgeLog(shop.engine).stopped(client.conversation, "")


async def test_anothers_nudge_is_not_answered(shop):
    """The error names the field."""
    async with shop.client() as client:
        await client.open()
        await client.send({"type": "nudge", "id": shown(shop, "another"), "answer": "stopped"})
        error = await client.wait_for("error")
        assert ("bad_frame", "id") == (error["code"], error["field"])
