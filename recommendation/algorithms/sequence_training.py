"""Trains the sequence model by softmax over sampled products.

All sessions of a step share one sample, drawn half by popularity and half evenly; its logits are
corrected by how likely each product was to be drawn (Bengio & Senécal 2008, "Adaptive importance
sampling to accelerate training of a neural probabilistic language model"). Each product of a
session is predicted from those before it, all at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from recommendation.algorithms.sequence_model import padded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from recommendation.algorithms.sequence_model import SequenceSettings
    from recommendation.algorithms.sequence_network import SequenceNetwork
    from recommendation.algorithms.sequences import Sequences

__all__ = ["train"]

GRADIENT = 5.0
"""Longer gradients are shortened to this."""


def train(
    network: SequenceNetwork,
    sequences: Sequences,
    settings: SequenceSettings,
    progress: Callable[[int, float], None] | None = None,
) -> None:
    """Train `network` in place; `progress` is told the epochs done and the mean loss."""
    torch.manual_seed(settings.seed)
    random = np.random.default_rng(settings.seed)
    sequences = sequences.newest(settings.longest + 1)
    steps = list(_batches(sequences, settings.batch, random))
    if not steps:
        return
    sample = _Sample(sequences, network.products, settings.negatives, random)
    optimiser = torch.optim.AdamW(network.parameters(), settings.rate, (0.9, 0.98), weight_decay=0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, settings.rate, total_steps=len(steps) * settings.epochs + 1, pct_start=0.1
    )
    network.train()
    for epoch in range(settings.epochs):
        total, predicted = 0.0, 0
        for step in random.permutation(len(steps)):
            told = [sequences[row] for row in steps[step]]
            loss, count = _loss(network, told, sample)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.parameters(), GRADIENT)
            optimiser.step()
            schedule.step()
            total, predicted = total + loss.item() * count, predicted + count
        if progress is not None:
            progress(epoch + 1, total / predicted)
    network.eval()


class _Sample:
    """Draws products and says how likely each was to be drawn."""

    def __init__(
        self, sequences: Sequences, products: int, size: int, random: np.random.Generator
    ) -> None:
        counts = np.bincount(sequences.items, minlength=products)
        chances = 0.5 * counts / counts.sum() + 0.5 / products
        self._cumulated = np.cumsum(chances)
        self._logarithms = torch.from_numpy(np.log(chances * size)).float().clamp(max=0)
        self._size, self._random = size, random

    def draw(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Distinct products with the logarithm of the chance of each."""
        if self._size >= len(self._cumulated):
            every = torch.arange(len(self._cumulated))
            return every, torch.zeros(len(every))
        drawn = np.searchsorted(self._cumulated, self._random.random(self._size))
        codes = torch.from_numpy(np.unique(drawn.clip(max=len(self._cumulated) - 1)))
        return codes, self._logarithms[codes]


def _loss(
    network: SequenceNetwork, sessions: list[NDArray[np.int32]], sample: _Sample
) -> tuple[torch.Tensor, int]:
    """The mean loss over all predictions of a step, and how many there were."""
    whole = torch.from_numpy(padded(sessions, network.settings.longest + 1, network.products))
    told, wanted = whole[:, :-1], whole[:, 1:]
    real = told != network.products
    states, wanted = network(told)[real], wanted[real]
    codes, logarithms = sample.draw()
    temperature = network.settings.temperature
    with torch.autocast("cpu", torch.bfloat16):
        against = states @ network.targets(codes).T
    against = against.float() / temperature - logarithms
    against = against.masked_fill(codes == wanted.unsqueeze(1), -torch.inf)
    right = (states * network.targets(wanted)).sum(-1, keepdim=True) / temperature
    losses = torch.cat([right, against], 1).logsumexp(1) - right[:, 0]
    return losses.mean(), len(losses)


def _batches(
    sequences: Sequences, size: int, random: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Sequences of like length together, so that little is filled up."""
    lengths = sequences.lengths
    order = np.argsort(lengths + random.random(len(lengths)))
    order = order[lengths[order] > 1]
    ends = np.cumsum(lengths[order] - 1) // size
    yield from np.split(order, np.flatnonzero(np.diff(ends)) + 1) if len(order) else ()
