"""Whatever shoppers, products, models and colleagues wrote is text on every page of the console."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from sqlalchemy import insert

import database
from agents.audit import record
from agents.tables import canned_replies
from commerce import Catalogue, Product, Variant
from conversations import Handoffs, Ratings
from conversations.inbox.tables import conversation_notes, conversation_tags, saved_views
from conversations.replies import BotButton, BotMessage
from conversations.tables import turn_events
from conversations.traces import Evidence, EvidenceChunk, EvidenceVerdict
from gateway.console.mounting import ROUTES
from insights.promotions.campaigns import Campaigns
from insights.promotions.plans import Channel, Plan
from insights.tables import content_texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SCRIPT = "<script>window.hacked=1</script>"
ATTACKS = (
    SCRIPT,
    "<img src=x onerror=window.hacked=1>",
    '"><svg onload=window.hacked=1>',
    "' autofocus onfocus=window.hacked=1 x='",
    "[click](javascript:window.hacked=1)",
    "![x](https://evil.example/pixel)",
    "</title></textarea></style></template><iframe src=javascript:window.hacked=1>",
    "{{ 7777*7 }} ${7777*7}",
)
HALF = Decimal("0.5")
CAMPAIGN = Plan(
    name=SCRIPT, channel=Channel.CHAT, code="ATTACK", percent=Decimal(10), most_off=Decimal(5),
    holdout=0.2, budget=Decimal(100), days=7, window_days=7,
)  # fmt: skip
CONTENT = {
    "id": "text", "product_id": "p", "channel": "card", "persona": "anybody", "tone": "plain",
    "length": "short", "variant": 0, "written_by": SCRIPT, "remarks": [SCRIPT], "records": "",
    "status": "draft", "shown": 0, "followed": 0,
}  # fmt: skip
MADE = """() => [...document.querySelectorAll(
  'script:not([src^="/console/static/"]), iframe, object, embed, [onerror], [onload], [onfocus],'
  + 'a[href^="javascript" i], a[href^="data" i], img[src*="evil" i], img[src="x"]'
)].map(element => element.outerHTML)"""


@pytest.fixture
def hostile(stage):
    """A conversation, and whatever agents keep beside it, made of attacks; its turn, a campaign."""
    everything = "\n\n".join(ATTACKS)
    talks = stage.talks
    talk = talks.open(SCRIPT, ATTACKS[2])
    product = {
        "id": SCRIPT, "title": everything, "brand": everything, "price": SCRIPT, "currency": SCRIPT,
        "image": "javascript:window.hacked=1", "url": "javascript:window.hacked=1",
        "rating": 4.6, "in_stock": True, "reason": everything,
    }  # fmt: skip
    citation = {"title": everything, "source": everything, "section": everything,
                "url": "javascript:window.hacked=1"}  # fmt: skip
    evidence = Evidence(
        everything,
        "answered",
        chunks=(EvidenceChunk(SCRIPT, everything, everything, 1.0, 0.5, 1.0),),
        verdicts=(EvidenceVerdict(everything, supported=False, unsupported=(everything,)),),
        model=everything,
        prompt_version=SCRIPT,
    )
    turn = talks.turn(
        talk,
        everything,
        intent=ATTACKS[1],
        entities=({"entity": SCRIPT, "value": everything, "extractor": SCRIPT},),
        actions=(SCRIPT, ATTACKS[2]),
        reply=BotMessage(
            everything,
            buttons=(BotButton(everything, "/x"),),
            products=(product,),
            citations=(citation,),
        ),
        evidence=evidence,
    )
    Handoffs(stage.engine).request(talk, everything)
    Ratings(stage.engine).rate(talk, 1)
    Ratings(stage.engine).comment(talk, everything)
    slot = json.dumps({"event": "slot", "name": SCRIPT, "value": everything})
    at = talks.conversations.get(talk).created_at
    beside = {"conversation_id": talk, "at": at}
    rows = (
        (turn_events, {"key": "k", "turn_id": turn, "position": 0, "data": slot}),
        (conversation_tags, {"tag": ATTACKS[1], "tagged_by": SCRIPT, **beside}),
        (conversation_notes, {"agent_id": "a", "agent_name": SCRIPT, "text": everything, **beside}),
        (saved_views, {"agent_id": "a", "name": ATTACKS[2], "query": f"q={SCRIPT}"}),
        (canned_replies, {"name": SCRIPT, "text": everything, "changed_by": "a", "changed_at": at}),
        (content_texts, CONTENT | {"headline": SCRIPT, "body": everything, "made_at": at}),
    )
    variants = (Variant("sku", {}, Decimal(9)),)
    Catalogue(stage.engine).upsert([Product("p", SCRIPT, SCRIPT, SCRIPT, SCRIPT, {}, variants)])
    with database.writing(stage.engine) as connection:
        for table, row in rows:
            connection.execute(insert(table).values(**row))
        record(connection, SCRIPT, agent_id=None, subject=SCRIPT, details={SCRIPT: everything})
        campaign = Campaigns(stage.engine, HALF).plan(connection, CAMPAIGN, at)
    talks.index()
    return talk, turn, campaign


async def test_no_page_runs_what_anybody_wrote(sign_in, hostile, stage):
    """Every page of the route table, with a conversation whose every word is an attack."""
    talk, turn, campaign = hostile
    page = await sign_in("admin")
    shown = 0
    for route in ROUTES:
        if route.method != "GET" or route.role is None or route.path.endswith((".csv", ".json")):
            continue
        if "{erasure}" in route.path:
            continue  # it shows the certificate of an erasure, which holds no words of anybody
        if route.path == "/console/pricing/product":
            continue  # nobody has proposed a price; test_pricing_page.py has a product of attacks
        for what in ("products", "articles") if "{what}" in route.path else ("",):
            path = route.path.format(id=talk, turn=turn, what=what, campaign=campaign, text="text")
            await page.goto(stage.url + path)
            assert await page.evaluate("window.hacked") is None, route.path
            assert [] == await page.evaluate(MADE), route.path
            text = await page.inner_text("body")
            assert "54439" not in text, route.path
            shown += "window.hacked=1" in text
    # The list, the conversation and its parts, the queue, the replies and the log show it.
    assert shown > 6
