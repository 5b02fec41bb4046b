from __future__ import annotations

import re

import pytest

from conversations.testing import EVIDENCE, RICH

BROKEN_OUT = re.compile(
    r"<script(?! src=\"/console)|<img src=x|<svg onload|(?:href|src)=\"javascript|<img[^>]*evil"
    r"|\b54439\b"
)


def shown(text):
    """The conversations that a list shows, in order."""
    return re.findall(r'id="row-([\w-]+)"', text)


async def test_the_newest_conversation_comes_first(agent, talks):
    """Each row says who, what was said last and who answers."""
    older, newer = talks.open(), talks.open("C-2", "Grace Hopper")
    talks.turn(older, "hello")
    talks.turn(newer, "is it waterproof?")
    talks.index()
    _, text = await agent.get("/console")
    assert [newer, older] == shown(text)
    assert "is it waterproof?" in text
    assert "Grace" not in text
    assert "G•••" in text


async def test_a_filter_is_an_address(agent, talks):
    """What the form sends finds what it says, and can be taken out piece by piece."""
    asked, greeted = talks.open(), talks.open()
    talks.turn(asked, confidence=0.4, evidence=EVIDENCE)
    talks.turn(greeted, "hi", intent="greet")
    talks.index()
    for query, found in {
        "intent=ask_product": [asked],
        "intent=ask_product&confidence_below=40": [],
        "confidence_below=50&status=bot": [asked],
        "q=waterpr": [asked],
        "customer=C-1": [greeted, asked],
        "reviewed=yes": [],
        "since=2020-01-01&until=2020-01-02": [],
        "status=nonsense&unknown=1": [greeted, asked],
    }.items():
        assert (query, found) == (query, shown((await agent.get(f"/console/inbox?{query}"))[1]))
    _, text = await agent.get("/console/inbox?intent=ask_product&status=bot")
    assert 'aria-label="Remove Intent ask_product"' in text


async def test_the_list_asks_whether_it_has_changed(agent, talks):
    """As long as nothing happens the answer is empty."""
    conversation = talks.open()
    talks.turn(conversation)
    talks.index()
    _, text = await agent.get("/console/inbox/rows")
    address = re.search(r'hx-get="([^"]+)"', text)[1].replace("&amp;", "&")
    assert 204 == (await agent.get(address))[0].status
    talks.turn(conversation, "and in the snow?", reply=RICH)
    talks.index()
    response, text = await agent.get(address)
    assert (200, [conversation]) == (response.status, shown(text))


async def test_older_conversations_follow_page_by_page(agent, talks):
    """Nothing is left out or shown twice, whatever comes in meanwhile."""
    made = [talks.open(f"C-{n}") for n in range(60)]
    for each in made:
        talks.turn(each)
    talks.index()
    _, first = await agent.get("/console")
    older = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    talks.turn(made[0], "once more")
    talks.index()
    _, second = await agent.get(older)
    assert made[:0:-1] == shown(first) + shown(second)


async def test_many_are_decided_at_once(agent, talks, audit, staff):
    """Tags and resolutions reach every ticked conversation, and each is in the log."""
    made = [talks.open(f"C-{n}") for n in range(3)]
    for each in made:
        talks.turn(each)
    talks.index()
    response, _ = await agent.decide(made[:2], "tag", "Big Order")
    assert 303 == response.status
    await agent.decide(made[1:], "resolve")
    _, tagged = await agent.get("/console/inbox?tag=big-order")
    _, resolved = await agent.get("/console/inbox?status=resolved&tag=big-order")
    assert ({*made[:2]}, [made[1]]) == (set(shown(tagged)), shown(resolved))
    actions = [entry.action for entry in audit.entries()][:4]
    assert 2 * ["conversation.resolved"] + 2 * ["conversation.tagged"] == actions


async def test_what_is_no_decision_is_refused(agent, talks):
    """Unknown verbs, nameless tags and unknown agents change nothing."""
    conversation = talks.open()
    talks.turn(conversation)
    path = f"/console/conversations/{conversation}/decide"
    for fields in (
        {"what": "delete"},
        {"what": "tag", "tag": " "},
        {"what": "assign", "assignee": "x"},
    ):
        response, _ = await agent.post(path, **fields)
        assert 400 == response.status
    response, _ = await agent.post("/console/conversations/none/decide", what="review")
    assert 404 == response.status


async def test_a_view_is_a_filter_with_a_name(agent, admin):
    """It is kept for its owner alone and can be forgotten."""
    await agent.post("/console/views", name="Waiting", query="status=waiting&nonsense=1")
    _, text = await agent.get("/console")
    assert 'href="/console/inbox?status=waiting">Waiting</a>' in text
    forget = re.search(r'action="(/console/views/\d+/forget)"', text)[1]
    await admin.post(forget)
    assert forget in (await agent.get("/console"))[1]
    assert forget not in (await admin.get("/console"))[1]
    await agent.post(forget)
    assert forget not in (await agent.get("/console"))[1]


async def test_a_turn_tells_what_stood_behind_it(agent, talks):
    """Intents, actions, rule, chunks, claims, model and time."""
    conversation = talks.open()
    turn = talks.turn(
        conversation,
        entities=({"entity": "product", "value": "Alta 2", "extractor": "EntityTagger"},),
        evidence=EVIDENCE,
        reply=RICH,
    )
    _, text = await agent.get(f"/console/conversations/{conversation}")
    assert "Alta 2" in text
    assert "<strong>3,000 mm</strong>" in text
    assert f'data-turn="{turn}"' in text
    response, text = await agent.get(f"/console/conversations/{conversation}/turns/{turn}")
    assert 200 == response.status
    for fact in (
        "ask product",
        "90%",
        "EntityTagger",
        "action_answer",
        "RulePolicy",
        "products.jsonl",
        "meaning 0.72",
        "cited",
        "not supported",
        "2 kg",
        "extractive",
        "200 ms",
        "412 ms",
    ):
        assert fact in text
    response, _ = await agent.get(f"/console/conversations/{talks.open()}/turns/{turn}")
    assert 404 == response.status


async def test_personal_data_is_hidden_until_somebody_with_the_right_asks(
    agent, admin, talks, audit, staff
):
    """Agents without the conversation cannot; leads can, for one session, and it is noted."""
    conversation = talks.open("C-1001")
    talks.turn(conversation, "I am Ada, write to ada@example.org or call +1 415 555 0199")
    talks.index()
    place = f"/console/conversations/{conversation}"
    for page in ("/console", place, f"{place}/log"):
        _, text = await agent.get(page)
        assert "[e-mail hidden]" in text or page == "/console"
        assert not re.search(r"ada@example|555 0199|Lovelace|C-1001(?!\")", text)
    response, _ = await agent.post(f"{place}/reveal")
    assert 403 == response.status
    response, _ = await admin.post(f"{place}/reveal")
    revealed = response.headers["Location"]
    _, text = await admin.get(revealed)
    assert "ada@example.org" in text
    assert "Ada Lovelace" in text
    assert "[e-mail hidden]" in (await agent.get(revealed))[1]
    assert ("Admin", "conversation.revealed") == (
        audit.entries()[0].agent,
        audit.entries()[0].action,
    )
    await agent.post(f"{place}/decide", what="assign", assignee=staff["agent"].id)
    assert 303 == (await agent.post(f"{place}/reveal"))[0].status


@pytest.mark.parametrize(
    "payload",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '"><svg onload=alert(1)>',
        "[click](javascript:alert(1))",
        "![x](https://evil.example/pixel)",
        "{{ 7777*7 }}",
    ],
)
async def test_nothing_that_others_wrote_is_markup(agent, talks, payload):
    """Names, messages, model output, product titles, tags, slots and evidence are text."""
    conversation = talks.open(customer=payload, name=f"Xy{payload}")
    product = {
        **RICH.products[0],
        "title": payload,
        "url": "javascript:alert(1)",
        "image": "javascript:alert(1)",
        "reason": payload,
    }
    reply = type(RICH)(
        payload,
        products=(product,),
        citations=({"title": payload, "source": payload, "section": payload},),
    )
    turn = talks.turn(
        conversation,
        payload,
        intent=payload,
        entities=({"entity": payload, "value": payload},),
        actions=(payload,),
        reply=reply,
        evidence=EVIDENCE,
    )
    place = f"/console/conversations/{conversation}"
    await agent.post(f"{place}/decide", what="tag", tag=payload)
    talks.index()
    for page in (
        "/console",
        place,
        f"{place}/turns/{turn}",
        f"/console/inbox?q={payload}&intent={payload}",
    ):
        _, text = await agent.get(page)
        assert not BROKEN_OUT.search(text)
