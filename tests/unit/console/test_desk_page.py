"""The desk: who waits, taking a conversation, talking in it, passing it on, handing it back."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest

import database
from agents.canned_replies import save_reply
from commerce import Catalogue, Customer, Customers, Product, Variant
from conversations import Handoffs
from conversations.answering import Person
from conversations.frames import Frames
from conversations.replies import BotMessage
from conversations.testing import take_over
from conversations.transcript import Transcripts
from conversations.withheld import WithheldWrites
from gateway.console.state import CONSOLE
from gateway.keys import CHAT
from gateway.testing import ARTICLE, ScriptedAssistant


@pytest.fixture(autouse=True)
def shop(engine):
    """One product, and one customer who is known to be somebody."""
    tent = Product(
        id="alta-2",
        title="Alta <2>",
        brand="Nordlys",
        category="Tents",
        description="",
        attributes={},
        variants=(Variant("A2", {}, Decimal("249.00")),),
        url="/products/alta-2",
    )
    Catalogue(engine).upsert([tent])
    Customers(engine).upsert([Customer("C-1", "Ada Lovelace", "ada@shop.example", tier="gold")])


@pytest.fixture
def helper(app):
    app[CONSOLE].assistant = helper = ScriptedAssistant()
    return helper


@pytest.fixture
def waiting(engine, talks):
    """A signed-in shopper who asked for a person."""
    conversation = talks.open()
    talks.turn(conversation, "my tent is torn, help me")
    Handoffs(engine).request(conversation, "a torn tent")
    talks.index()
    return conversation


@pytest.fixture
def here(waiting):
    return f"/console/conversations/{waiting}"


@pytest.fixture
async def desk(agent, here):
    """The agent's browser, once they have taken the conversation."""
    response, _ = await agent.post(f"{here}/accept")
    assert 303 == response.status
    _, text = await agent.get(here)
    agent.client_id = re.search(r'name="client_id" value="([^"]+)"', text)[1]
    return agent


async def say(browser, here, text, client_id=None, **fields):
    fields = {"kind": "reply", "client_id": client_id or browser.client_id, **fields}
    return await browser.post(f"{here}/write", text=text, **fields)


def last(engine, conversation_id):
    """The newest frame of a conversation."""
    return Frames(engine).after(conversation_id, 0)[-1].data()


def actions(audit):
    return [entry.action for entry in audit.entries()]


async def test_the_queue_tells_who_waits_and_why(agent, waiting):
    """Name, tier, reason and last words, personal data hidden; the count is for every page."""
    _, text = await agent.get("/console/queue")
    assert "A••• L•••" in text
    assert "gold" in text
    assert "a torn tent" in text
    assert "my tent is torn, help me" in text
    _, count = await agent.get("/console/queue/count")
    assert 'data-waiting="1"' in count
    response, _ = await agent.get("/console/queue/count?seen=1")
    assert 204 == response.status


async def test_accepting_takes_it_out_of_the_queue_and_is_logged(agent, here, engine, audit, staff):
    """The agent has it and looks after it; the shopper is told by whom they are answered."""
    response, _ = await agent.post(f"{here}/accept")
    assert here == response.headers["Location"]
    found = Transcripts(engine).of(here.rsplit("/", 1)[-1])
    assert ("person", "Agent") == (found.conversation.answering, found.conversation.agent_name)
    assert staff["agent"].id == found.review.assignee_id
    assert "conversation.accepted" == actions(audit)[0]
    _, text = await agent.get("/console/queue")
    assert "Nobody waits." in text
    _, text = await agent.get(here)
    assert "With you" in text


async def test_two_agents_cannot_have_the_same_conversation(desk, admin, here):
    """The second is told who has it."""
    response, text = await admin.post(f"{here}/accept")
    assert 409 == response.status
    assert "Agent has this conversation" in text


async def test_a_reply_reaches_the_shopper_with_its_variables_filled(
    desk, here, waiting, engine, audit
):
    """Once, however often the form is sent."""
    for _ in range(2):
        response, _ = await say(desk, here, "Hi {customer_first_name}, {agent_name} of {shop_name}")
        assert 303 == response.status
    message = last(engine, waiting)["message"]
    assert ("agent", "Agent") == (message["from"], message["name"])
    assert message["text"].startswith("Hi Ada, Agent of ")
    said = [frame.data()["type"] for frame in Frames(engine).after(waiting, 0)]
    assert 1 == said.count("message")
    assert "conversation.replied" == actions(audit)[0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Order {order_id} is on its way", "{order_id} is empty in this conversation"),
        ("Dear {first_name}", "{first_name} is unknown"),
        ("   ", "Write something first."),
    ],
)
async def test_what_cannot_be_sent_is_refused_by_name(desk, here, waiting, engine, text, why):
    """Nothing goes out, and the sentence says what is missing."""
    before = last(engine, waiting)
    response, page = await say(desk, here, text)
    assert 422 == response.status
    assert why in page.replace("&#39;", "'")
    assert before == last(engine, waiting)


async def test_only_who_has_it_may_reply(agent, here):
    """Before it is accepted nobody's words go out; the way out of it is said."""
    await agent.get(here)
    response, text = await say(agent, here, "hello", client_id="1")
    assert 409 == response.status
    assert "accept it first" in text


async def test_a_product_is_the_card_that_shoppers_know(desk, here, waiting, engine):
    """Read from the catalogue by its id, so that no page makes up a price."""
    _, found = await desk.get(f"{here}/pick/products?q=nord", **{"HX-Request": "true"})
    assert 'data-value="alta-2"' in found
    assert "Alta &lt;2&gt;" in found
    await say(desk, here, "This one:", product="alta-2")
    (card,) = last(engine, waiting)["message"]["products"]
    assert ("Alta <2>", "249.00", True) == (card["title"], card["price"], card["in_stock"])
    assert card["url"].endswith("/products/alta-2")
    response, text = await say(desk, here, "And:", client_id="2", product="gone")
    assert (422, True) == (response.status, "no longer in the catalogue" in text)


async def test_an_article_goes_out_as_it_was_found_and_no_other_link(
    desk, helper, here, waiting, engine
):
    """It is cited with its link; one that was not found here in this session is refused."""
    _, found = await desk.get(f"{here}/pick/articles?q=%3Cb%3E", **{"HX-Request": "true"})
    assert "About &lt;b&gt;." in found
    sealed = html.unescape(re.search(r'data-kind="article"[^>]*data-value="([^"]+)"', found)[1])
    await say(desk, here, "See here:", article=sealed)
    assert [ARTICLE] == last(engine, waiting)["message"]["citations"]
    forged = sealed.replace("/shop/policies/returns", "https://evil.example")
    response, text = await say(desk, here, "Or:", client_id="2", article=forged)
    assert (422, True) == (response.status, "attach it again" in text)


async def test_without_the_action_server_articles_and_suggestions_say_so(desk, helper, here):
    """An agent can do without."""
    helper.away = True
    for path in ("pick/articles?q=returns", "suggestion"):
        response, text = await desk.get(f"{here}/{path}", **{"HX-Request": "true"})
        assert 200 == response.status
        assert "the action server does not answer" in text


async def test_canned_replies_come_filled_as_far_as_is_known(desk, here, engine):
    """What is empty here still stands in braces; the name is filled in when it is sent."""
    with database.writing(engine) as connection:
        text = "Dear {customer_first_name}, {agent_name} here about {order_id}."
        save_reply(connection, "hello", text, "x")
    _, found = await desk.get(f"{here}/pick/replies?q=hel", **{"HX-Request": "true"})
    assert 'data-text="Dear {customer_first_name}, Agent here about {order_id}."' in found


async def test_a_note_is_seen_by_agents_and_found_by_search(agent, here, waiting, engine, talks):
    """Neither the shopper nor the bot hears of it, and no one has to have the conversation."""
    await agent.get(here)
    frames = len(Frames(engine).after(waiting, 0))
    response, _ = await agent.post(f"{here}/write", kind="note", text="Seems to be <b>a reseller")
    assert 303 == response.status
    assert frames == len(Frames(engine).after(waiting, 0))
    _, text = await agent.get(here)
    assert "Seems to be &lt;b&gt;a reseller" in text
    assert "Only agents see this" in text
    talks.index()
    _, listed = await agent.get("/console/inbox?q=reseller")
    assert waiting in listed


async def test_what_the_bot_was_kept_from_is_shown_to_the_agent(
    agent, here, waiting, engine, talks, staff
):
    """A reply that came too late and a write that was refused: neither is silent."""
    asked = talks.exchange.accept(waiting, "m5", "cancel it")
    take_over(engine, waiting, Person(staff["agent"].id, "Agent"))
    talks.exchange.finish(asked.turn_id, "answered", [BotMessage("I have *cancelled* it.")])
    about = {"order": "HP-1 <b>"}
    WithheldWrites(engine).note(waiting, asked.turn_id, "action_cancel_order", about)
    _, text = await agent.get(here)
    assert "Not sent, a person had taken over" in text
    assert "I have <em>cancelled</em> it." in text
    assert "Not done: action cancel order, a person had taken over" in text
    assert "order: HP-1 &lt;b&gt;" in text


async def test_typing_is_shown_to_the_shopper_while_the_agent_has_it(desk, here, app, waiting):
    """A frame for every tab, so many a minute and no more; the log tells the agent of theirs."""
    hub, heard = app[CHAT].hub, []
    hub.whisper = lambda conversation_id, frame: heard.append((conversation_id, frame))
    for _ in range(100):
        response, _ = await desk.post(f"{here}/typing")
        assert 204 == response.status
    assert (waiting, {"type": "typing", "from": "agent", "name": "Agent"}) == heard[0]
    assert len(heard) < 30
    app[CHAT].writing.note(waiting)
    _, log = await desk.get(f"{here}/log", **{"HX-Request": "true"})
    assert "The shopper is writing" in log


async def test_passing_on_leaves_a_note_and_the_other_has_it(
    desk, admin, here, staff, engine, audit
):
    """The shopper sees the new name; the old one is told to reload, and may not reply."""
    response, _ = await desk.post(f"{here}/transfer", to=staff["lead"].id, note="knows tents")
    assert 303 == response.status
    found = Transcripts(engine).of(here.rsplit("/", 1)[-1])
    assert "Lead" == found.conversation.agent_name
    assert staff["lead"].id == found.review.assignee_id
    assert "For Lead: knows tents" in [entry.text for entry in found.entries if entry.by == "note"]
    assert "conversation.transferred" == actions(audit)[0]
    response, text = await say(desk, here, "hello?")
    assert (409, True) == (response.status, "Lead has this conversation" in text)
    response, _ = await desk.get(f"{here}/log?held=person+me", **{"HX-Request": "true"})
    assert "true" == response.headers["HX-Refresh"]
    response, _ = await desk.post(f"{here}/transfer", to="nobody")
    assert 422 == response.status
    response, _ = await admin.post(f"{here}/transfer", to=staff["admin"].id)
    assert 303 == response.status


async def test_handing_back_keeps_what_was_agreed(desk, here, waiting, engine, talks, audit):
    """Not over the shopper's head: what they wrote last has to have been read."""
    _, text = await desk.get(here)
    seen = re.search(r'name="seen" value="(\d+)"', text)[1]
    talks.exchange.accept(waiting, "late", "one more thing")
    response, text = await desk.post(f"{here}/hand-back", seen=seen, summary="A refund of 20.")
    assert (409, True) == (response.status, "has written since" in text)
    _, text = await desk.get(here)
    seen = re.search(r'name="seen" value="(\d+)"', text)[1]
    response, _ = await desk.post(f"{here}/hand-back", seen=seen, summary="A refund of 20.")
    assert 303 == response.status
    assert "bot" == Transcripts(engine).of(waiting).conversation.answering
    assert ("A refund of 20.",) == Handoffs(engine).summaries(waiting)
    _, text = await desk.get(here)
    assert "Handed back to the bot. A refund of 20." in text
    assert "conversation.handed_back" == actions(audit)[0]


async def test_a_conversation_is_handed_back_and_resolved_at_once(
    desk, here, waiting, engine, audit
):
    """The shopper talks to the bot again, and nothing is left to do."""
    _, text = await desk.get(here)
    seen = re.search(r'name="seen" value="(\d+)"', text)[1]
    response, _ = await desk.post(f"{here}/hand-back", seen=seen, then="resolve")
    assert 303 == response.status
    found = Transcripts(engine).of(waiting)
    assert ("bot", True) == (found.conversation.answering, found.review.resolved_at is not None)
    assert ["conversation.resolved", "conversation.handed_back"] == actions(audit)[:2]


async def test_a_summary_in_words_stands_beside_the_brief(desk, helper, here):
    """The brief needs no model; without one, or without the action server, nothing is missing."""
    _, text = await desk.get(f"{here}/summary", **{"HX-Request": "true"})
    assert "They said 2 things." in text
    helper.away = True
    response, text = await desk.get(f"{here}/summary", **{"HX-Request": "true"})
    assert (200, "") == (response.status, text.strip())
    _, text = await desk.get(f"{here}/briefing", **{"HX-Request": "true"})
    assert "my tent is torn, help me" in text


async def test_a_suggestion_answers_what_was_said_since_the_last_answer(
    desk, helper, here, waiting, talks
):
    """With the exchanges before it, and inserted only by the agent."""
    talks.exchange.accept(waiting, "x1", "and how long")
    talks.exchange.accept(waiting, "x2", "can I return it?")
    _, text = await desk.get(f"{here}/suggestion", **{"HX-Request": "true"})
    assert "You have 30 days." in text
    assert 'href="/shop/policies/returns"' in text
    ((question, history),) = helper.asked
    assert "and how long\ncan I return it?" == question
    assert [("my tent is torn, help me", "Yes, it is.")] == history


async def test_leads_keep_canned_replies(browse, staff, audit):
    """A wrong variable is refused with what was typed kept; agents may not."""
    lead = browse()
    await lead.sign_in("lead")
    response, text = await lead.post("/console/replies", name="late", text="Dear {name}")
    assert 400 == response.status
    assert "There is no variable {name}" in text
    assert "Dear {name}</textarea>" in text
    response, _ = await lead.post("/console/replies", name="late", text="Sorry, {agent_name} here")
    assert 303 == response.status
    assert "reply.saved" == actions(audit)[0]
    _, text = await lead.get("/console/replies?edit=late")
    assert "Sorry, {agent_name} here</textarea>" in text
    number = re.search(r"/console/replies/(\d+)/forget", text)[1]
    await lead.post(f"/console/replies/{number}/forget")
    assert "reply.forgotten" == actions(audit)[0]
    response, _ = await lead.post(f"/console/replies/{number}/forget")
    assert 404 == response.status
