"""The action server speaks Rasa 3.6.21's protocol, and to our own processes only."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest
from shop_records import answer, order

from generation.testing import ScriptedChatModel

QUERY = {"token": "token-of-this-test"}


async def test_a_recorded_question_of_rasa_is_answered(server, store, recorded):
    """The body of a real Rasa, replayed: metadata, page and history reach the service."""
    store.answers.found = answer()
    async with server.http.post("/webhook", params=QUERY, json=recorded("question")) as response:
        body = await response.json()
    assert response.status == 200
    (remembered,) = body["events"]
    assert remembered["name"] == "focus_product"
    (message,) = body["responses"]
    assert message["text"] == "Electronics can be returned within 14 days."
    assert message["custom"]["citations"][0]["source"] == "policies/returns.md"
    (asked,) = store.answers.asked
    assert (asked.question, asked.product_id) == ("is the Rain Jacket waterproof?", "rain-jacket")
    assert [(e.question, e.answer) for e in asked.history] == [
        ("hello", "Hello, good to have you here. What can I do for you?")
    ]


async def test_a_recorded_order_question_finds_its_number(server, store, recorded):
    """The entity that Rasa extracted picks the order."""
    store.conversations.customer = "C-1"
    store.orders.orders = [order("HP-10234")]
    async with server.http.post("/webhook", params=QUERY, json=recorded("order")) as response:
        (message,) = (await response.json())["responses"]
    assert (message["response"], message["number"]) == ("utter_order_shipped_due", "HP-10234")


async def test_a_deadline_that_has_passed_is_honoured(server, store, recorded):
    """A turn whose time is over gets the apology at once."""
    body = recorded("question", seconds_left=-1)
    async with server.http.post("/webhook", params=QUERY, json=body) as response:
        (message,) = (await response.json())["responses"]
    assert message["response"] == "utter_technical_problem"


DOORS = ("/webhook", "/internal/ingest", "/internal/assist/suggestion", "/actions", "/health")


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("token", [None, "", "wrong", "ünïcödé"])
async def test_nobody_without_the_service_token_is_heard(server, store, path, token):
    """Every door but /healthz asks for the token, by header or by query."""
    params = {} if token is None else {"token": token}
    async with server.http.post(path, params=params, json={}) as response:
        assert response.status == 401
    assert server.ingestor.paths == []


async def test_the_token_may_come_as_a_header(server):
    """Our own processes send X-Service-Token; Rasa can only send a query."""
    headers = {"X-Service-Token": QUERY["token"]}
    async with server.http.get("/actions", headers=headers) as response:
        names = {action["name"] for action in await response.json()}
    assert "action_answer_question" in names


async def test_health_is_told_to_anybody_and_waits_for_the_models(server):
    """The supervisor polls until the models are warm."""
    async with server.http.get("/healthz") as response:
        assert response.status == 503
    server.app.ctx.ready = True
    async with server.http.get("/healthz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ready"})


@dataclass(frozen=True)
class Step:
    source: str
    done: int
    total: int


@dataclass(frozen=True)
class Report:
    added: int
    refusals: tuple


async def test_ingestion_tells_its_progress_line_by_line(server, tmp_path):
    """Progress objects come first, the report last, as JSON lines."""
    server.ingestor.steps = [Step("a.md", 1, 2), Step("b.md", 2, 2)]
    server.ingestor.report = Report(2, ())
    body = {"paths": [str(tmp_path)]}
    async with server.http.post("/internal/ingest", params=QUERY, json=body) as response:
        lines = [json.loads(line) async for line in response.content]
    assert lines == [
        {"progress": {"source": "a.md", "done": 1, "total": 2}},
        {"progress": {"source": "b.md", "done": 2, "total": 2}},
        {"report": {"added": 2, "refusals": []}},
    ]
    assert server.ingestor.paths == [[tmp_path]]


async def test_a_failed_ingestion_is_told_and_the_next_one_runs(server):
    """The reader of the stream learns the reason; the lock is free again."""
    server.ingestor.report = RuntimeError("The disk is full.")
    for _ in range(2):
        body = {"paths": ["/tmp/x"]}
        async with server.http.post("/internal/ingest", params=QUERY, json=body) as response:
            lines = [json.loads(line) async for line in response.content]
        assert lines == [{"error": "The disk is full."}]


@pytest.mark.parametrize("body", [{}, {"paths": []}, {"paths": "x"}, {"paths": [1]}, [], "x"])
async def test_an_ingestion_of_nothing_is_refused(server, body):
    """What is no list of paths is refused with the form that is."""
    async with server.http.post("/internal/ingest", params=QUERY, json=body) as response:
        assert (response.status, await response.json()) == (
            400,
            {"error": 'Send {"paths": ["…"]}.'},
        )


async def test_an_agent_is_suggested_what_a_shopper_would_be_answered(server, store):
    """The same service, with the exchanges before it; nothing is shown to the shopper."""
    store.answers.found = answer(url="/returns")
    body = {"question": "a radio?", "history": [["hello", "Hello!"]]}
    path = "/internal/assist/suggestion"
    async with server.http.post(path, params=QUERY, json=body) as response:
        suggested = await response.json()
    assert "Electronics can be returned within 14 days." == suggested["text"]
    assert ["https://shop.example/returns"] == [each["url"] for each in suggested["citations"]]
    (asked,) = store.answers.asked
    assert [("hello", "Hello!")] == [(one.question, one.answer) for one in asked.history]
    assert [] == store.gateway.deltas


async def test_without_an_answer_nothing_is_suggested(server):
    """What the store does not know is left to the agent."""
    path = "/internal/assist/suggestion"
    async with server.http.post(path, params=QUERY, json={"question": "who?"}) as response:
        assert "" == (await response.json())["text"]


@pytest.mark.parametrize("body", [[], {}, {"question": " "}, {"question": "x", "history": [["y"]]}])
async def test_what_is_no_question_is_refused(server, store, body):
    """A malformed request is told what to send, and nobody is asked."""
    path = "/internal/assist/suggestion"
    async with server.http.post(path, params=QUERY, json=body) as response:
        assert 400 == response.status
    assert [] == store.answers.asked


async def test_articles_are_the_best_passage_of_each_section(server, store):
    """They come as citations with their text, for the agent to choose from."""
    path = "/internal/assist/articles"
    async with server.http.post(path, params=QUERY, json={"question": "returns"}) as response:
        (article,) = (await response.json())["articles"]
    assert ("Returns", "Electronics") == (article["title"], article["section"])
    assert "Electronics can be returned within 14 days." == article["text"]


async def test_a_summary_needs_a_model(server, store):
    """Without one it is empty; with one it is the model's words."""
    path, body = "/internal/assist/summary", {"talk": "Shopper: where is HP-10234?"}
    async with server.http.post(path, params=QUERY, json=body) as response:
        assert {"text": "", "model": ""} == await response.json()
    store.chat_model = ScriptedChatModel(["They ask for HP-10234."])
    async with server.http.post(path, params=QUERY, json=body) as response:
        assert {"text": "They ask for HP-10234.", "model": "scripted"} == await response.json()
    async with server.http.post(path, params=QUERY, json={"talk": ""}) as response:
        assert 400 == response.status
