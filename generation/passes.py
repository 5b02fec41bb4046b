"""Forward passes over the rows of a batch: prompts in pieces, then one token for every answer.

On CUDA the pass for one token is a few hundred small kernels, and starting them from Python
takes longer than reading the weights. It is therefore recorded once per shape as a CUDA graph
and replayed as a whole. Shapes are few: the number of rows and the positions read are rounded
up. The pass asks the device for nothing while it runs, which is what makes it recordable.
"""

from __future__ import annotations

import logging
import shutil
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from generation.slots import Slots

__all__ = ["Optimisation", "Passes", "Wanted", "optimisation"]

logger = logging.getLogger(__name__)

Wanted = Literal["auto", "off", "graphs", "compile"]
Optimisation = Literal["off", "graphs", "compile"]

SMALLEST_WINDOW: Final = 256
WARM_UP_PASSES: Final = 2
"""Before a pass is recorded: libraries choose their kernels and reserve memory in the first."""


def optimisation(wanted: Wanted, device: torch.device) -> Optimisation:
    """What `auto` means here: on CUDA all that its tools allow, on a CPU nothing.

    A CPU has no graphs, and compiled passes were slower there than plain ones.
    """
    if wanted != "auto":
        return wanted if device.type == "cuda" or wanted != "graphs" else "off"
    if device.type != "cuda":
        return "off"
    # Inductor writes Triton kernels, whose launchers a C compiler builds.
    compiler = any(shutil.which(name) for name in ("cc", "gcc", "clang"))
    return "compile" if compiler and find_spec("triton") else "graphs"


class Passes:
    """A model and its slots; every call is made by one thread."""

    def __init__(self, model: Any, slots: Slots, how: Optimisation) -> None:
        self._model, self.slots = model, slots
        self._device = model.device
        self._columns = torch.arange(slots.context + 1, device=self._device)
        self._tokens = torch.zeros(slots.rows, dtype=torch.long, device=self._device)
        self._positions = torch.full_like(self._tokens, slots.context)
        self._graphs: dict[tuple[int, int], tuple[Any, Tensor]] = {}
        self._recording = how != "off" and self._device.type == "cuda"
        self.row_steps = _row_steps(slots.rows) if self._recording else list(range(slots.rows + 1))
        self.windows = _windows(slots.context)
        self.how = how
        if how == "compile":
            self._compile()

    def warm_up(self) -> None:
        """Run, and on CUDA record, every shape; what does not work here is done without."""
        while True:
            try:
                self._run_every_shape()
            except Exception:  # a compiler or driver fails with types of its own
                if self.how == "off":
                    raise
                logger.exception("The model cannot be run by %s here; going on without.", self.how)
                self._step_down()
            else:
                return

    def _run_every_shape(self) -> None:
        self.prefill(0, [0] * min(SMALLEST_WINDOW, self.slots.context)).tolist()
        self.slots.forget()
        self._positions.fill_(self.slots.context)
        rows_and_windows = [(self.row_steps[-1], self.windows[-1])]
        if self._recording:
            rows_and_windows = [(n, w) for n in self.row_steps for w in reversed(self.windows)]
        for rows, window in rows_and_windows:
            self._decode(rows, window).tolist()

    @torch.no_grad()
    def prefill(self, row: int, tokens: Sequence[int]) -> Tensor:
        """Add a piece of a prompt to a row; the token that follows it, on the device."""
        start = self.slots.length(row)
        end = start + len(tokens)
        positions = self._columns[start:end]
        self.slots.read_prefill(row, start, len(tokens))
        logits = self._forward(
            torch.tensor([list(tokens)], device=self._device),
            positions[None],
            (self._columns[None, :end] <= positions[:, None])[None, None],
        )
        self.slots.written(row, tokens)
        return logits.argmax(dim=-1)

    def decode(self, tokens: Sequence[int]) -> Tensor:
        """The next token of each of the first rows, whose newest `tokens` are; on the device."""
        count = len(tokens)
        lengths = [self.slots.length(row) for row in range(count)]
        rows = next(step for step in self.row_steps if step >= count)
        window = next(size for size in self.windows if size > max(lengths))
        padding = [self.slots.context] * (rows - count)
        self._tokens[:count].copy_(torch.tensor(tokens), non_blocking=True)
        self._positions[:rows].copy_(torch.tensor(lengths + padding), non_blocking=True)
        following = self._decode(rows, window)[:count]
        for row, token in enumerate(tokens):
            self.slots.written(row, (token,))
        return following

    def _decode(self, rows: int, window: int) -> Tensor:
        if not self._recording:
            return self._next_tokens(rows, window)
        if (rows, window) not in self._graphs:
            self._graphs[rows, window] = self._record(rows, window)
        graph, following = self._graphs[rows, window]
        graph.replay()
        return following

    @torch.no_grad()
    def _record(self, rows: int, window: int) -> tuple[Any, Tensor]:
        aside = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_UP_PASSES):
                self._next_tokens(rows, window)
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        # One pool for all: only one graph runs at a time, and its result is read before the next.
        pool = next(iter(self._graphs.values()))[0].pool() if self._graphs else None
        with torch.cuda.graph(graph, pool=pool, capture_error_mode="thread_local"):
            following = self._next_tokens(rows, window)
        return graph, following

    @torch.no_grad()
    def _next_tokens(self, rows: int, window: int) -> Tensor:
        """The pass for one token a row; it reads its input from buffers that stay in place."""
        positions = self._positions[:rows]
        self.slots.read_decode(rows, window, positions)
        seen = self._columns[:window] <= positions[:, None]
        logits = self._forward(
            self._tokens[:rows, None], positions[:, None], seen[:, None, None, :]
        )
        return logits.argmax(dim=-1)

    def _forward(self, tokens: Tensor, positions: Tensor, seen: Tensor) -> Tensor:
        """The last position's logits: (rows, vocabulary)."""
        output = self._model(
            input_ids=tokens,
            position_ids=positions,
            attention_mask=seen,
            past_key_values=self.slots.cache,
            use_cache=True,
            logits_to_keep=1,
        )
        logits: Tensor = output.logits[:, -1]
        return logits

    def _compile(self) -> None:
        """Fuse what stands between the matrix products.

        Norms and feed-forward parts are compiled alone: they know nothing of rows and windows,
        so that one compilation serves every shape and every layer.
        """
        for module in self._fusible():
            module.compile(dynamic=True)

    def _step_down(self) -> None:
        """From compiled passes to recorded ones, from these to plain ones."""
        for module in self._fusible():
            module._compiled_call_impl = None  # noqa: SLF001 - there is no public way back
        self._graphs.clear()
        self.how = "graphs" if self.how == "compile" and self._recording else "off"
        if self.how == "off":
            self._recording = False
            self.row_steps = list(range(self.slots.rows + 1))

    def _fusible(self) -> list[Any]:
        return [
            module
            for name, module in self._model.named_modules()
            if name.endswith(("norm", ".mlp"))
        ]


def _row_steps(rows: int) -> list[int]:
    """1, 2, 4, 8, 16, then every 16th, and `rows`."""
    steps = [1, 2, 4, 8, *range(16, rows, 16)]
    return [*(step for step in steps if step < rows), rows]


def _windows(context: int) -> list[int]:
    """256, 512, 1024, … with one step between each two, and `context` with its spare position."""
    doubled = [SMALLEST_WINDOW]
    while doubled[-1] < context:
        doubled.append(2 * doubled[-1])
    between = [(low + high) // 2 for low, high in pairwise(doubled)]
    sizes = sorted({*doubled, *between})
    return [*(size for size in sizes if size < context), context]
