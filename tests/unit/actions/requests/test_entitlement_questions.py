"""Questions about what may still be done are answered from the records, and nothing is begun."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import yaml
from counter import Counter

from actions.requests.terms_wording import date_of
from commerce import ServiceDesk, load_policy

TODAY = datetime.now(UTC)


@pytest.fixture
def counter(shop):
    return Counter(shop)


def with_policy(shop, tmp_path, data):
    """The shop, by another policy."""
    file = tmp_path / "policy.yml"
    file.write_text(yaml.safe_dump(data))
    policy = load_policy(file)
    desk = ServiceDesk(shop.engine, shop.orders, shop.customers, shop.catalogue, policy)
    return SimpleNamespace(**{**vars(shop), "policy": policy, "desk": desk})


async def test_a_thing_of_an_order_can_still_come_back(counter):
    """Yes, until the last day, and the form is a click away; the record and the rule are cited."""
    said = await counter.ask("can I still return the boots I bought last week?")
    assert said == ["utter_entitled_return_items", "utter_entitled_label_free"]
    assert "SH-2002" == counter.fact("number")
    assert date_of((TODAY + timedelta(days=30 - 6)).date()) == counter.fact("last_day")
    assert ['/return_items{"choice": "order=SH-2002"}'] == counter.buttons
    cited = [one["source"] for one in counter.fact("custom")["citations"]]
    assert ["orders/SH-2002", "policies/returns.md"] == cited


@pytest.mark.parametrize(
    ("text", "righted"),
    [
        ("until when can I send back my last orer?", "until when can I send back my last order?"),
        ("until wen can I retrun my lamp?", "until when can I return my lamp?"),
        ("can i stil return my last oder", "can I still return my last order"),
    ],
)
async def test_slips_of_the_finger_are_answered_alike(counter, text, righted):
    """From the records, as what is spelt well."""
    said = await counter.ask(text)
    assert said[0].startswith("utter_entitled")
    assert said == await counter.ask(righted)


async def test_a_form_is_not_begun_for_a_question(counter):
    """NLU may call it a request; it is answered all the same, and no form stays open."""
    said = await counter.ask("can I still return my boots?", "validate_request_form")
    assert "utter_entitled_return_items" == said[0]
    slots = {event["name"]: event["value"] for event in counter.events}
    assert ("told", None) == (slots["request_outcome"], slots["requested_slot"])


async def test_a_wish_begins_the_form(counter):
    """Politeness is no question."""
    said = await counter.ask("can I return my boots from SH-2002 please?", "validate_request_form")
    assert not any(one.startswith("utter_entitled") for one in said)


async def test_what_is_too_late_is_refused_with_the_last_day(counter):
    """The reason is that of the desk, and nothing is offered to begin."""
    said = await counter.ask("can I still send back the blue mug from order SH-2190?")
    assert ["utter_refused_window_over"] == said
    assert date_of((TODAY + timedelta(days=30 - 58)).date()) == counter.fact("last_day")
    assert ['/claim_warranty{"choice": "order=SH-2190"}', "/talk_to_human"] == counter.buttons


async def test_the_time_has_not_begun_before_delivery(counter):
    """A promise of days, not of a date that nobody knows yet."""
    said = await counter.ask("until when can I return order SH-2004?")
    assert ["utter_entitled_after_delivery"] == said
    assert ("30", "shipped") == (counter.fact("days"), counter.fact("status"))


async def test_what_it_costs_comes_first_when_it_is_asked(counter):
    """From the records of the tier, not from a text."""
    said = await counter.ask("what would it cost me to return the lamp?")
    assert ["utter_entitled_label_free", "utter_entitled_return_items"] == said


async def test_the_label_has_its_price_by_the_record(shop, tmp_path):
    """Whatever tier is claimed, the account's counts; that is said."""
    returns = {"label": {"standard": "6.95", "gold": "0.00"}}
    tiers = {"tiers": ["standard", "gold"]}
    counter = Counter(with_policy(shop, tmp_path, {"returns": returns, "membership": tiers}))
    said = await counter.ask("as a gold member, can I still return my lamp?")
    assert ["utter_entitled_label_fee", "utter_entitled_other_tier"] == said[1:]
    assert ("$6.95", "Standard") == (counter.fact("fee", 1), counter.fact("tier", 1))


@pytest.mark.parametrize(
    ("text", "verb", "until"),
    [
        ("can I still change the address of order SH-2001?", "change_address", "packed"),
        ("is it too late to cancel order SH-2001?", "cancel_order", "packed"),
    ],
)
async def test_what_ends_with_a_status_says_which(counter, text, verb, until):
    """An open order can be changed until it is packed."""
    assert [f"utter_entitled_{verb}"] == await counter.ask(text)
    assert ("placed", until) == (counter.fact("status"), counter.fact("until"))


async def test_all_open_orders_are_told_when_none_is_named(counter):
    """Each that "my order" may be is judged."""
    said = await counter.ask("can I still change the address of my order?")
    assert ["utter_entitled_change_address"] * 2 == said
    assert {"SH-2001", "SH-2005"} == {counter.fact("number", at) for at in (0, 1)}


async def test_the_warranty_of_a_thing(counter):
    """Its last day, two years on."""
    said = await counter.ask("is my lamp still under warranty?")
    assert ["utter_entitled_claim_warranty"] == said
    assert str(TODAY.year + 2) in counter.fact("last_day")


async def test_an_order_keeps_the_rules_of_its_day(shop, tmp_path):
    """The older version decides, and that is said with its days."""
    changed = (TODAY - timedelta(days=20)).date()
    versions = [
        {"valid_until": changed, "returns": {"windows_days": {"general": 90}}},
        {"valid_from": changed + timedelta(days=1)},
    ]
    counter = Counter(with_policy(shop, tmp_path, {"versions": versions}))
    said = await counter.ask("until when can I return the blue mug of order SH-2190?")
    assert ["utter_entitled_return_items", "utter_entitled_older_version"] == said
    assert date_of(changed) == counter.fact("valid_until", 1)
    said = await counter.ask("until when can I return the lamp of order SH-2002?")
    assert ["utter_entitled_return_items"] == said


async def test_a_guest_hears_the_rule_and_that_signing_in_tells_more(shop):
    """Nothing of anybody's orders is told."""
    counter = Counter(shop, customer=None)
    said = await counter.ask("until when can I send back my last order?")
    assert [None, "utter_entitled_sign_in"] == said


async def test_a_question_about_the_shops_ways_is_left_to_its_texts(counter):
    """What is nobody's order is policy, signed in or not."""
    assert [None] == await counter.ask("until when can orders be cancelled?")
    assert [None] == await counter.ask("is my tent still under warranty?")


async def test_somebody_elses_order_is_not_found(counter):
    """Missing or not theirs is one."""
    said = await counter.ask("can I still cancel order SH-3001?")
    assert ["utter_request_order_not_found"] == said


async def test_only_faulty_things_come_back_of_some_kinds(shop):
    """A product that stays is said to stay, unless something is wrong with it."""
    mug = shop.catalogue.get("mug")
    shop.catalogue.upsert([replace(mug, tags=("hygiene",))])
    said = await Counter(shop).ask("can I still return the mugs from order SH-2002?")
    assert "utter_entitled_faulty_only" == said[0]


async def test_the_trace_says_what_it_rests_on(counter):
    """The policy's passage is the turn's evidence."""
    await counter.ask("can I still return my boots?")
    ((_, _, evidence),) = counter.services.traces.recorded
    assert "judged" == evidence.outcome
    assert ["policies/returns.md"] == [chunk.source for chunk in evidence.chunks]
