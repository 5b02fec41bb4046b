"""A server that has too much to do costs a shopper nothing: the answer is quoted at once."""

from __future__ import annotations

import asyncio

import pytest
from speaking_server import fails, says

from generation.openai_compatible import OpenAICompatibleChatModel
from knowledge.answers import Answer, Answers
from tests.unit.knowledge.answering import FakeRetriever, known

QUESTION = "How long do I have to return electronics?"
QUOTE = "Electronics can be returned within 14 days of delivery."
WORDED = "You can return electronics within two weeks of delivery."
SURE = 0.2
"""As in the unit tests of answers, whose embedder hashes words."""


@pytest.fixture
async def answers(endpoint):
    model = OpenAICompatibleChatModel(endpoint.url, "tiny")
    yield Answers(FakeRetriever([known("returns")]), model, threshold=SURE)
    await model.close()


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_server_is_not_waited_for(endpoint, answers, status):
    """One request, no pause, the quotation; when it has time again, it words the answer."""
    endpoint.behaviours = [fails(status), says(WORDED)]
    found = await answers.answer(QUESTION)
    assert isinstance(found, Answer)
    assert (QUOTE, True, 1) == (found.text, found.fell_back, len(endpoint.requests))
    assert WORDED == (await answers.answer(QUESTION)).text


async def test_many_shoppers_at_a_busy_server_are_all_answered(endpoint, answers):
    """While it is to be left alone, nobody's question goes there."""
    endpoint.behaviours = [fails(503, **{"Retry-After": "20"})]
    first = await answers.answer(QUESTION)
    others = await asyncio.gather(*(answers.answer(QUESTION) for _ in range(20)))
    assert {QUOTE} == {found.text for found in [first, *others]}
    assert 1 == len(endpoint.requests)
