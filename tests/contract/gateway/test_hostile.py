"""Hostile clients: each gets a clear refusal on a connection that stays, and harms nothing."""

from __future__ import annotations

import json

import pytest

from tilly.chat_client import ChatRefused


async def test_a_message_of_one_megabyte_is_refused_in_words(client, rasa):
    """A huge frame gets too_long, and the same connection goes on working."""
    text = json.dumps({"type": "message", "id": "m1", "text": "x" * 1_000_000})
    await client.send_text(text)
    error = await client.wait_for("error")
    assert error["code"] == "too_long"
    assert (await client.ask("hello")).status == "answered"
    assert len(rasa.received) == 1


async def test_a_text_that_is_too_long_is_refused_by_name(client, rasa):
    """A text past the limit names itself, its limit and the client's id."""
    with pytest.raises(ChatRefused) as error:
        await client.ask("x" * 2001)
    assert error.value.code == "too_long"
    assert str(error.value) == "text may have 2,000 characters; this one has 2,001."
    assert rasa.received == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "{",
        "[]",
        "null",
        '{"type": "message", "id": "m1", "text": NaN}',
        "[" * 50_000,
        '{"type": "fly"}',
        '{"type": ["message"]}',
        '{"type": "message"}',
        '{"type": "message", "id": "m1"}',
        '{"type": "message", "id": {"$gt": ""}, "text": "hi"}',
        '{"type": "message", "id": "m1", "text": "   "}',
        '{"type": "message", "id": "m1", "text": "/"}',
        '{"type": "message", "id": "m1", "text": 7}',
        '{"type": "message", "id": "m1", "text": "hi", "page": []}',
        '{"type": "message", "id": "m1", "text": "hi", "page": {"cart": "all"}}',
        '{"type": "click", "id": "m1"}',
        '{"type": "feedback", "message": "x", "value": "sideways"}',
        '{"type": "open"}',
        '{"type": "identify"}',
    ],
)
async def test_a_broken_frame_is_answered(client, rasa, text):
    """Every frame that cannot be used gets bad_frame, and the connection stays."""
    await client.send_text(text)
    error = await client.wait_for("error")
    assert error["code"] == "bad_frame"
    assert error["message"].endswith(".")
    assert rasa.received == []
    await client.send({"type": "ping"})
    await client.wait_for("pong")


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        " /restart",
        "\u00a0/restart",
        "\u200b/restart",
        "\ufeff//restart",
        "/ /restart",
        "\u2003\u00ad/\u200b/restart",
        "\x00/restart",
    ],
)
async def test_a_typed_command_is_only_text(client, rasa, typed):
    """A slash, behind whatever white space, never reaches the dialogue engine as a command."""
    await client.ask(typed)
    (message,) = rasa.received
    assert message["message"] == "restart"


async def test_text_with_what_cannot_be_stored_is_made_storable(client, rasa):
    """Lone surrogates and control characters do not break storage or replies."""
    await client.send_text('{"type": "message", "id": "m1", "text": "a\\ud800b\\u0000c"}')
    reply = await client.wait_for("reply")
    assert reply["messages"][0]["text"] == "You said: a\ufffdbc"


async def test_a_card_number_goes_nowhere(client, rasa, gateway):
    """Neither the dialogue engine, nor a frame, nor the database sees a card number."""
    await client.ask("my card is 4111 1111-1111 1111, thanks")
    assert rasa.received[0]["message"] == "my card is [card number removed], thanks"
    accepted = await client.wait_for("accepted")
    assert accepted["text"] == "my card is [card number removed], thanks"
    with gateway.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())
    assert "4111" not in dump


async def test_markup_in_a_message_is_carried_as_text(client, rasa):
    """Markup is data: it arrives as it was typed, for the client to show as text."""
    text = "<script>alert(1)</script> {{constructor}} '; DROP TABLE frames;--"
    assert (await client.ask(text)).text == f"You said: {text}"


async def test_an_address_that_runs_code_is_not_passed_on(client, rasa):
    """A link that is not of the web is left out of cards, citations and images."""

    async def answer(_message):
        bad = "javascript:alert(1)"
        return [
            {"text": "see", "image": "data:text/html,x"},
            {
                "custom": {
                    "products": [{"id": "a", "title": "<script>", "url": bad}],
                    "citations": [{"title": "t", "url": " JavaScript:x"}],
                }
            },
        ]

    rasa.answer = answer
    turn = await client.ask("hello")
    assert turn.products[0]["url"] is None
    assert turn.products[0]["title"] == "<script>"
    assert turn.citations[0]["url"] is None
    assert "image" not in turn.messages[0]


async def test_a_binary_frame_is_answered(client):
    """Binary data is refused in words."""
    await client._socket.send_bytes(b"\x00\xff")
    assert (await client.wait_for("error"))["code"] == "bad_frame"


async def test_nothing_but_open_may_come_first(gateway):
    """A frame before open is refused with not_open, and open still works after it."""
    async with gateway.client() as client:
        await client._connect()
        for frame in (
            {"type": "message", "id": "m1", "text": "hi"},
            {"type": "click", "id": "m2", "button": "b"},
            {"type": "sign_out"},
        ):
            await client.send(frame)
        assert (await client.wait_for("error", count=3))["code"] == "not_open"
        await client.open()


async def test_a_foreign_page_is_turned_away(gateway):
    """A WebSocket from an origin that is not allowed gets the origin error and is closed."""
    async with gateway.client(origin="https://evil.example") as client:
        with pytest.raises(ChatRefused):
            await client.open()
        assert client.frames[0]["code"] == "origin"
    for origin in ("https://shop.example", "http://localhost:8080"):
        async with gateway.client(origin=origin) as client:
            assert (await client.open())["type"] == "opened"
