"""Handing over, "yes" and "no", and asking what was meant."""

from __future__ import annotations

from trackers import DOMAIN, bot, user

PERSON = {"title": "Yes, ask a person", "payload": "/talk_to_human", "means": "affirm"}


async def test_a_person_is_asked_for_and_the_gateway_told(store, act):
    """The request carries what the shopper said last."""
    before = [user("my parcel is broken"), bot("I don't know.")]
    done = await act("action_request_person", "/talk_to_human", before=before)
    assert done.responses == ["utter_person_asked"]
    assert store.handoffs.requested == [("conversation-1", "my parcel is broken")]
    assert store.gateway.notified == ["conversation-1"]


async def test_asking_twice_is_met_with_patience(store, act):
    """Who waits already is told so."""
    store.conversations.answering = "waiting"
    done = await act("action_request_person", "a human please")
    assert done.responses == ["utter_person_on_the_way"]


async def test_yes_takes_the_offered_person(store, act):
    """A typed yes does what the button that means yes would."""
    before = [user("who founded it?"), bot("I don't know.", buttons=[PERSON])]
    done = await act("action_accept_offer", "yes please", intent="affirm", before=before)
    assert done.responses == ["utter_person_asked"]
    assert store.handoffs.requested == [("conversation-1", "who founded it?")]


async def test_yes_to_a_button_that_was_no_question_asks_for_nobody(store, act):
    """The button "Talk to a person" beneath the sign-in notice is a way out, not an offer."""
    button = {"title": "Talk to a person", "payload": "/talk_to_human"}
    before = [user("my order?"), bot("Please sign in.", buttons=[button])]
    done = await act("action_accept_offer", "ok", before=before)
    assert done.responses == ["utter_acknowledge"]
    assert store.handoffs.requested == []


async def test_an_offer_holds_for_one_turn(store, act):
    """A yes two turns later means something else."""
    before = [
        user("who founded it?"),
        bot("I don't know.", buttons=[PERSON]),
        user("hello"),
        bot("Hello!"),
    ]
    done = await act("action_accept_offer", "yes", before=before)
    assert done.responses == ["utter_acknowledge"]


async def test_yes_to_several_suggestions_asks_which(store, act):
    """The same buttons are shown again."""
    buttons = [{"title": "Find a product", "payload": "/search_product"}]
    before = [user("qwfp"), bot("?", response="utter_did_you_mean", buttons=buttons)]
    done = await act("action_accept_offer", "yes", before=before)
    assert done.responses == ["utter_which_one"]
    assert done.messages[0]["buttons"] == buttons


async def test_no_to_suggestions_asks_for_other_words(store, act):
    """None of the suggestions fits, so the shopper is asked again."""
    before = [user("qwfp"), bot("?", response="utter_did_you_mean")]
    done = await act("action_decline_offer", "no", before=before)
    assert done.responses == ["utter_ask_rephrase"]


async def test_no_to_anything_else_leaves_it(store, act):
    """A declined offer is not repeated."""
    done = await act("action_decline_offer", "no thanks", before=[user("?"), bot("Shall I?")])
    assert done.responses == ["utter_declined"]


async def test_suggestions_follow_what_nlu_thought(store, act):
    """The likeliest topics come first, in the help's words, with a way out at the end."""
    ranking = ("nlu_fallback", "greet", "search_product", "ask_policy", "affirm")
    done = await act("action_default_ask_affirmation", "warm toddlr", ranking=ranking)
    assert done.responses == ["utter_did_you_mean"]
    assert [button["payload"] for button in done.messages[0]["buttons"]] == [
        "/search_product",
        "/ask_policy",
        "/ask_order_status",
        "/report_misunderstanding",
    ]
    titles = {b["title"] for b in DOMAIN["responses"]["utter_help"][0]["buttons"]}
    assert done.messages[0]["buttons"][0]["title"] in titles


async def test_without_a_likely_topic_the_first_of_the_help_are_suggested(store, act):
    """Some way forward is always offered."""
    done = await act("action_default_ask_affirmation", "qwfp", ranking=("greet",))
    assert len(done.messages[0]["buttons"]) == 4


async def test_yes_takes_the_alternative_to_what_was_refused(act):
    """The first button beneath a refusal is what "yes please" presses."""
    payload = '/return_items{"choice": "order=HP-10002"}'
    buttons = [{"title": "Return it", "payload": payload, "means": "affirm"}]
    before = [user("cancel it"), bot("Too late.", buttons=buttons)]
    done = await act("action_accept_offer", "yes please", intent="affirm", before=before)
    assert done.events[0]["value"]["waiting"] == [["return_items", "order HP-10002"]]
    assert done.events[1]["name"] == "request_form"


async def test_a_reason_before_its_request_is_asked_about(act):
    """Why, without what for, is no question to the shop's knowledge."""
    done = await act("action_try_answer", "no longer need it", intent="inform")
    assert done.responses == ["utter_reason_for_what"]
