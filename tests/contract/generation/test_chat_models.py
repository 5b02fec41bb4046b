"""What every chat model must do, whichever adapter it is."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

import pytest
from speaking_server import says

from generation import DeadlineExceeded, Message
from generation.local import LocalChatModel
from generation.openai_compatible import OpenAICompatibleChatModel
from generation.testing import Script, ScriptedChatModel

ASK = [Message("system", "Be brief."), Message("user", "The tent?")]
WORDS = [f"word{place} " for place in range(120)]
STREAMS = 16


@pytest.fixture(
    params=["scripted", "openai_compatible", pytest.param("local", marks=pytest.mark.model)]
)
async def model(request, endpoint):
    """A model that would talk for long: it must be stopped."""
    if request.param == "scripted":
        made = ScriptedChatModel([Script("".join(WORDS), delay=0.01)])
    elif request.param == "openai_compatible":
        endpoint.behaviours = [says(*WORDS, delay=0.01)]
        made = OpenAICompatibleChatModel(endpoint.url, "tiny")
    else:
        made = LocalChatModel(
            request.getfixturevalue("tiny_weights"), device="cpu", streams=STREAMS
        )
        made.load()
    yield made
    await made.close()


async def read(stream):
    async with aclosing(stream):
        return [piece async for piece in stream]


async def test_it_has_a_name(model):
    """Traces show which model spoke."""
    assert model.name


async def test_the_last_piece_counts_tokens(model):
    """Only the last piece has counts, and there is text before it."""
    *pieces, last = await read(model.stream(ASK, max_tokens=8))
    assert all(piece.completion_tokens is None for piece in pieces)
    assert any(piece.text for piece in pieces)
    assert last.prompt_tokens > 0
    assert last.completion_tokens > 0


async def test_a_deadline_ends_the_stream_in_time(model):
    """At the deadline the caller gets DeadlineExceeded, not later."""
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        await read(model.stream(ASK, max_tokens=4000, deadline=began + 0.3))
    assert time.monotonic() - began < 1.0


async def test_a_deadline_that_has_passed_gives_nothing(model):
    """A turn without time left does not start an answer."""
    with pytest.raises(DeadlineExceeded):
        await anext(model.stream(ASK, max_tokens=8, deadline=time.monotonic() - 1))


async def test_closing_early_returns_at_once(model):
    """A stream left after its first piece does not hold the caller."""
    stream = model.stream(ASK, max_tokens=4000)
    await anext(stream)
    began = time.monotonic()
    await stream.aclose()
    assert time.monotonic() - began < 0.5


async def test_a_cancelled_stream_leaves_the_model_usable(model):
    """After a cancel the next answer streams as ever."""
    task = asyncio.create_task(read(model.stream(ASK, max_tokens=4000)))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await read(model.stream(ASK, max_tokens=4))


async def test_two_streams_do_not_mix(model):
    """Answers asked for at once each arrive whole."""
    streams = [model.stream(ASK, max_tokens=6) for _ in range(2)]
    first, second = await asyncio.gather(*map(read, streams))
    assert first == second


async def test_sixteen_streams_at_once_each_arrive_whole(model):
    """Every one is what it would be alone."""
    alone = await read(model.stream(ASK, max_tokens=12))
    together = await asyncio.gather(
        *(read(model.stream(ASK, max_tokens=12)) for _ in range(STREAMS))
    )
    assert [text(alone)] * STREAMS == [text(one) for one in together]


async def test_leaving_one_stream_leaves_the_others_untouched(model):
    """The neighbours of a cancelled stream get their whole answers."""
    alone = await read(model.stream(ASK, max_tokens=20))
    others = [asyncio.create_task(read(model.stream(ASK, max_tokens=20))) for _ in range(4)]
    left = model.stream(ASK, max_tokens=4000)
    await anext(left)
    await left.aclose()
    assert [text(alone)] * 4 == [text(one) for one in await asyncio.gather(*others)]


async def test_a_deadline_in_the_middle_strikes_one_stream_only(model):
    """Text has come by then, and who has more time goes on."""
    patient = asyncio.create_task(read(model.stream(ASK, max_tokens=30)))
    stream = model.stream(ASK, max_tokens=4000, deadline=time.monotonic() + 0.25)
    assert (await anext(stream)).text
    with pytest.raises(DeadlineExceeded):
        await read(stream)
    assert (await patient)[-1].completion_tokens


def text(pieces):
    return "".join(piece.text for piece in pieces)
