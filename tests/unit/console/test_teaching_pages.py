from __future__ import annotations

import re

import pytest

from conversations.teaching import Annotations, Status

NUMBER = {"entity": "order_number", "value": "HP-10196", "start": 9, "end": 17}


@pytest.fixture
def asked(talks):
    """A turn that was heard wrong, and where it is corrected."""
    conversation = talks.open("C-1", "Ada Lovelace")
    turn = talks.turn(
        conversation, "where is HP-10196, i am ada", intent="ask_stock", entities=(NUMBER,)
    )
    return conversation, turn, f"/console/conversations/{conversation}/turns/{turn}"


@pytest.fixture
def annotations(engine):
    return Annotations(engine)


MARKED = "where is [SO-20417](order_number), i am Jane"


async def test_a_turn_is_corrected(agent, asked, annotations, audit, staff):
    """The form holds the sentence without personal data; what is proposed stands in the history."""
    conversation, turn, place = asked
    _, text = await agent.get(place)
    assert f">{MARKED}</textarea>" in text
    assert "10196" not in re.search(r"<textarea name=\"marked\".*?</textarea>", text, re.DOTALL)[0]
    response, _ = await agent.post(
        f"{place}/annotations",
        intent="ask_order_status",
        marked=MARKED,
        better_reply="It is on its way, Ada.",
        note="write to ada@example.org",
        flagged="yes",
    )
    assert (303, place) == (response.status, response.headers["Location"])
    (kept,) = annotations.of_turn(turn)
    assert ("ask_stock", "ask_order_status") == (kept.heard_intent, kept.correction.intent)
    assert (MARKED, True) == (kept.correction.example.marked, kept.correction.flagged)
    assert "Ada" not in kept.correction.better_reply
    assert "ada@" not in kept.correction.note
    assert (Status.PROPOSED, staff["agent"].id) == (kept.status, kept.agent_id)
    entry = audit.entries()[0]
    assert ("conversation.annotated", conversation) == (entry.action, entry.subject)
    assert {"turn": turn, "annotation": kept.id, "intent": "ask_order_status"} == entry.details
    _, text = await agent.get(place)
    assert "ask stock → <strong>ask order status</strong>" in text


async def test_other_marks_alone_are_an_example_of_what_was_heard(agent, asked, annotations):
    """The intent was right, an entity was not."""
    _, turn, place = asked
    await agent.post(f"{place}/annotations", intent="", marked="where is SO-20417, i am Jane")
    correction = annotations.of_turn(turn)[0].correction
    assert ("ask_stock", ()) == (correction.intent, correction.example.marks)


@pytest.mark.parametrize(
    ("fields", "trouble"),
    [
        ({"marked": MARKED}, "Say what was wrong"),
        ({"marked": "where is [it", "intent": "greet"}, "Mark an entity as"),
        ({"marked": "where is [it](side)", "intent": "greet"}, "There is no entity side"),
        ({"marked": "", "intent": "greet"}, "An example needs words"),
        ({"marked": MARKED, "intent": "fly"}, "There is no such intent"),
    ],
)
async def test_what_cannot_be_taught_is_refused(agent, asked, annotations, fields, trouble):
    """A page says why; the form under a turn keeps what was typed."""
    _, turn, place = asked
    response, text = await agent.post(f"{place}/annotations", **fields)
    assert 400 == response.status
    assert trouble in text
    agent.session.headers["HX-Request"] = "true"
    response, text = await agent.post(f"{place}/annotations", **fields)
    assert 200 == response.status
    assert f'role="alert">{trouble}' in text
    assert [] == annotations.of_turn(turn)


async def test_a_button_teaches_no_intent(agent, talks, annotations):
    """What the bot should have said can still be told."""
    conversation = talks.open()
    turn = talks.turn(conversation, '/inform{"choice": "order=HP-10196"}', intent="inform")
    place = f"/console/conversations/{conversation}/turns/{turn}"
    assert "Right intent" not in (await agent.get(place))[1]
    response, _ = await agent.post(f"{place}/annotations", intent="greet")
    assert 400 == response.status
    await agent.post(f"{place}/annotations", better_reply="Which one?")
    assert ["Which one?"] == [each.correction.better_reply for each in annotations.of_turn(turn)]


async def test_leads_decide_in_the_list_and_under_the_turn(agent, admin, asked, annotations, audit):
    """Agents see the list but nothing to decide with; every decision is in the log."""
    _, turn, place = asked
    await agent.post(f"{place}/annotations", intent="ask_order_status", marked=MARKED)
    (kept,) = annotations.of_turn(turn)
    _, text = await agent.get("/console/annotations?status=proposed&heard=ask_stock")
    assert "ask order status" in text
    assert "Approve ticked" not in text
    assert ">Approve<" not in (await agent.get(place))[1]
    assert (
        403
        == (await agent.post("/console/annotations/decide", ids=str(kept.id), what="approved"))[
            0
        ].status
    )
    assert "Approve ticked" in (await admin.get("/console/annotations"))[1]
    response, _ = await admin.post(
        "/console/annotations/decide", ids=str(kept.id), what="approved", query="flagged=yes"
    )
    assert "/console/annotations?flagged=yes" == response.headers["Location"]
    assert ("annotation.approved", str(kept.id)) == (
        audit.entries()[0].action,
        audit.entries()[0].subject,
    )
    response, _ = await admin.post(
        "/console/annotations/decide", ids=str(kept.id), what="rejected", onward="turn"
    )
    assert place == response.headers["Location"]
    assert Status.REJECTED is annotations.get(kept.id).status
    for fields in ({"what": "eaten", "ids": str(kept.id)}, {"what": ""}):
        assert 400 == (await admin.post("/console/annotations/decide", **fields))[0].status


@pytest.mark.parametrize("query", ["status=nonsense", "before=x", "agent=nobody", "intent=%00"])
async def test_any_filter_is_answered(agent, asked, query):
    """What is no filter is none; what nobody did finds nothing."""
    assert 200 == (await agent.get(f"/console/annotations?{query}"))[0].status


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", '"><svg onload=alert(1)>'])
async def test_nothing_that_was_typed_is_markup(agent, talks, payload):
    """Neither the shopper's words nor an agent's."""
    conversation = talks.open()
    turn = talks.turn(conversation, payload)
    place = f"/console/conversations/{conversation}/turns/{turn}"
    await agent.post(
        f"{place}/annotations",
        intent="greet",
        marked=payload,
        better_reply=payload,
        note=payload,
    )
    for page in (place, "/console/annotations"):
        _, text = await agent.get(page)
        assert not re.search(r"<script>alert|<svg onload", text)
