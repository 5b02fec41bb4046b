"""The network of the sequence model; the one module of recommendation that imports torch.

A causal transformer reads a session as in SASRec (Kang & McAuley 2018, "Self-attentive sequential
recommendation"); its output weighs the embeddings of the session's own products, so that sessions
and products live in one space, as in CORE (Hou et al. 2022, "CORE: Simple and effective
session-based recommendation within consistent representation space"). Products are scored by
cosine similarity over a temperature, which keeps popular products from winning by the length of
their vectors (Gupta et al. 2019, "NISER"). Positions count from the end: attention has a learned
bias for each distance (Shaw et al. 2018), as a session's last views say most.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn import functional

if TYPE_CHECKING:
    from recommendation.algorithms.attributes import Attributes
    from recommendation.algorithms.sequence_model import SequenceSettings

__all__ = ["SequenceNetwork"]


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int, longest: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.project = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.bias = nn.Parameter(torch.zeros(heads, longest))
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: torch.Tensor, distance: torch.Tensor, hidden: torch.Tensor
    ) -> torch.Tensor:
        rows, length, width = x.shape
        query, key, value = (
            part.view(rows, length, self.heads, -1).transpose(1, 2)
            for part in self.project(x).chunk(3, dim=-1)
        )
        logits = query @ key.transpose(-1, -2) / math.sqrt(width / self.heads)
        logits = (logits + self.bias[:, distance]).masked_fill(hidden, -1e4)
        weights = self.dropout(logits.softmax(-1))
        mixed: torch.Tensor = self.out((weights @ value).transpose(1, 2).flatten(2))
        return mixed


class _Block(nn.Module):
    def __init__(self, width: int, heads: int, longest: int, dropout: float) -> None:
        super().__init__()
        self.attention = _Attention(width, heads, longest, dropout)
        self.feed = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Dropout(dropout), nn.Linear(4 * width, width)
        )
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: torch.Tensor, distance: torch.Tensor, hidden: torch.Tensor
    ) -> torch.Tensor:
        x = x + self.dropout(self.attention(self.before(x), distance, hidden))
        told: torch.Tensor = x + self.dropout(self.feed(self.between(x)))
        return told


class SequenceNetwork(nn.Module):
    """Maps sessions (rows, length), padded on the left with `products`, to unit vectors.

    With attributes, a product's embedding is its own and the mean of theirs, much as in S3-Rec
    (Zhou et al. 2020, "S3-Rec: Self-supervised learning for sequential recommendation").
    """

    attributes: torch.Tensor | None
    listed: torch.Tensor

    def __init__(
        self, products: int, settings: SequenceSettings, attributes: Attributes | None = None
    ) -> None:
        super().__init__()
        self.products, self.settings = products, settings
        width, longest = settings.width, settings.longest
        self.embedding = nn.Embedding(products + 1, width, padding_idx=products)
        nn.init.normal_(self.embedding.weight, std=0.1)
        codes = None if attributes is None else torch.from_numpy(attributes.codes)
        self.kinds = 0 if attributes is None else attributes.kinds
        self.register_buffer("attributes", codes)
        if attributes is not None and codes is not None:
            self.attribute_embedding = nn.Embedding(self.kinds + 1, width, padding_idx=self.kinds)
            nn.init.normal_(self.attribute_embedding.weight, std=0.1)
            self.register_buffer("listed", (codes != self.kinds).sum(1).clamp(min=1))
        self.entry = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(
            _Block(width, settings.heads, longest, settings.dropout) for _ in range(settings.blocks)
        )
        self.exit = nn.LayerNorm(width)
        self.query, self.key = nn.Linear(width, width), nn.Linear(width, width)
        self.bias = nn.Parameter(torch.zeros(longest))
        self.blend = nn.Parameter(torch.tensor(0.0))
        self.dropout = nn.Dropout(settings.dropout)
        self.product_dropout = nn.Dropout(settings.product_dropout)

    def product_vectors(self, codes: torch.Tensor) -> torch.Tensor:
        """The embeddings of product codes; the padding's is zero."""
        vectors: torch.Tensor = self.embedding(codes)
        if self.attributes is None:
            return vectors
        real = codes.clamp(max=self.products - 1)
        told: torch.Tensor = self.attribute_embedding(self.attributes[real]).sum(-2)
        told = told / self.listed[real].unsqueeze(-1)
        return vectors + told.masked_fill((codes == self.products).unsqueeze(-1), 0.0)

    def forward(self, sessions: torch.Tensor) -> torch.Tensor:
        """The vector (rows, length, width) of each session after each of its products."""
        length = sessions.shape[1]
        place = torch.arange(length)
        distance = place.unsqueeze(1) - place.unsqueeze(0)
        padding = (sessions == self.products).view(-1, 1, 1, length)
        hidden = (distance < 0) | padding
        distance = distance.clamp(min=0)
        seen = self.product_vectors(sessions)
        x = self.dropout(self.entry(seen))
        for block in self.blocks:
            x = block(x, distance, hidden)
        x = self.exit(x)
        logits = self.query(x) @ self.key(x).transpose(-1, -2) / math.sqrt(x.shape[-1])
        logits = (logits + self.bias[distance]).masked_fill(hidden.squeeze(1), -1e4)
        consistent = logits.softmax(-1) @ self.product_dropout(functional.normalize(seen, dim=-1))
        mixed = consistent + self.blend * x
        return functional.normalize(mixed, dim=-1)

    def targets(self, codes: torch.Tensor) -> torch.Tensor:
        """Unit vectors of products as they are scored."""
        return functional.normalize(self.product_dropout(self.product_vectors(codes)), dim=-1)
