"""What the widget does with the frames of a conversation."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CARD = {
    "id": "p1",
    "title": "Fleece suit",
    "brand": "Wrenling",
    "price": "34.00",
    "currency": "USD",
    "image": "/pictures/c9b695.svg",
    "url": "/shop/products/p1",
    "rating": 4.7,
    "in_stock": True,
    "reason": "Fleece-lined",
}


async def test_text_streams_and_the_final_reply_replaces_it(gateway, widget):
    """Deltas appear as they come, dots cover the wait, and the reply takes their place."""
    first, last = asyncio.Event(), asyncio.Event()

    async def answer(turn):
        await first.wait()
        await turn.delta(0, "You have **14 days**.")
        await turn.delta(1, "Keep the box.")
        await last.wait()
        await turn.reply("You have **14 days**. Keep the packaging.")

    gateway.answer = answer
    await widget.say("How long?")
    await expect(widget.typing).to_be_visible()
    first.set()
    await widget.shows("You have 14 days. Keep the box.")
    await expect(widget.typing).to_be_hidden()
    assert await widget.log.get_attribute("aria-busy") == "true"
    last.set()
    await widget.shows("You have 14 days. Keep the packaging.")
    await widget.sees_no("Keep the box.")
    assert await widget.log.get_attribute("aria-busy") == "false"


async def test_deltas_out_of_order_are_put_in_order(gateway, widget):
    """A delta that overtook the one before it waits for it."""

    async def answer(turn):
        await turn.delta(1, "Second.")
        await turn.delta(0, "First.")

    gateway.answer = answer
    await widget.say("Order?")
    await widget.shows("First. Second.")


async def test_a_button_is_clicked_by_its_id_and_only_once(gateway, widget):
    """The click frame names the button's id, and one choice settles the group."""

    async def answer(turn):
        buttons = [{"id": "b-yes", "title": "Yes"}, {"id": "b-no", "title": "No"}]
        await turn.reply({"text": f"Got {turn.text}.", "buttons": buttons * (turn.text == "start")})

    gateway.answer = answer
    await widget.say("start")
    await widget.button("Yes").click()
    await widget.shows("Got Yes.")
    await expect(widget.button("Yes")).to_be_disabled()
    await expect(widget.button("No")).to_be_disabled()
    (click,) = gateway.frames("click")
    assert {"type": "click", "id": click["id"], "button": "b-yes"} == click
    assert await widget.bubbles().all_inner_texts() == ["start", "Yes"]


async def test_a_typed_answer_retires_the_buttons(gateway, widget):
    """Suggested replies are for the message they came with."""

    async def answer(turn):
        await turn.reply({"text": "Well?", "buttons": [{"id": f"b{turn.id}", "title": turn.text}]})

    gateway.answer = answer
    await widget.say("one")
    await expect(widget.button("one")).to_be_enabled()
    await widget.say("two")
    await expect(widget.button("two")).to_be_enabled()
    await expect(widget.button("one")).to_be_disabled()


async def test_product_cards_show_what_a_shopper_asks(gateway, widget):
    """A card has picture, brand, linked title, price, rating and stock; more unfold on demand."""

    async def answer(turn):
        cards = [CARD | {"id": f"p{i}", "title": f"Suit {i}", "in_stock": i != 2} for i in range(5)]
        await turn.reply({"text": "These are warm:", "products": cards})

    gateway.answer = answer
    await widget.say("warm")
    cards = widget.log.get_by_role("listitem")
    await expect(cards).to_have_count(3)
    await expect(cards.nth(0)).to_contain_text("$34.00")
    await expect(cards.nth(0)).to_contain_text("Rated 4.7 out of 5")
    await expect(cards.nth(0)).to_contain_text("In stock")
    await expect(cards.nth(2)).to_contain_text("Out of stock")
    link = cards.nth(0).get_by_role("link", name="Suit 0")
    assert f"{gateway.url}/shop/products/p1" == await link.evaluate("link => link.href")
    await widget.button("Show 2 more products").click()
    await expect(cards).to_have_count(5)


async def test_a_table_is_a_table(gateway, widget):
    """Its first row heads the columns, its first cells the rows; nothing in it is markup."""

    async def answer(turn):
        await turn.reply(
            "Side by side:\n|  | **Rain <b>Jacket</b>** | **Parka** |\n| --- | --- | --- |\n"
            "| Price | $69.00 | $219.00 |\n| Hood | a \\| b | - |\nThat is all."
        )

    gateway.answer = answer
    await widget.say("compare")
    table = widget.log.get_by_role("table")
    await expect(table.get_by_role("columnheader")).to_have_text(["Rain <b>Jacket</b>", "Parka"])
    await expect(table.get_by_role("rowheader")).to_have_text(["Price", "Hood"])
    await expect(table.get_by_role("row").nth(2)).to_contain_text("a | b")
    await widget.shows("That is all.")
    panel = await widget.log.bounding_box()
    frame = await widget.log.locator(".table").bounding_box()
    assert frame["x"] + frame["width"] <= panel["x"] + panel["width"]


async def test_sources_unfold(gateway, widget):
    """Citations stand behind one line and name title, section and address."""

    async def answer(turn):
        cited = [
            {"title": "Returns policy", "section": "Electronics", "source": "r.md", "url": "/r"},
            {"title": "FAQ", "section": "", "source": "faq.md", "url": None},
        ]
        await turn.reply({"text": "14 days.", "citations": cited})

    gateway.answer = answer
    await widget.say("returns")
    link = widget.log.get_by_role("link", name="Returns policy")
    await expect(link).to_be_hidden()
    await widget.log.get_by_text("2 sources").click()
    await expect(link).to_be_visible()
    await expect(widget.log.get_by_text("Electronics")).to_be_visible()


async def test_thumbs_are_sent_with_a_reason_and_remembered(gateway, widget):
    """A thumb down is sent at once, its reason after it; both survive a reload."""
    await widget.say("hello")
    await widget.shows("You asked: hello")
    await widget.button("This did not help").click()
    await widget.panel.get_by_label("It is out of date").check()
    await widget.panel.get_by_label("Anything to add?").fill("since May")
    await widget.panel.locator(".why").get_by_role("button", name="Send").click()
    await expect(widget.panel.get_by_text("Thank you for telling us.")).to_be_visible()
    heard = await gateway.heard("feedback", 2)
    sent = [(frame["message"], frame["value"], frame.get("reason")) for frame in heard]
    assert [
        ("turn-1.0", "down", None),
        ("turn-1.0", "down", "It is out of date: since May"),
    ] == sent
    await widget.page.reload()
    await expect(widget.button("This did not help")).to_have_attribute("aria-pressed", "true")


async def test_a_person_can_take_over(gateway, widget):
    """Waiting, joining and leaving are said, and a person's words carry their name."""
    talk = gateway.talk
    await talk.durable({"type": "answering", "who": "waiting"})
    await expect(widget.panel.get_by_text("A person has been asked to join.")).to_be_visible()
    await talk.durable({"type": "answering", "who": "person", "name": "Noor"})
    await widget.shows("Noor has joined.")
    await expect(widget.panel.get_by_text("Noor answers you")).to_be_visible()
    words = {"id": "a1", "from": "agent", "name": "Noor", "text": "Hello, I am *Noor*."}
    await talk.durable({"type": "message", "message": words})
    await widget.shows("Hello, I am Noor.")
    await talk.durable({"type": "answering", "who": "bot"})
    await widget.shows("You are writing with the automated assistant again.")


async def test_a_person_and_a_shopper_see_each_other_writing(gateway, widget):
    """Their name over the dots until their message comes; only a person is told of our typing."""
    await widget.input.press_sequentially("is any")
    talk = gateway.talk
    await talk.durable({"type": "answering", "who": "person", "name": "Noor"})
    await talk.send({"type": "typing", "from": "agent", "name": "Noor"})
    await expect(widget.typing).to_be_visible()
    await expect(widget.typing).to_contain_text("Noor")
    assert [] == gateway.frames("typing")
    await widget.input.press_sequentially("body there?")
    assert [{"type": "typing"}] == await gateway.heard("typing")
    said = {"id": "m1", "from": "agent", "name": "Noor", "text": "I am.", "products": [CARD]}
    await talk.durable({"type": "message", "message": said})
    await widget.shows("Fleece suit")
    await expect(widget.typing).to_be_hidden()


async def test_what_was_being_said_is_withdrawn_when_a_person_takes_over(gateway, widget):
    """Half an answer does not stay on the page as if it had been given; later words are ignored."""
    taken = asyncio.Event()

    async def answer(turn):
        await turn.delta(0, "You have 14")
        await taken.wait()
        await turn.delta(1, "days.")
        await turn.reply(status="held")

    gateway.answer = answer
    await widget.say("how long do I have?")
    await widget.shows("You have 14")
    await gateway.talk.durable({"type": "answering", "who": "person", "name": "Noor"})
    await widget.shows("The assistant left off: a person answers this now.")
    taken.set()
    await widget.shows("Noor has joined.")
    for words in ("You have 14", "days."):
        await expect(widget.panel.get_by_text(words)).to_have_count(0)
    await expect(widget.typing).to_be_hidden()


async def test_a_held_turn_ends_the_dots(gateway, widget):
    """While a person answers, an empty reply closes the turn without a word."""

    async def answer(turn):
        await turn.reply(status="held")

    gateway.answer = answer
    await widget.say("are you there?")
    await widget.shows("are you there?")
    await expect(widget.typing).to_be_hidden()
    await expect(widget.page.locator("tilly-chat .pending")).to_have_count(0)


async def test_a_fault_is_shown_as_one(gateway, widget):
    """A turn that failed is marked and offers its buttons."""

    async def answer(turn):
        button = {"id": "b1", "title": "Talk to a person"}
        await turn.reply({"text": "A technical problem.", "buttons": [button]}, status="fault")

    gateway.answer = answer
    await widget.say("hello")
    await expect(widget.page.locator("tilly-chat .fault")).to_contain_text("A technical problem.")
    await expect(widget.button("This helped")).to_have_count(0)
    await expect(widget.button("Talk to a person")).to_be_enabled()


async def test_the_stored_text_is_what_is_shown(gateway, widget):
    """A card number that the server masked is masked on the shopper's screen too."""

    async def answer(turn):
        await turn.reply("Please do not send card numbers.")

    gateway.answer = answer
    gateway.mask = ("4111 1111 1111 1111", "[card number]")
    await widget.say("my card is 4111 1111 1111 1111")
    await widget.shows("my card is [card number]")
    await widget.sees_no("4111")


async def test_a_long_reply_is_read_from_its_question(gateway, widget):
    """What was asked stays in sight above a reply that is taller than the window."""

    async def answer(turn):
        await turn.reply("\n\n".join(f"Line {number} of many." for number in range(60)))

    gateway.answer = answer
    await widget.say("Tell me everything")
    await widget.shows("Line 59 of many.")
    await expect(widget.log.get_by_text("Tell me everything")).to_be_in_viewport(ratio=1)
    await expect(widget.log.get_by_text("Line 0 of many.")).to_be_in_viewport(ratio=1)
    await expect(widget.log.get_by_text("Line 59 of many.")).not_to_be_in_viewport()


async def test_a_person_who_writes_much_is_followed(gateway, widget):
    """Their newest line is in sight, however many came since the shopper wrote."""

    async def answer(turn):
        for number in range(30):
            words = {"id": f"a{number}", "from": "agent", "name": "Noor", "text": f"Line {number}."}
            await turn.talk.durable({"type": "message", "message": words})

    gateway.answer = answer
    await widget.say("Are you there?")
    await expect(widget.log.get_by_text("Line 29.")).to_be_in_viewport(ratio=1)
