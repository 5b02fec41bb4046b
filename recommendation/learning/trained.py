"""All that training makes, as arrays and plain data: what is kept, and what models are built of."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from recommendation.algorithms.implicit_factors import ImplicitFactors
from recommendation.algorithms.item_neighbours import ItemNeighbours
from recommendation.algorithms.sequence_model import SequenceModel
from recommendation.algorithms.sequences import Sequences
from recommendation.algorithms.session_knn import KNNSettings, SessionKNN
from recommendation.coding import Coding
from recommendation.errors import ModelUnusable
from recommendation.offering import Models
from recommendation.ranking.ranker import BoostedRanker, WeighedSources
from recommendation.recommenders import (
    BoughtTogether,
    ExpectedNext,
    Popular,
    SessionNeighbours,
    SimilarContent,
    Taste,
    Wished,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from recommendation.candidates import Recommender

__all__ = ["FORMAT", "Trained"]

FORMAT = 1
"""Counted up when older files can no longer be read."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Products and what was learned of them; what there was too little for is None."""

    version: str
    coding: Coding
    categories: Mapping[str, str]
    wanted: NDArray[np.float32]
    sessions: Sequences
    neighbours: KNNSettings = field(default_factory=KNNSettings)
    together: ItemNeighbours | None = None
    factors: ImplicitFactors | None = None
    vectors: NDArray[np.float32] | None = None
    network: SequenceModel | None = None
    ranker: str = ""
    bought_again: frozenset[str] = frozenset()
    learnt: Mapping[str, float] = field(default_factory=dict)
    """Figures of what it was learnt from, for people to read."""

    def models(self) -> Models:
        """What serves shoppers."""
        coding = self.coding
        recommenders: list[Recommender] = [Wished()]
        if len(self.sessions):
            knn = SessionKNN(self.sessions, len(coding), self.neighbours)
            recommenders.append(SessionNeighbours(coding, knn))
        if self.network is not None:
            recommenders.append(ExpectedNext(coding, self.network))
        if self.together is not None:
            recommenders.append(BoughtTogether(coding, self.together))
        if self.factors is not None:
            recommenders.append(Taste(coding, self.factors, self.wanted))
        if self.vectors is not None:
            recommenders.append(SimilarContent(coding, self.vectors, self.categories))
        recommenders.append(Popular(coding, self.wanted, self.categories))
        ranker = BoostedRanker.restored(self.ranker) if self.ranker else WeighedSources()
        return Models(self.version, tuple(recommenders), ranker, self.bought_again)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it by name; what is no array is one of JSON."""
        told: dict[str, Any] = {
            "format": FORMAT,
            "version": self.version,
            "neighbours": asdict(self.neighbours),
            "categories": [self.categories.get(one, "") for one in self.coding.ids],
            "bought_again": sorted(self.bought_again),
            "learnt": dict(self.learnt),
            "network": None if self.network is None else self.network.description(),
        }
        arrays = {
            "told": np.frombuffer(json.dumps(told).encode(), dtype=np.uint8),
            "ids": np.array(self.coding.ids, dtype=np.str_),
            "wanted": self.wanted,
            "sessions.items": self.sessions.items,
            "sessions.offsets": self.sessions.offsets,
            "ranker": np.frombuffer(self.ranker.encode(), dtype=np.uint8),
        }
        for name, parts in (("together", self.together), ("factors", self.factors)):
            if parts is not None:
                arrays |= {f"{name}.{part}": one for part, one in parts._asdict().items()}
        if self.vectors is not None:
            arrays["vectors"] = self.vectors
        if self.network is not None:
            arrays |= {f"network.{name}": one for name, one in self.network.arrays().items()}
        return arrays

    @classmethod
    def restored(cls, arrays: Mapping[str, NDArray[Any]]) -> Trained:
        """What `arrays` made these; raises ModelUnusable for those of another format."""
        told = json.loads(arrays["told"].tobytes())
        if told.get("format") != FORMAT:
            raise ModelUnusable(f"The recommenders are of format {told.get('format')}; train anew.")
        ids = tuple(map(str, arrays["ids"]))
        together, factors = _part(arrays, "together"), _part(arrays, "factors")
        network = None
        if told["network"] is not None:
            network = SequenceModel.restored(_part(arrays, "network"), told["network"])
        return cls(
            version=told["version"],
            coding=Coding(ids),
            categories=dict(zip(ids, told["categories"], strict=True)),
            wanted=arrays["wanted"],
            sessions=Sequences(arrays["sessions.items"], arrays["sessions.offsets"]),
            neighbours=KNNSettings(**told["neighbours"]),
            together=ItemNeighbours(**together) if together else None,
            factors=ImplicitFactors(**factors) if factors else None,
            vectors=arrays.get("vectors"),
            network=network,
            ranker=arrays["ranker"].tobytes().decode(),
            bought_again=frozenset(told["bought_again"]),
            learnt=told.get("learnt", {}),
        )


def _part(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    start = f"{name}."
    return {key[len(start) :]: one for key, one in arrays.items() if key.startswith(start)}
