"""The HTTP adapter against a real server that is slow, busy, cut off or wrong."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import aclosing

import pytest
from speaking_server import event, fails, raw, says

from generation import (
    Busy,
    DeadlineExceeded,
    Delta,
    EndpointRefused,
    Message,
    ModelUnavailable,
    PromptTooLong,
    StreamBroken,
)
from generation.openai_compatible import OpenAICompatibleChatModel

ASK = [Message("system", "Be brief."), Message("user", "Hello, mail me at jo@example.com")]


@pytest.fixture
async def model(endpoint, monkeypatch):
    monkeypatch.setattr("generation.openai_compatible.FIRST_PAUSE_S", 0.01)
    made = OpenAICompatibleChatModel(endpoint.url, "tiny", api_key="secret", silence_s=0.5)
    yield made
    await made.close()


async def answer(model, **kwargs):
    async with aclosing(model.stream(ASK, max_tokens=20, **kwargs)) as pieces:
        return [piece async for piece in pieces]


async def text(model, **kwargs):
    return "".join(piece.text for piece in await answer(model, **kwargs))


async def test_an_answer_streams_with_its_token_counts(endpoint, model):
    """Pieces arrive in order and the last one has the counts."""
    endpoint.behaviours = [says("Hel", "lo.")]
    assert [Delta("Hel"), Delta("lo."), Delta("", 7, 2)] == await answer(model)


async def test_the_request_is_what_such_servers_expect(endpoint, model):
    """Model, messages, limit and streaming are in the body, the key in the header."""
    endpoint.behaviours = [says("ok")]
    await answer(model)
    body = endpoint.requests[0]
    assert endpoint.headers[0]["Authorization"] == "Bearer secret"
    assert tuple(body[key] for key in ("model", "max_tokens", "stream", "temperature")) == (
        "tiny",
        20,
        True,
        0,
    )
    assert body["messages"][0] == {"role": "system", "content": "Be brief."}


@pytest.mark.parametrize("cut", [1, 3, 7])
async def test_bytes_may_be_cut_anywhere(endpoint, model, cut):
    """Events and characters split over packets come out whole."""
    endpoint.behaviours = [says("Grüße ", "— 你好", cut=cut)]
    assert await text(model) == "Grüße — 你好"


@pytest.mark.parametrize("status", [408, 500, 502, 504])
async def test_a_passing_error_is_retried(endpoint, model, status):
    """A broken server gets a second chance before the first piece."""
    endpoint.behaviours = [fails(status), fails(status), says("ok")]
    assert await text(model) == "ok"
    assert len(endpoint.requests) == 3


async def test_retries_end(endpoint, model):
    """A server that stays broken is reported after the last attempt."""
    endpoint.behaviours = [fails(500)]
    with pytest.raises(EndpointRefused, match=r"answered 500 \(busy"):
        await answer(model)
    assert len(endpoint.requests) == 3


async def test_a_pause_ends_before_the_deadline(endpoint, model, monkeypatch):
    """One that would use the time up is not begun."""
    monkeypatch.setattr("random.uniform", lambda _low, _high: 2.0)
    endpoint.behaviours = [fails(500), says("ok")]
    began = time.monotonic()
    with pytest.raises(EndpointRefused, match="500"):
        await answer(model, deadline=began + 1)
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_has_too_much_to_do_is_not_asked_again(endpoint, model, status):
    """It is busy as an engine of our own would be, at once; the next answer is tried anew."""
    endpoint.behaviours = [fails(status), says("ok")]
    with pytest.raises(Busy, match=rf"answered {status} \(busy"):
        await answer(model)
    assert len(endpoint.requests) == 1
    assert await text(model) == "ok"


async def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(endpoint, model):
    """Until then nobody's answer waits for a connection to it."""
    endpoint.behaviours = [fails(429, **{"Retry-After": "1"}), says("ok")]
    for _ in range(2):
        with pytest.raises(Busy):
            await answer(model)
    assert len(endpoint.requests) == 1
    await asyncio.sleep(1.05)
    assert await text(model) == "ok"


@pytest.mark.parametrize(("status", "hint"), [(401, "TILLY_LLM_API_KEY"), (404, "TILLY_LLM_MODEL")])
async def test_a_lasting_error_says_what_to_set(endpoint, model, status, hint):
    """A wrong key or address is not retried, and the message names the setting."""
    endpoint.behaviours = [fails(status)]
    with pytest.raises(EndpointRefused, match=hint) as error:
        await answer(model)
    assert status == error.value.status
    assert len(endpoint.requests) == 1


async def test_a_prompt_that_does_not_fit_is_told_apart(endpoint, model):
    """The server's complaint about its context is PromptTooLong."""
    endpoint.behaviours = [fails(400, '{"error": {"message": "exceeds the context size"}}')]
    with pytest.raises(PromptTooLong, match="context size"):
        await answer(model)


async def test_an_older_server_that_refuses_stream_options_is_served(endpoint, model):
    """Token counts are given up rather than the answer."""
    endpoint.behaviours = [fails(400, "unknown field stream_options"), says("ok")]
    assert await text(model) == "ok"
    assert "stream_options" not in endpoint.requests[1]


async def test_a_stream_cut_in_the_middle_is_reported_and_not_retried(endpoint, model):
    """After the first piece a second attempt would say things twice."""
    endpoint.behaviours = [says("Half a", ending="none")]
    with pytest.raises(StreamBroken, match="before it was whole"):
        await answer(model)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"data: {not json\n\n",
        b"data: [1, 2]\n\n",
        b'data: {"choices": "none"}\n\n',
        b'data: {"choices": [{"delta": {"content": 7}}]}\n\n',
        b'data: "text"\n\n',
        b"data: \xff\xfe\n\n",
        b'data: {"error": {"message": "out of memory"}}\n\n',
        b"data: " + b"x" * (1 << 20) + b"\n\n",
        b"",
        b"<html>a proxy's page</html>",
    ],
)
async def test_malformed_streams_are_errors_not_crashes(endpoint, model, body):
    """Whatever a server sends, the caller sees StreamBroken."""
    endpoint.behaviours = [raw(body)]
    with pytest.raises(StreamBroken):
        await answer(model)


async def test_a_server_error_in_the_stream_is_passed_on(endpoint, model):
    """The server's own words are in the message."""
    endpoint.behaviours = [says("Hel", {"error": {"message": "out of memory"}})]
    with pytest.raises(StreamBroken, match="out of memory"):
        await answer(model)


async def test_empty_and_foreign_events_are_skipped(endpoint, model):
    """Role-only, reasoning and empty events carry no text."""
    foreign = {"choices": [{"delta": {"role": "assistant", "reasoning_content": "hm"}}]}
    endpoint.behaviours = [says(foreign, event(""), event(None), "ok")]
    assert await text(model) == "ok"


async def test_silence_is_noticed(endpoint, model):
    """A connection without a byte for too long is given up, after the retries."""
    endpoint.behaviours = [says("late", delay=1.0)]
    with pytest.raises(StreamBroken, match="silent"):
        await answer(model)


async def test_the_deadline_holds_while_bytes_keep_coming(endpoint, model):
    """Comments without text do not keep an answer alive past its deadline."""
    endpoint.behaviours = [says("Hel", ending="hang")]
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        await answer(model, deadline=began + 0.3)
    assert time.monotonic() - began < 0.8
    await asyncio.wait_for(endpoint.hung_up.wait(), 2)


async def test_a_slow_reader_is_not_struck_by_the_deadline(endpoint, model):
    """The limit is on waiting for the server, not on what the caller does between pieces."""
    endpoint.behaviours = [says("a", "b")]
    stream = model.stream(ASK, max_tokens=5, deadline=time.monotonic() + 0.2)
    assert (await anext(stream)).text == "a"
    await asyncio.sleep(0.3)
    with pytest.raises(DeadlineExceeded):
        await anext(stream)


async def test_closing_the_stream_hangs_up(endpoint, model):
    """A cancel closes the connection, so that the server stops generating."""
    endpoint.behaviours = [says("Hel", ending="hang")]
    stream = model.stream(ASK, max_tokens=5)
    assert (await anext(stream)).text == "Hel"
    await stream.aclose()
    await asyncio.wait_for(endpoint.hung_up.wait(), 2)


async def test_cancelling_the_task_hangs_up(endpoint, model):
    """A cancelled turn leaves no generation behind."""
    endpoint.behaviours = [says("Hel", ending="hang")]
    task = asyncio.create_task(answer(model))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(endpoint.hung_up.wait(), 2)


async def test_no_more_is_asked_at_once_than_the_server_runs(endpoint):
    """One is asked, one waits for it within its time, the third is refused at once."""
    endpoint.behaviours = [says("Hel", ending="hang"), says("ok")]
    model = OpenAICompatibleChatModel(endpoint.url, "tiny", streams=1, waiting=1)
    first = model.stream(ASK, max_tokens=5)
    await anext(first)
    with pytest.raises(DeadlineExceeded):
        await answer(model, deadline=time.monotonic() + 0.2)
    second = asyncio.create_task(text(model))
    await asyncio.sleep(0.05)
    with pytest.raises(Busy, match="2 answers in hand"):
        await answer(model)
    assert len(endpoint.requests) == 1
    await first.aclose()
    assert await asyncio.wait_for(second, 5) == "ok"
    await model.close()


async def test_nobody_there_is_one_sentence(unused_port):
    """A server that is not running is named, with the setting to correct."""
    model = OpenAICompatibleChatModel(f"http://127.0.0.1:{unused_port}/v1", "tiny", attempts=1)
    with pytest.raises(ModelUnavailable, match="TILLY_LLM_URL"):
        await answer(model)
    await model.close()


async def test_a_redirect_is_not_followed(endpoint, model):
    """A redirect could carry the shopper's words elsewhere."""
    endpoint.behaviours = [fails(302, "", Location="http://127.0.0.1:9/v1")]
    with pytest.raises(EndpointRefused, match="302"):
        await answer(model)


async def test_personal_data_is_redacted_for_a_remote_server(endpoint, model, monkeypatch):
    """Unless allowed, an e-mail address never leaves this machine."""
    monkeypatch.setattr(OpenAICompatibleChatModel, "remote", property(lambda self: True))
    endpoint.behaviours = [says("ok")]
    await answer(model)
    sent = json.dumps(endpoint.requests[0])
    assert "jo@example.com" not in sent
    assert "[e-mail removed]" in sent
    model.allow_personal_data = True
    await answer(model)
    assert "jo@example.com" in json.dumps(endpoint.requests[1])


async def test_a_server_on_this_machine_gets_the_words_as_they_are(endpoint, model):
    """Loopback is not remote."""
    endpoint.behaviours = [says("ok")]
    await answer(model)
    assert "jo@example.com" in json.dumps(endpoint.requests[0])
