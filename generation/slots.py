"""The key and value cache of a batch: one row per answer, kept where its next prompt finds it.

Answers in progress stand in the first rows without a gap, so that one step of the model reads
them as one block. A row that is free keeps what it held: a new prompt takes over the
beginning that it shares with any row, which is at least the system prompt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers.cache_utils import Cache, CacheLayerMixin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

__all__ = ["Slots"]


class Slots:
    """Keys and values of `rows` answers of up to `context` tokens, with the tokens they are of."""

    def __init__(
        self, config: Any, *, rows: int, context: int, dtype: torch.dtype, device: torch.device
    ) -> None:
        """`config` is the text model's own.

        Each row has one position more than `context`: a batch that is padded with unused rows
        writes there, so that what they held stays as it was.
        """
        self.rows, self.context = rows, context
        # Zeros, not whatever the memory held: a masked position still enters a product.
        self._stored = torch.zeros(
            *(int(config.num_hidden_layers), 2),
            *(rows, _heads(config), context + 1, _head_width(config)),
            dtype=dtype,
            device=device,
        )
        each = torch.arange(rows, device=device)
        self._layers = [_Layer(keys, values, each) for keys, values in self._stored]
        self.cache = Cache(layers=self._layers)
        self.bytes = self._stored.nbytes
        self._tokens = np.zeros((rows, context), dtype=np.int64)
        self._lengths = np.zeros(rows, dtype=np.int64)

    @staticmethod
    def bytes_per_row(config: Any, context: int, dtype: torch.dtype) -> int:
        """What one row costs."""
        per_token = 2 * int(config.num_hidden_layers) * _heads(config) * _head_width(config)
        return per_token * dtype.itemsize * (context + 1)

    def read_prefill(self, row: int, start: int, length: int) -> None:
        """Let the next forward pass write `length` positions of one row and read all before."""
        for layer in self._layers:
            layer.prefill(row, start, length)

    def read_decode(self, rows: int, window: int, positions: Tensor) -> None:
        """Let the next pass write one position of each of the first rows and read `window`."""
        for layer in self._layers:
            layer.decode(rows, window, positions)

    def begin(self, row: int, prompt: Sequence[int]) -> int:
        """Take over what any row has of this prompt's beginning; how many tokens that is.

        At least the last token is left to compute: the answer's first comes from it.
        """
        wanted = np.asarray(prompt[:-1], dtype=np.int64)
        shared = self._shared(wanted)
        source = int(shared.argmax()) if len(wanted) else row
        length = int(shared[source]) if len(wanted) else 0
        if length and source != row:
            self._copy(source, row, length)
        self._lengths[row] = length
        return length

    def written(self, row: int, tokens: Sequence[int]) -> None:
        """Remember that these tokens' keys and values were added to the row."""
        start = int(self._lengths[row])
        self._tokens[row, start : start + len(tokens)] = tokens
        self._lengths[row] = start + len(tokens)

    def length(self, row: int) -> int:
        """How many positions of the row are filled."""
        return int(self._lengths[row])

    def move(self, source: int, target: int) -> None:
        """Copy a row over another one."""
        self._copy(source, target, int(self._lengths[source]))
        self._lengths[target] = self._lengths[source]

    def forget(self, row: int | None = None) -> None:
        """Trust nothing that a row, or all, stores: a pass that failed may have written half."""
        self._lengths[slice(None) if row is None else row] = 0

    def _shared(self, wanted: np.ndarray[Any, np.dtype[np.int64]]) -> Any:
        same = self._tokens[:, : len(wanted)] == wanted
        run = np.where(same.all(axis=1), len(wanted), same.argmin(axis=1)) if len(wanted) else 0
        return np.minimum(run, self._lengths)

    def _copy(self, source: int, target: int, length: int) -> None:
        self._stored[:, :, target, :, :length] = self._stored[:, :, source, :, :length]
        self._tokens[target, :length] = self._tokens[source, :length]


class _Layer(CacheLayerMixin):  # type: ignore[misc] # transformers is untyped
    """One layer's keys and values: (rows, heads, positions, width)."""

    is_compileable = True
    is_sliding = False
    keys: Tensor
    values: Tensor

    def __init__(self, keys: Tensor, values: Tensor, each: Tensor) -> None:
        """`each` holds the numbers of the rows."""
        super().__init__()
        self.keys, self.values, self._each = keys, values, each
        self.is_initialized = True
        self._place: tuple[Any, ...] = ()
        self._seen: tuple[Any, ...] = ()

    def prefill(self, row: int, start: int, length: int) -> None:
        self._place = (slice(row, row + 1), slice(None), slice(start, start + length))
        self._seen = (slice(row, row + 1), slice(None), slice(start + length))

    def decode(self, rows: int, window: int, positions: Tensor) -> None:
        self._place = (self._each[:rows], slice(None), positions)
        self._seen = (slice(rows), slice(None), slice(window))

    def update(
        self, key_states: Tensor, value_states: Tensor, *_: Any, **__: Any
    ) -> tuple[Tensor, Tensor]:
        one_each = not isinstance(self._place[0], slice)
        self.keys[self._place] = key_states[:, :, 0] if one_each else key_states
        self.values[self._place] = value_states[:, :, 0] if one_each else value_states
        return self.keys[self._seen], self.values[self._seen]

    def lazy_initialization(self, key_states: Tensor, value_states: Tensor) -> None:
        """Everything is there from the beginning."""

    def get_mask_sizes(self, query_length: int) -> tuple[int, int]:
        """Unused: masks are made by those who know the rows."""
        return query_length, 0

    def get_seq_length(self) -> int:
        """Unused, like the sizes of masks."""
        return 0

    def get_max_length(self) -> int:
        return int(self.keys.shape[2])


def _heads(config: Any) -> int:
    return int(getattr(config, "num_key_value_heads", None) or config.num_attention_heads)


def _head_width(config: Any) -> int:
    width = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    return int(width)
