"""A model in this process, by transformers: on CUDA in bfloat16 when there, else on the CPU.

Many answers are generated at once, by continuous batching on a thread of its own. Stopping (a
closed stream, a deadline) frees an answer's place at the next step; the caller never waits
for it. The beginning that a prompt shares with an earlier one is not computed again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from generation.admission import Admission
from generation.batch import Batch, Ended, Request
from generation.chat_model import Delta
from generation.errors import (
    DeadlineExceeded,
    ModelUnavailable,
    PromptTooLong,
    StreamBroken,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence

    from generation.batch import Piece
    from generation.chat_model import Message
    from generation.passes import Wanted
    from generation.weights import Weights

__all__ = ["LocalChatModel"]

T = TypeVar("T")

logger = logging.getLogger(__name__)

STREAMS_ON_CUDA: Final = 32
STREAMS_ON_CPU: Final = 4
CONTEXT: Final = 4096
PIECE_ON_CUDA: Final = 4096
"""Prompt tokens between two steps: about 0.1 s of a 7B model on an H200."""
PIECE_ON_CPU: Final = 256
MEMORY_SHARE: Final = 0.85
"""Of what the weights leave free on the device, for the slots."""
TILE: Final = 128
_FEWEST_TOKENS: Final = 16  # an answer shorter than this is none


@dataclass(frozen=True)
class Running:
    """The weights, and the batch that runs on them."""

    weights: Weights
    batch: Batch
    context: int
    streams: int
    how: str


class LocalChatModel:
    """Weights from a folder, a `.gguf` file, a hub id or `random:SHAPE`.

    They are loaded by `load` or by the first stream.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        device: str | None = None,
        streams: int = 0,
        waiting: int = 0,
        context: int = CONTEXT,
        optimise: Wanted = "auto",
    ) -> None:
        """`streams` answers at once (0: what suits the device) of up to `context` tokens each.

        `waiting` more are taken on when their time allows, the others refused.
        """
        self.model = str(model)
        self.streams, self.waiting, self.context = streams, waiting, context
        self.optimise: Wanted = optimise
        self._wanted_device = device
        # Templates and tokenizers are not made for several threads.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prompts")
        self._loading = threading.Lock()
        self._running: Running | None = None
        self._admission: Admission | None = None
        self._closed = False

    @property
    def name(self) -> str:
        """`local:` and the last part of the model's name."""
        return f"local:{Path(self.model).name}"

    @property
    def running(self) -> Running:
        """What was loaded; raises ModelUnavailable before that and once it is closed."""
        if self._running is None:
            raise ModelUnavailable(f"{self.name} is {'closed' if self._closed else 'not loaded'}.")
        return self._running

    def load(self) -> None:
        """Read the weights and warm up (seconds to minutes); raises ModelUnavailable."""
        with self._loading:
            if self._closed:
                raise ModelUnavailable(f"{self.name} is closed.")
            if self._running is None:
                try:
                    self._running = self._start()
                except Exception as error:  # a broken file fails in any layer of transformers
                    reason = str(error).strip().splitlines()[0] if str(error).strip() else error
                    raise ModelUnavailable(
                        f"The model {self.model!r} cannot be loaded: {reason}"
                    ) from error
                self._admission = Admission(self._running.streams, self.waiting)

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, deadline: float | None = None
    ) -> AsyncGenerator[Delta, None]:
        """The answer by greedy decoding, a word or so at a time.

        Raises Busy, too, when it would have to wait for others in vain.
        """
        from generation.text_tokens import Detokeniser

        loop = asyncio.get_running_loop()
        if self._closed:
            raise ModelUnavailable(f"{self.name} is closed.")
        if self._admission is None:
            await self._in_time(lambda: loop.run_in_executor(self._pool, self.load), deadline)
        assert self._admission is not None
        running = self.running
        with self._admission.taken(self.name, deadline) as admitted:
            prompt = await self._in_time(
                lambda: loop.run_in_executor(self._pool, self._encoded, list(messages)), deadline
            )
            pieces: asyncio.Queue[Piece] = asyncio.Queue()
            request = Request(
                prompt,
                min(max_tokens, running.context - len(prompt)),
                pieces.put_nowait,
                loop.call_soon_threadsafe,
                deadline,
            )
            text = Detokeniser(running.weights.tokenizer)
            begun = False
            try:
                running.batch.add(request)
                with self._struck(pieces, deadline):
                    while not isinstance(piece := await pieces.get(), Ended):
                        if isinstance(piece, Exception):
                            raise self._told(piece, begun=begun)
                        if delta := text.text((piece,)):
                            begun = True
                            yield Delta(delta)
                admitted.began, admitted.done = request.began, True
                if rest := text.text((), last=True):
                    yield Delta(rest)
                yield Delta("", len(prompt), piece.tokens)
            finally:
                request.left = True

    async def close(self) -> None:
        """Stop what runs and free the weights."""
        self._closed = True
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        with self._loading:
            if self._running is not None:
                self._running.batch.close()
                self._running = None
        self._pool.shutdown(wait=True)

    def _start(self) -> Running:
        path = Path(self.model)
        if path.suffix == ".gguf" and not path.is_file():
            raise OSError(f"there is no file {path}")
        from generation.passes import Passes, optimisation
        from generation.slots import Slots
        from generation.weights import load

        weights = load(self.model, self._wanted_device)
        cuda = weights.device.type == "cuda"
        # Kernels like rows whose length is a multiple of their tiles.
        context = min(-(-self.context // TILE) * TILE, weights.context)
        streams = self.streams or (STREAMS_ON_CUDA if cuda else STREAMS_ON_CPU)
        row = Slots.bytes_per_row(weights.config, context, weights.dtype)
        fitting = _fitting(weights, row)
        if fitting < streams:
            logger.warning(
                "Memory is there for %d answers of %d tokens at once, not %d.",
                *(fitting, context, streams),
            )
            streams = fitting
        if not streams:
            raise MemoryError("the device has no memory left for a single answer")
        slots = Slots(
            weights.config,
            rows=streams,
            context=context,
            dtype=weights.dtype,
            device=weights.device,
        )
        passes = Passes(weights.model, slots, optimisation(self.optimise, weights.device))
        passes.warm_up()
        logger.info(
            "%s answers %d at once, %d tokens each (%.2f GB); optimisation: %s.",
            *(self.name, streams, context, slots.bytes / 1e9, passes.how),
        )
        piece = PIECE_ON_CUDA if cuda else PIECE_ON_CPU
        batch = Batch(passes, ends=weights.ends, piece=piece)
        return Running(weights, batch, context, streams, passes.how)

    def _encoded(self, messages: list[Message]) -> list[int]:
        from generation.text_tokens import encode

        running = self.running
        prompt = encode(running.weights.tokenizer, messages)
        if len(prompt) + _FEWEST_TOKENS > running.context:
            raise PromptTooLong(
                f"The prompt has {len(prompt)} tokens; {self.name} takes {running.context}."
            )
        return prompt

    async def _in_time(self, wanted: Callable[[], Awaitable[T]], deadline: float | None) -> T:
        left = None if deadline is None else deadline - time.monotonic()
        try:
            if left is not None and left <= 0:
                raise TimeoutError
            async with asyncio.timeout(left):
                return await wanted()
        except TimeoutError as error:
            raise DeadlineExceeded(f"{self.name} did not answer in time.") from error

    @contextlib.contextmanager
    def _struck(self, pieces: asyncio.Queue[Piece], deadline: float | None) -> Iterator[None]:
        """Put DeadlineExceeded among the pieces when it is time; cheaper than a limit on each."""
        timer = None
        if deadline is not None:
            late = DeadlineExceeded(f"{self.name} did not answer in time.")
            timer = asyncio.get_running_loop().call_later(
                deadline - time.monotonic(), pieces.put_nowait, late
            )
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()

    def _told(self, error: Exception, *, begun: bool) -> Exception:
        """What the port promises for an error of the batch."""
        if isinstance(error, DeadlineExceeded):
            return error
        kind = StreamBroken if begun else ModelUnavailable
        told = kind(f"{self.name} failed while generating: {error}")
        told.__cause__ = error
        return told


def _fitting(weights: Weights, row: int) -> int:
    """How many rows the device has memory for."""
    import psutil
    import torch

    if weights.device.type == "cuda":
        free, _ = torch.cuda.mem_get_info(weights.device)
    else:
        free = psutil.virtual_memory().available
    return int(MEMORY_SHARE * free // row)
