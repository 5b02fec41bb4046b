"""Continuous batching: answers join and leave between two steps of the model.

One thread runs the model. Between steps it lets go of who has left or run out of time, reads
a piece of the next waiting prompt, then gives every answer in progress its next token. A step
takes about as long for many answers as for one, because reading the weights is most of it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from generation.errors import StreamBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Batch", "Ended", "Model", "Piece", "Request"]

logger = logging.getLogger(__name__)


class Result(Protocol):
    """Tokens that are being computed; reading them waits for the device."""

    def tolist(self) -> list[int]:
        """One number per row."""


class Kept(Protocol):
    """What the model keeps of the texts in its rows."""

    @property
    def rows(self) -> int:
        """How many there are."""

    def begin(self, row: int, prompt: Sequence[int]) -> int:
        """Give a row to a prompt; how much of it is there already."""

    def move(self, source: int, target: int) -> None:
        """Copy a row over another one."""

    def forget(self, row: int | None = None) -> None:
        """Trust a row, or all, no more."""


class Model(Protocol):
    """What a batch asks of a model; `Passes` is one."""

    @property
    def slots(self) -> Kept:
        """Its rows."""

    def prefill(self, row: int, tokens: Sequence[int]) -> Result:
        """Add a piece of a prompt to a row; what follows it."""

    def decode(self, tokens: Sequence[int]) -> Result:
        """Add a token to each of the first rows; what follows them."""


@dataclass(frozen=True)
class Ended:
    """The last thing that a request is given, unless it is an error."""

    tokens: int


Piece = int | Ended | Exception


def at_once(task: Callable[[], None]) -> None:
    """Hand over on the batch's own thread."""
    task()


@dataclass(eq=False)
class Request:
    """One answer: at most `most` tokens after `prompt`, handed to `give` as they come.

    `give` gets tokens, then Ended or an exception, and little more once `left` is set. It runs
    where `soon` lets it: what a step brings for all of one reader's requests is handed over in
    one call, such as an event loop's `call_soon_threadsafe`.
    `began` is when the model turned to it (`time.monotonic()`), 0.0 while it waits.
    """

    prompt: Sequence[int]
    most: int
    give: Callable[[Piece], None]
    soon: Callable[[Callable[[], None]], object] = at_once
    deadline: float | None = None
    began: float = 0.0
    left: bool = False
    read: int = field(default=0, init=False)
    newest: int = field(default=0, init=False)
    said: int = field(default=0, init=False)

    @property
    def over(self) -> bool:
        """Whether nobody waits for it any more."""
        return self.left or (self.deadline is not None and time.monotonic() >= self.deadline)


class Batch:
    """Runs requests on a model, as many at once as it has rows; the others wait in order."""

    def __init__(self, model: Model, *, ends: frozenset[int], piece: int) -> None:
        """`ends` are the tokens that end an answer; prompts are read `piece` tokens at a time."""
        self._model, self._ends, self._piece = model, ends, piece
        self._waiting: deque[Request] = deque()
        self._running: list[Request] = []
        """Row by row."""
        self._reading: Request | None = None
        """It has the row after those of the running ones."""
        self._given: list[tuple[Request, Piece]] = []
        self._wake = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="generation", daemon=True)
        self._thread.start()

    @property
    def free(self) -> int:
        """Rows that no answer has."""
        return self._model.slots.rows - len(self._running) - (self._reading is not None)

    def add(self, request: Request) -> None:
        """Queue a request; raises StreamBroken once the batch is closed."""
        with self._wake:
            if self._closing:
                raise StreamBroken("The model was closed.")
            self._waiting.append(request)
            self._wake.notify()

    def close(self) -> None:
        """Stop after the step that runs; every request that is not done gets StreamBroken."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while self._has_work():
            try:
                self._step()
            except Exception as error:
                logger.exception("The model failed; %d answers break off.", len(self._running))
                self._fail_all(error)
                self._model.slots.forget()
        self._fail_all(StreamBroken("the model was closed."), waiting=True)

    def _has_work(self) -> bool:
        """Wait for it; False once the batch is closed."""
        with self._wake:
            while not (self._waiting or self._running or self._reading or self._closing):
                self._wake.wait()
            return not self._closing

    def _step(self) -> None:
        self._let_go()
        self._read_prompts()
        if not self._running:
            return
        result = self._model.decode([request.newest for request in self._running])
        self._hand_out()  # while the device computes
        for request, token in zip(self._running, result.tolist(), strict=True):
            self._said(request, token)
        self._close_up([request.left for request in self._running])
        if not self._running:
            self._hand_out()

    def _let_go(self) -> None:
        """Free the rows of those who have left, and forget those who waited too long."""
        if self._reading is not None and self._reading.over:
            self._reading = None
        self._close_up([request.over for request in self._running])
        with self._wake:
            self._waiting = deque(request for request in self._waiting if not request.over)

    def _read_prompts(self) -> None:
        """Read prompts up to a piece, so that running answers do not wait for long ones."""
        budget = self._piece
        while budget > 0:
            request = self._reading = self._reading or self._next()
            if request is None:
                return
            row = len(self._running)
            try:
                if not request.began:
                    request.began = time.monotonic()
                    request.read = self._model.slots.begin(row, request.prompt)
                piece = request.prompt[request.read : request.read + budget]
                result = self._model.prefill(row, piece)
                budget -= len(piece)
                request.read += len(piece)
                if request.read < len(request.prompt):
                    return
                token = result.tolist()[0]
            except Exception as error:
                logger.exception("The model failed at a prompt; the other answers go on.")
                self._given.append((request, error))
                self._reading = None
                self._model.slots.forget(row)
                self._hand_out()
                continue
            self._reading = None
            self._running.append(request)
            self._said(request, token)
            self._hand_out()
            self._close_up([one.left for one in self._running])

    def _next(self) -> Request | None:
        with self._wake:
            if self._waiting and len(self._running) < self._model.slots.rows:
                return self._waiting.popleft()
        return None

    def _said(self, request: Request, token: int) -> None:
        request.newest = token
        request.said += 1
        ended = token in self._ends
        if not ended:
            self._given.append((request, token))
        if ended or request.said >= request.most:
            self._given.append((request, Ended(request.said)))
            request.left = True

    def _close_up(self, gone: Sequence[bool]) -> None:
        """Fill the rows of those who are gone with the last ones, so that no gap is computed."""
        for row in reversed(range(len(gone))):
            if not gone[row]:
                continue
            last = len(self._running) - 1
            moved = self._running.pop()
            if row < last:
                self._model.slots.move(last, row)
                self._running[row] = moved
            if self._reading is not None:
                self._model.slots.move(last + 1, last)

    def _fail_all(self, error: Exception, *, waiting: bool = False) -> None:
        """Break off every answer that has a row, and those that wait for one if asked."""
        broken = [*self._running, *([self._reading] if self._reading else ())]
        self._running, self._reading = [], None
        if waiting:
            with self._wake:
                broken += self._waiting
                self._waiting.clear()
        self._given += [(request, error) for request in broken]
        self._hand_out()

    def _hand_out(self) -> None:
        given, self._given = self._given, []
        by_reader: dict[Callable[[Callable[[], None]], object], list[tuple[Request, Piece]]] = {}
        for request, piece in given:
            by_reader.setdefault(request.soon, []).append((request, piece))
        for soon, pieces in by_reader.items():
            with contextlib.suppress(RuntimeError):  # the reader's loop was closed meanwhile
                soon(partial(_give_all, pieces))


def _give_all(pieces: Sequence[tuple[Request, Piece]]) -> None:
    for request, piece in pieces:
        request.give(piece)
