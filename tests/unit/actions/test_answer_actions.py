"""Questions: answered with citations, tried when unclear, honest when unknown."""

from __future__ import annotations

import pytest
from shop_records import answer
from trackers import bot, user

from knowledge.rewriting import Focus


async def test_an_answer_carries_its_citations(store, act):
    """The text is the service's, and each source it rests on is cited."""
    store.answers.found = answer(url="https://shop.example/returns")
    done = await act("action_answer_question", "can I return a radio?")
    (message,) = done.messages
    assert message["text"] == "Electronics can be returned within 14 days."
    assert message["custom"] == {
        "kind": "answer",
        "citations": [
            {
                "title": "Returns",
                "source": "policies/returns.md",
                "section": "Electronics",
                "url": "https://shop.example/returns",
            }
        ],
    }


async def test_what_the_store_does_not_know_is_said_and_a_person_offered(store, act):
    """Without an answer the bot says so; the response's own button offers a person."""
    done = await act("action_answer_question", "who founded the shop?")
    assert done.responses == ["utter_cannot_answer"]


async def test_sentences_are_shown_while_the_turn_runs(store, act):
    """Each checked sentence goes to the gateway with its place in the turn."""
    store.answers.found = answer("One thing.\nAnother thing.")
    await act("action_answer_question", "tell me")
    assert store.gateway.deltas == [
        ("conversation-1", "t1", 0, "One thing."),
        ("conversation-1", "t1", 1, "Another thing."),
    ]


async def test_an_answer_is_one_message(store, act):
    """Blank lines are closed up, for Rasa's REST channel splits a text at them."""
    store.answers.found = answer("One thing.\n\nAnother thing.")
    done = await act("action_answer_question", "tell me")
    assert done.messages[0]["text"] == "One thing.\nAnother thing."


async def test_what_an_answer_rests_on_is_recorded_for_the_turn(store, act):
    """The trace keeps the question, the chunks with their scores, and the outcome."""
    store.answers.found = answer()
    await act("action_answer_question", "can I return a radio?")
    ((turn, conversation, evidence),) = store.traces.recorded
    assert (turn, conversation) == ("t1", "conversation-1")
    assert (evidence.question, evidence.outcome) == ("can I return a radio?", "answered")
    assert [(chunk.source, chunk.dense) for chunk in evidence.chunks] == [
        ("policies/returns.md", 0.7)
    ]


async def test_the_lack_of_an_answer_is_recorded_too(store, act):
    """An unanswered question leaves what was found and how little it was trusted."""
    await act("action_answer_question", "who founded the shop?")
    assert [entry[2].outcome for entry in store.traces.recorded] == ["no_answer"]


async def test_without_a_gateway_turn_nothing_is_streamed_or_recorded(store, act):
    """Under `rasa shell` there is no turn id, and the answer comes all the same."""
    store.answers.found = answer()
    done = await act("action_answer_question", "can I return a radio?", metadata={})
    assert done.messages[0]["text"]
    assert (store.gateway.deltas, store.traces.recorded) == ([], [])


async def test_the_page_and_the_talk_so_far_are_passed_on(store, act):
    """The product being viewed and the last exchanges go to the answer service."""
    before = [
        user("do you have rain jackets?"),
        bot("These fit:"),
        user("/ask_policy"),
        bot("Sure?"),
        user("is it warm?"),
        bot("It is."),
        bot("Anything else?"),
    ]
    about = {"turn_id": "t1", "page": {"product_id": "rain-jacket"}}
    await act("action_answer_question", "and waterproof?", before=before, metadata=about)
    (asked,) = store.answers.asked
    assert asked.product_id == "rain-jacket"
    assert [(e.question, e.answer) for e in asked.history] == [
        ("do you have rain jackets?", "These fit:"),
        ("is it warm?", "It is.\nAnything else?"),
    ]


@pytest.mark.parametrize(
    ("shown", "page", "expected"),
    [
        (["hat"], {}, "hat"),
        (["hat", "coat"], {}, None),
        (["hat"], {"product_id": "rain-jacket"}, "rain-jacket"),
    ],
)
async def test_a_product_shown_alone_is_what_it_means(store, act, shown, page, expected):
    """After a single card the next question is about it, unless a product's page is open."""
    before = [user("a hat"), bot("This one fits:"), bot(products=shown)]
    about = {"turn_id": "t1", "page": page}
    await act("action_answer_question", "is it warm?", before=before, metadata=about)
    assert store.answers.asked[0].product_id == expected


async def test_a_clicked_topic_is_asked_about(store, act):
    """A button names only the topic, so the bot asks for the question itself."""
    done = await act("action_answer_question", "/ask_policy")
    assert done.responses == ["utter_ask_question"]
    assert store.answers.asked == []


async def test_an_unclear_message_is_answered_where_the_store_can(store, act):
    """What NLU did not understand may still be a question that the sources answer."""
    store.answers.found = answer()
    done = await act("action_try_answer", "radios back how long")
    assert done.messages[0]["text"] == "Electronics can be returned within 14 days."
    assert [event["value"] for event in done.events] == ["replied"]


async def test_an_unclear_message_without_an_answer_is_left_to_the_rules(store, act):
    """Nothing is uttered: the rules ask what was meant."""
    done = await act("action_try_answer", "qwfp zxcv")
    assert done.messages == []
    assert [event["value"] for event in done.events] == ["unclear"]


@pytest.mark.parametrize("asked", ["utter_did_you_mean", "utter_ask_rephrase"])
async def test_a_second_unclear_message_in_a_row_is_told_apart(store, act, asked):
    """Once the shopper was asked what they meant, the next failure is the second stage."""
    before = [user("qwfp"), bot("Is it one of these?", response=asked)]
    done = await act("action_try_answer", "zxcv", before=before)
    assert [event["value"] for event in done.events] == ["still_unclear"]


@pytest.mark.parametrize("intent", ["out_of_scope", "gibberish"])
@pytest.mark.parametrize(("confidence", "outcome"), [(0.8, "unclear"), (0.9, "replied")])
async def test_what_seems_off_topic_needs_a_surer_answer(store, act, intent, confidence, outcome):
    """Shops have a line on nearly everything, so nothing half sure is shown, not even early."""
    store.answers.found = answer("Keys: 3.", confidence=confidence)
    done = await act("action_try_answer", "where are my keys", intent=intent)
    assert [event["value"] for event in done.events] == [outcome]
    assert store.gateway.deltas == []
    assert len(done.messages) == (outcome == "replied")


async def test_what_is_certainly_off_topic_is_not_even_looked_up(store, act):
    """The surest answer to "what time is it" would be about opening hours."""
    store.answers.found = answer(confidence=1.0)
    done = await act("action_try_answer", "what time is it", intent="out_of_scope", confidence=0.95)
    assert [event["value"] for event in done.events] == ["unclear"]
    assert store.answers.asked == []


async def test_unclear_messages_apart_are_each_the_first(store, act):
    """A turn that went well in between starts the stages anew."""
    before = [
        user("qwfp"),
        bot("Is it one of these?", response="utter_did_you_mean"),
        user("hello"),
        bot("Hello!", response="utter_greet"),
    ]
    done = await act("action_try_answer", "zxcv", before=before)
    assert [event["value"] for event in done.events] == ["unclear"]


async def test_the_rewritten_question_is_in_the_trace(store, act):
    """What was searched for stands beside what was typed."""
    store.answers.found = answer()
    await act("action_answer_question", "and radios?")
    (_, _, evidence) = store.traces.recorded[0]
    assert (evidence.question, evidence.rewritten) == ("and radios?", "q")


async def test_the_product_on_the_page_is_what_it_means(store, act):
    """Its title goes along, for a question that says "it"."""
    page = {"turn_id": "t1", "page": {"product_id": "rain-jacket"}}
    await act("action_answer_question", "how heavy is it?", metadata=page)
    assert store.answers.asked[0].focus == Focus("Rain Jacket")


async def test_a_fragment_after_a_policy_question_is_no_search(store, act):
    """NLU hears a wish in "and for gold?"; it is the question before, asked of another tier."""
    store.answers.found = answer()
    asked = user("how long can silver members return shoes?")
    before = [{**asked, "parse_data": {"intent": {"name": "ask_policy"}}}, bot("60 days.")]
    for action in ("action_search_products", "action_refine_search"):
        done = await act(action, "and for gold?", before=before)
        assert [None] == done.responses
