"""Continuous batching over a model that a person can check by hand."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

import pytest

from generation import StreamBroken
from generation.batch import Batch, Ended, Request


class Rows:
    """What each row holds, as plain lists."""

    def __init__(self, rows):
        self.rows = rows
        self.held = [[] for _ in range(rows)]

    def begin(self, row, prompt):
        self.held[row] = []
        return 0

    def move(self, source, target):
        self.held[target] = list(self.held[source])

    def forget(self, row=None):
        for one in range(self.rows) if row is None else [row]:
            self.held[one] = []


class Tokens(list):
    def tolist(self):
        return list(self)


@dataclass
class Adding:
    """Says the sum of all it holds, modulo 1,000 and never the end by chance; counts its passes."""

    rows: int
    fails_at: set = field(default_factory=set)
    slow: float = 0.0
    decodes: list = field(default_factory=list)
    pieces: list = field(default_factory=list)

    def __post_init__(self):
        self.slots = Rows(self.rows)

    def prefill(self, row, tokens):
        self.pieces.append((row, len(tokens)))
        if "prompt" in self.fails_at and 666 in tokens:
            raise RuntimeError("out of memory")
        self.slots.held[row] += tokens
        return Tokens([following(self.slots.held[row])])

    def decode(self, tokens):
        time.sleep(self.slow)
        self.decodes.append(len(tokens))
        if len(self.decodes) in self.fails_at:
            raise RuntimeError("a kernel failed")
        for row, token in enumerate(tokens):
            self.slots.held[row].append(token)
        return Tokens([following(held) for held in self.slots.held[: len(tokens)]])


def following(held):
    return sum(held) % 1000 + 1


def alone(prompt, most):
    held = list(prompt)
    for _ in range(most):
        held.append(following(held))
    return held[len(prompt) :]


class Reader:
    """Adds requests and waits for what they are given."""

    def __init__(self, batch):
        self.batch = batch

    def ask(self, prompt, most, **kwargs):
        given, done = [], threading.Event()

        def give(piece):
            given.append(piece)
            if not isinstance(piece, int):
                done.set()

        request = Request(prompt, most, give, **kwargs)
        self.batch.add(request)
        return request, given, done


@pytest.fixture
def run():
    batches = []

    def made(model, *, ends=frozenset(), piece=100):
        batches.append(Batch(model, ends=ends, piece=piece))
        return Reader(batches[-1])

    yield made
    for batch in batches:
        batch.close()


def test_every_answer_is_what_it_would_be_alone(run):
    """Forty answers of all lengths through three rows, moved about as others end."""
    model = Adding(3)
    reader = run(model)
    asked = [([n + 1, 2 * n + 5], 1 + 7 * n % 11) for n in range(40)]
    asks = [reader.ask(prompt, most) for prompt, most in asked]
    for (prompt, most), (_, given, done) in zip(asked, asks, strict=True):
        assert done.wait(5)
        assert given == [*alone(prompt, most), Ended(most)]
    assert max(model.decodes) == 3


def test_an_answer_ends_at_its_end_token(run):
    """The end token is counted, not handed on."""
    end = alone([5, 6], 4)[2]
    _, given, done = run(Adding(2), ends=frozenset({end})).ask([5, 6], 9)
    assert done.wait(5)
    assert given == [*alone([5, 6], 2), Ended(3)]


def test_a_long_prompt_is_read_in_pieces_between_steps(run):
    """An answer in progress goes on while a long prompt is read, and neither is changed."""
    model = Adding(2, slow=0.002)
    reader = run(model, piece=4)
    _, short, short_done = reader.ask([1], 60)
    time.sleep(0.02)
    _, long, long_done = reader.ask(list(range(1, 31)), 3)
    assert short_done.wait(5)
    assert long_done.wait(5)
    assert short[:-1] == alone([1], 60)
    assert long[:-1] == alone(range(1, 31), 3)
    assert max(length for _, length in model.pieces) <= 4


def test_who_leaves_frees_the_row_at_the_next_step(run):
    """The next in line gets it; the neighbours notice nothing."""
    model = Adding(2, slow=0.005)
    reader = run(model)
    endless, _, _ = reader.ask([1], 10_000)
    _, other, other_done = reader.ask([2], 30)
    _, waiting, waiting_done = reader.ask([3], 2)
    time.sleep(0.03)
    assert waiting == []
    endless.left = True
    assert waiting_done.wait(5)
    assert waiting[:-1] == alone([3], 2)
    assert other_done.wait(5)
    assert other[:-1] == alone([2], 30)
    assert reader.batch.free == 2


def test_a_deadline_frees_the_row(run):
    """Running or waiting, an answer out of time costs no step more."""
    model = Adding(1, slow=0.005)
    reader = run(model)
    reader.ask([1], 10_000, deadline=time.monotonic() + 0.05)
    _, late, _ = reader.ask([2], 5, deadline=time.monotonic() + 0.02)
    _, given, done = reader.ask([3], 2)
    assert done.wait(5)
    assert given[:-1] == alone([3], 2)
    assert late == []


def test_a_failing_step_breaks_off_what_runs_and_nothing_else(run, caplog):
    """Who waited is served, and the batch goes on."""
    caplog.set_level(logging.CRITICAL)
    model = Adding(1, fails_at={2})
    reader = run(model)
    _, broken, broken_done = reader.ask([1], 9)
    _, given, done = reader.ask([2], 5)
    assert broken_done.wait(5)
    assert isinstance(broken[-1], RuntimeError)
    assert done.wait(5)
    assert given[:-1] == alone([2], 5)


def test_a_prompt_that_fails_is_its_own_affair(run, caplog):
    """The answers in progress go on over it."""
    caplog.set_level(logging.CRITICAL)
    model = Adding(2, fails_at={"prompt"}, slow=0.002)
    reader = run(model)
    _, given, done = reader.ask([1], 20)
    _, broken, broken_done = reader.ask([666], 5)
    assert broken_done.wait(5)
    assert [str(one) for one in broken] == ["out of memory"]
    assert done.wait(5)
    assert given[:-1] == alone([1], 20)


def test_closing_breaks_off_everything():
    """Running, half read or waiting: each hears that it is over, and nothing more is taken."""
    batch = Batch(Adding(1, slow=0.005), ends=frozenset(), piece=100)
    reader = Reader(batch)
    asks = [reader.ask([n], 10_000) for n in (1, 2, 3)]
    time.sleep(0.02)
    batch.close()
    for _, given, done in asks:
        assert done.is_set()
        assert isinstance(given[-1], StreamBroken)
    with pytest.raises(StreamBroken, match="closed"):
        reader.ask([4], 1)
