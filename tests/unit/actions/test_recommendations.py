"""What is offered in the talk, when nothing is, and how a shopper goes on from it."""

from __future__ import annotations

import pytest
from offered import TALK, RecommendedShopper
from shop_records import answer

from tests.unit.knowledge.shop import Shop

RECOMMEND = "action_recommend_products", "recommend me something"
QUESTION = "action_answer_question", "is the Lodestar tent easy to put up?"


@pytest.fixture
def shopper(tmp_path, monkeypatch):
    monkeypatch.setattr("actions.signals.WITHIN_S", 60.0)
    shop = Shop(tmp_path)
    found = RecommendedShopper(shop)
    found.store.answers.found = answer("Two people need ten minutes.")
    yield found
    shop.knowledge.close()


async def recommended(shopper):
    return await shopper.turn(*RECOMMEND, intent="ask_recommendation")


async def asked(shopper):
    """A question about a product, which is answered; whether something was offered with it."""
    return "utter_offered_along" in await shopper.turn(*QUESTION, intent="ask_product_detail")


async def smalltalk(shopper, times):
    for _ in range(times):
        await shopper.turn("action_chat", "nice weather today", intent="chitchat")


async def test_what_is_asked_for_is_shown_with_reasons(shopper):
    """Each card says in words why it is there, and the slate is in the log as it was shown."""
    assert ["utter_recommended"] == await recommended(shopper)
    assert all(card["reason"] for card in shopper.offered)
    slate = shopper.store.recommendations.log.last(TALK)
    assert [one.product for one in slate.offers] == [card["id"] for card in shopper.offered]


async def test_a_wish_changes_the_slate_at_once(shopper):
    """Nothing above the limit is offered from the turn on in which it was said."""
    await recommended(shopper)
    said = await shopper.turn("action_refine_search", "under 50 dollars", intent="refine_search")
    assert ["utter_recommended_by_wish"] == said
    assert ["mug"] == [card["id"] for card in shopper.offered]
    assert "\u201cunder 50 dollars\u201d" in shopper.offered[0]["reason"]


async def test_what_is_turned_down_is_not_offered_again(shopper):
    """Others come in its place."""
    await recommended(shopper)
    first = shopper.offered[0]["id"]
    said = await shopper.turn("action_decline_offer", "no, not the first one", intent="deny")
    assert ["utter_recommended_instead"] == said
    assert first not in [card["id"] for card in shopper.offered]


async def test_more_like_one_of_them_starts_from_it(shopper):
    """The slate is about the one that was pointed at."""
    await recommended(shopper)
    second = shopper.offered[1]["id"]
    said = await shopper.turn(
        "action_refine_search", "more like the second", intent="refine_search"
    )
    assert ["utter_recommended_alike"] == said
    assert second not in [card["id"] for card in shopper.offered]


async def test_why_is_answered_from_the_log(shopper):
    """After an answer something is offered, and the reason given is the one that was logged."""
    assert await asked(shopper)
    assert ["mug"] == [card["id"] for card in shopper.offered]
    said = await shopper.turn("action_explain_offer", "why do you suggest that?", intent="")
    assert ["utter_why_offered_unasked"] == said
    assert "looked at the Lodestar Tent" in shopper.messages[0]["reasons"]


async def test_nothing_is_explained_that_was_not_offered(shopper):
    """Before any offer there is no reason to give, and none is made up."""
    said = await shopper.turn("action_explain_offer", "why these?", intent="ask_why_offered")
    assert ["utter_no_offer_to_explain"] == said


async def test_another_topic_under_an_offer_is_heard_as_ever(shopper):
    """A kind of thing that is named is searched for, not taken for a wish or a no."""
    await recommended(shopper)
    said = await shopper.turn("action_search_products", "no, a tent", intent="search_product")
    assert ["utter_one_product_found"] == said


async def test_an_offer_at_the_check_out_is_about_the_cart(shopper):
    """What others looked at with it, beside the link."""
    shopper.put(tent=1)
    assert ["utter_check_out", "utter_offered_at_check_out"] == await shopper.turn(
        "action_check_out", "check out please", intent="check_out"
    )


async def test_a_complaint_silences_offers_until_it_is_settled_and_cooled_down(shopper):
    """Three turns after an agent has closed it, one is made again."""
    await shopper.turn("action_receive_complaint", "my parcel came broken", intent="complain")
    assert not await asked(shopper)
    (complaint,) = shopper.store.tickets.complaints(TALK)
    shopper.store.tickets.close(complaint.id, "Ada")
    for _ in range(3):
        assert not await asked(shopper)
    assert await asked(shopper)


async def test_what_is_asked_for_is_recommended_in_spite_of_a_complaint(shopper):
    """The guard silences what nobody asked for."""
    await shopper.turn("action_receive_complaint", "my parcel came broken", intent="complain")
    assert ["utter_recommended"] == await recommended(shopper)


async def test_what_was_passed_over_is_not_offered_again(shopper):
    """Not unasked; whoever asks is shown it."""
    assert await asked(shopper)
    await smalltalk(shopper, 1)
    assert not await asked(shopper)
    await recommended(shopper)
    assert "mug" in [card["id"] for card in shopper.offered]


async def test_a_shopper_may_say_that_a_complaint_is_settled(shopper):
    """The ticket stays open for the agents."""
    await shopper.turn("action_receive_complaint", "my parcel came broken", intent="complain")
    await shopper.turn("action_receive_praise", "it has been sorted now", intent="praise")
    await smalltalk(shopper, 3)
    assert await asked(shopper)
    assert shopper.store.tickets.has_open(TALK, "complaint")


async def test_a_sour_mood_silences_offers_until_it_has_mended(shopper):
    """One grumble does not; two do."""
    await shopper.turn("action_chat", "this is useless", intent="chitchat")
    assert await asked(shopper)
    shopper.slots["shown_products"] = None
    await shopper.turn("action_chat", "terrible", intent="chitchat")
    assert not await asked(shopper)


@pytest.mark.parametrize(
    "text", ["my late husband bought it", "the charger caught fire", "she got burned by it"]
)
async def test_grief_and_danger_silence_offers(shopper, text):
    """Whatever NLU took them for, and for as long as the shopper does not say it is settled."""
    await shopper.turn("action_chat", text, intent="chitchat")
    await smalltalk(shopper, 4)
    assert not await asked(shopper)


async def test_money_to_come_back_silences_offers(shopper):
    """By the shop's records, whatever was said."""
    shopper.store.conversations.customer_of = lambda _id: "ada"
    shopper.store.desk.refunds_of = lambda _customer: [type("Refund", (), {"status": "under_way"})]
    assert not await asked(shopper)


async def test_two_rejections_end_offers(shopper):
    """The shopper is told so; what is asked for in between is still recommended."""
    assert await asked(shopper)
    assert ["utter_offer_dropped"] == await shopper.turn(
        "action_decline_offer", "no thanks", intent="deny"
    )
    assert ["utter_recommended"] == await recommended(shopper)
    assert ["utter_offers_silenced"] == await shopper.turn(
        "action_decline_offer", "no thanks", intent="deny"
    )
    shopper.slots["shown_products"] = None
    assert not await asked(shopper)


async def test_nobody_is_interrupted_who_chooses_from_a_list(shopper):
    """The list stays what "the second one" points at, until the talk has gone elsewhere."""
    await shopper.turn("action_search_products", "show me rain jackets", intent="search_product")
    assert not await asked(shopper)
    await smalltalk(shopper, 2)
    assert await asked(shopper)
