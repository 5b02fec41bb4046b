"""The sequence model as the rest of recommendation sees it; torch is imported when it is used."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from recommendation.algorithms.attributes import Attributes
    from recommendation.algorithms.sequence_network import SequenceNetwork
    from recommendation.algorithms.sequences import Sequences

__all__ = ["SequenceModel", "SequenceSettings"]

ROWS = 256
"""Sessions scored at once, against every product."""


@dataclass(frozen=True, kw_only=True)
class SequenceSettings:
    """The network's shape and how it is trained."""

    width: int = 96
    blocks: int = 1
    heads: int = 2
    longest: int = 50
    """Products of a session that are read, the last ones."""
    dropout: float = 0.2
    product_dropout: float = 0.2
    """Of the products' embeddings where they are weighed and scored."""
    temperature: float = 0.07
    negatives: int = 1024
    """Products drawn for each step, which all its sessions share."""
    batch: int = 2048
    """Products predicted in a step, about."""
    epochs: int = 8
    rate: float = 3e-3
    """The highest learning rate, reached after a tenth of the steps."""
    seed: int = 7


class SequenceModel:
    """Predicts a session's next product among all products."""

    def __init__(self, network: SequenceNetwork) -> None:
        self._network = network

    @classmethod
    def train(
        cls,
        sequences: Sequences,
        products: int,
        settings: SequenceSettings | None = None,
        attributes: Attributes | None = None,
        progress: Callable[[int, float], None] | None = None,
    ) -> SequenceModel:
        """Learn from `sequences`; `progress` is told the epochs done and the mean loss."""
        from recommendation.algorithms.sequence_network import SequenceNetwork
        from recommendation.algorithms.sequence_training import train

        settings = settings or SequenceSettings()
        network = SequenceNetwork(products, settings, attributes)
        train(network, sequences, settings, progress)
        return cls(network)

    def continue_with(self, sequences: Sequences) -> None:
        """Read `sequences` once, gently, starting from what is known."""
        from recommendation.algorithms.sequence_training import train

        train(
            self._network, sequences, replace(self.settings, epochs=1, rate=self.settings.rate / 3)
        )

    @property
    def settings(self) -> SequenceSettings:
        """What it was trained with."""
        return self._network.settings

    def probabilities(self, sessions: Sequence[NDArray[np.int32]]) -> NDArray[np.float32]:
        """How likely each product comes next, of shape (sessions, products)."""
        import torch

        network, longest = self._network.eval(), self.settings.longest
        scored = np.empty((len(sessions), network.products), dtype=np.float32)
        with torch.inference_mode():
            products = network.targets(torch.arange(network.products)).T
            for start in range(0, len(sessions), ROWS):
                part = sessions[start : start + ROWS]
                read = torch.from_numpy(padded(part, longest, network.products))
                states = network(read)[:, -1]
                scores = (states @ products / self.settings.temperature).softmax(-1)
                scored[start : start + len(part)] = scores.numpy()
        return scored

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All weights by name."""
        return {name: value.numpy() for name, value in self._network.state_dict().items()}

    def description(self) -> dict[str, Any]:
        """What, beside the arrays, `restored` needs; plain data."""
        return {
            "products": self._network.products,
            "kinds": self._network.kinds,
            "settings": asdict(self.settings),
        }

    @classmethod
    def restored(
        cls, arrays: Mapping[str, NDArray[Any]], description: Mapping[str, Any]
    ) -> SequenceModel:
        """The model whose `arrays` and `description` these are."""
        import torch

        from recommendation.algorithms.attributes import Attributes
        from recommendation.algorithms.sequence_network import SequenceNetwork

        settings = SequenceSettings(**description["settings"])
        codes = arrays.get("attributes")
        attributes = None if codes is None else Attributes(codes, description["kinds"])
        network = SequenceNetwork(description["products"], settings, attributes)
        network.load_state_dict({name: torch.from_numpy(one) for name, one in arrays.items()})
        return cls(network)


def padded(sessions: Sequence[NDArray[np.int32]], longest: int, filler: int) -> NDArray[np.int64]:
    """The last `longest` products of each session, filled up on the left."""
    width = min(max(1, *(len(session) for session in sessions), 1), longest)
    rows = np.full((len(sessions), width), filler, dtype=np.int64)
    for row, session in zip(rows, sessions, strict=True):
        if len(session):
            last = session[-width:]
            row[width - len(last) :] = last
    return rows
