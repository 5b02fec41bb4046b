"""The loopback door and the public health pages."""

from __future__ import annotations

import aiohttp
import pytest

import database
from conversations import takeover
from conversations.testing import ADA, take_over


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def post(http, gateway):
    async def post(path, body, token=gateway.settings.service_token):
        headers = {"X-Service-Token": token} if token else {}
        async with http.post(gateway.internal_url + path, json=body, headers=headers) as response:
            return response.status

    return post


async def test_deltas_reach_their_conversation_only(gateway, client, rasa, post):
    """A running turn's sentences are streamed to its conversation, and the reply follows."""

    async def answer(message):
        turn = message["metadata"]["turn_id"]
        for index, text in enumerate(("One. ", "Two.")):
            delta = {"conversation": message["sender"], "turn": turn, "index": index, "text": text}
            assert await post("/internal/deltas", delta) == 200
        return [{"text": "One. Two."}]

    rasa.answer = answer
    async with gateway.client() as stranger:
        await stranger.open()
        turn = await client.ask("hello")
        await stranger.send({"type": "ping"})
        await stranger.wait_for("pong")
        assert not [frame for frame in stranger.frames if frame["type"] == "delta"]
    deltas = [frame for frame in client.frames if frame["type"] == "delta"]
    assert [delta["text"] for delta in deltas] == ["One. ", "Two."]
    assert turn.first_token_ms <= turn.latency_ms
    client.frames.clear()
    client.last_seq = 0
    await client.reconnect()
    await client.wait_for("reply")
    assert not [frame for frame in client.frames if frame["type"] == "delta"]


async def test_a_delta_of_no_running_turn_goes_nowhere(client, post):
    """Late and invented deltas are dropped."""
    turn = await client.ask("hello")
    late = {"conversation": client.conversation, "turn": turn.turn_id, "index": 0, "text": "x"}
    assert await post("/internal/deltas", late) == 409
    assert not [frame for frame in client.frames if frame["type"] == "delta"]


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"conversation": "c", "turn": "t", "index": "0", "text": "x"},
        {"conversation": "c", "turn": "t", "index": 0, "text": ""},
    ],
)
async def test_a_broken_delta_is_refused(post, body):
    """A delta with a wrong field is a bad request."""
    assert await post("/internal/deltas", body) == 400


async def test_the_internal_door_asks_for_the_service_token(post):
    """Without the token, or with another, nothing is taken."""
    for token in (None, "wrong"):
        assert await post("/internal/notify", {"conversation": "c"}, token) == 401


async def test_what_another_process_stores_is_sent_on_notice(gateway, client, post):
    """A frame stored outside the gateway reaches the client when the gateway is told."""
    take_over(gateway.engine, client.conversation)
    with database.writing(gateway.engine) as connection:
        takeover.say(connection, client.conversation, ADA.id, "Hello, Ada here.", client_id="a1")
    assert await post("/internal/notify", {"conversation": client.conversation}) == 204
    said = await client.wait_for("message", count=2)
    assert said["message"]["text"] == "Hello, Ada here."
    assert said["message"]["name"] == "Ada"


async def test_metrics_count_the_turns(gateway, client, http):
    """Prometheus finds turns by outcome and their latency."""
    await client.ask("hello")
    async with http.get(gateway.internal_url + "/metrics") as response:
        text = await response.text()
    assert 'tilly_turns_total{outcome="answered"} 1.0' in text
    assert "tilly_turn_seconds_count 1.0" in text
    assert "tilly_sockets 1.0" in text


async def test_metrics_are_not_public(gateway, http):
    """The public port serves neither metrics nor internal endpoints."""
    for path in ("/metrics", "/internal/deltas", "/internal/notify"):
        async with http.get(gateway.url + path) as response:
            assert response.status == 404


async def test_readiness_follows_what_the_store_needs(gateway, http, rasa, monkeypatch):
    """Readiness is 200 while all parts answer, 503 naming the one that does not."""
    monkeypatch.setattr("gateway.health.FRESH_FOR_S", 0)
    async with http.get(gateway.url + "/healthz") as response:
        assert response.status == 200
    async with http.get(gateway.url + "/readyz") as response:
        assert response.status == 200
    await rasa.stop()
    async with http.get(gateway.url + "/readyz") as response:
        assert response.status == 503
        assert await response.json() == {
            "status": "not ready",
            "dialogue": "down",
            "actions": "down",
            "database": "ok",
        }
    await rasa.start()


async def test_every_response_carries_security_headers(gateway, http):
    """Browsers are told not to sniff, frame or run anything."""
    async with http.get(gateway.url + "/healthz") as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
