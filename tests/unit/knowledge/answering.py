"""Chunks, wordings and a retriever for the tests of answering."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from embedding.testing import HashingEmbedder
from knowledge.chunks import Chunk, Hit, Retrieval

WORDINGS = yaml.safe_load((Path(__file__).parent / "wordings.yml").read_text(encoding="utf-8"))
CASES = WORDINGS["cases"]


def chunk(
    text="", *, name="c1", title="Returns", section="", kind="policy", product=None, url=None
):
    return Chunk(
        id=name, text=text, title=title, section=section, source=f"{name}.md", kind=kind,
        product_id=product, product_title=title if product else None, url=url,
        updated_at=date(2031, 1, 1),
    )  # fmt: skip


def known(name):
    """A chunk of wordings.yml."""
    return chunk(name=name, **WORDINGS["chunks"][name])


@dataclass
class FakeRetriever:
    """Hands over the same chunks for every question; `asked` are the questions."""

    chunks: list
    confidence: float = 0.9
    products: tuple = ()
    asked: list = field(default_factory=list)
    embedder: HashingEmbedder = field(default_factory=HashingEmbedder)

    def retrieve(self, query, top_k=5, *, kinds=None, product_id=None, on=None):
        self.asked.append((query, product_id))
        hits = tuple(
            Hit(one, score=2.0 - rank / 10, dense=0.7, lexical=5.0)
            for rank, one in enumerate(self.chunks[:top_k])
        )
        return Retrieval(query, hits, self.confidence if hits else 0.0, self.products)
