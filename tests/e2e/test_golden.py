"""Sixty questions on the demo store, whose right answers were written before the system's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks.answers import ask_all, judge, read_questions

pytestmark = pytest.mark.e2e

QUESTIONS = Path(__file__).parents[1] / "golden" / "demo.yml"
# Two in ten may be missed, one in ten of the unanswerable let through: what a release must hold.
RIGHT, REFUSED = 0.8, 0.9


def test_the_store_answers_what_it_knows_and_refuses_the_rest(store):
    """Right means every required string, no forbidden one, the right source, 600 characters."""
    questions = read_questions(QUESTIONS)
    assert len(questions) >= 60
    replies = asyncio.run(ask_all(store.url, questions))
    problems = [judge(q, r) for q, r in zip(questions, replies, strict=True)]
    shares = {}
    for answerable in (True, False):
        judged = [
            p for q, p in zip(questions, problems, strict=True) if q["answerable"] is answerable
        ]
        shares[answerable] = judged.count(None) / len(judged)
    wrong = [
        f"{q['id']}: {p}: {r.text[:120]}"
        for q, r, p in zip(questions, replies, problems, strict=True)
        if p
    ]
    assert shares[True] >= RIGHT, wrong
    assert shares[False] >= REFUSED, wrong
