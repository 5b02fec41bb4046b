"""What a shopper asks first, through `tilly chat --json` and every real process."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.e2e


def ask(store, *lines, customer=None):
    arguments = ["chat", "--json", *(["--customer", customer] if customer else [])]
    done = store.run(*arguments, text="\n".join(lines) + "\n")
    assert 0 == done.returncode, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_policy_question_is_answered_and_cited(store):
    """The electronics window is 14 days, and the returns policy is cited."""
    [turn] = ask(store, "what is your return policy for electronics?")
    assert "14" in turn["text"]
    assert any("return" in c["source"] for c in turn["citations"])
    assert turn["intent"] == "ask_policy"
    assert turn["status"] == "answered"
    assert turn["first_token_ms"] <= turn["latency_ms"]


def test_a_product_question_is_answered_from_the_product(store):
    """A question about one product is answered from that product's facts."""
    [turn] = ask(store, "is the stormline 3l rain jacket waterproof?")
    assert "20,000" in turn["text"] or "waterproof" in turn["text"].lower()
    assert turn["citations"]


def test_a_search_keeps_its_price_limit(store):
    """'Under 40' is a limit, and each offer is a product card."""
    [turn] = ask(store, "something warm for a toddler under 40")
    assert turn["products"]
    assert all(float(product["price"]) <= 40 for product in turn["products"])


def test_no_order_fact_without_signing_in(store):
    """A shopper who is not signed in is told how to sign in, and no order is named."""
    [turn] = ask(store, "where is my order?")
    assert "sign" in turn["text"].lower()
    assert "HP-" not in turn["text"]


def test_a_signed_in_shopper_sees_only_their_own_orders(store):
    """Every order number in the reply is the customer's; another's is refused."""
    orders = orders_by_customer(store)
    customer, own = next((c, o) for c, o in orders.items() if o)
    foreign = next(n for c, numbers in orders.items() if c != customer for n in numbers)
    mine, theirs = ask(store, "where is my order?", f"where is {foreign}?", customer=customer)
    assert any(number in json.dumps(mine) for number in own)
    assert not [n for n in orders if n != customer for n in orders[n] if n in json.dumps(mine)]
    missing = ask(store, "where is HP-99999?", customer=customer)[0]
    assert {b["title"] for b in missing["buttons"]} == {b["title"] for b in theirs["buttons"]}
    assert any(words in theirs["text"] for words in ("can't find", "There is no order"))


def test_an_unanswerable_question_is_refused_with_the_offer_of_a_person(store):
    """What no source says is not answered."""
    [turn] = ask(store, "what's the frequency response of the hush 700?")
    assert not turn["citations"]
    assert any("person" in b["title"].lower() for b in turn["buttons"])


def test_a_person_is_called_and_the_bot_goes_on(store):
    """The conversation waits for a person while the bot keeps answering."""
    called, answered = ask(store, "i want to talk to a human", "do you ship to canada?")
    assert called["intent"] == "talk_to_human"
    assert answered["citations"]


@pytest.mark.parametrize("text", ["/restart", "\u00a0/restart", "\u200b /session_start"])
def test_a_typed_command_is_only_text(store, text):
    """A slash typed by a shopper runs no intent."""
    [turn] = ask(store, text)
    assert turn["text"]
    assert turn["intent"] not in {"restart", "session_start"}


def orders_by_customer(store):
    from sqlalchemy import text

    from database import connect, reading

    engine = connect(store.settings.sql_url)
    with reading(engine) as connection:
        rows = connection.execute(
            text("SELECT customer_id, number FROM orders ORDER BY placed_at DESC")
        ).all()
    engine.dispose()
    orders: dict[str, list[str]] = {}
    for customer, number in rows:
        orders.setdefault(customer, []).append(number)
    return orders
