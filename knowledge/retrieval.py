"""Retrieval: dense and word search over one pool of candidates, fused by their z-scores.

The fusion is in `knowledge.fusion`, how sure the result is in `knowledge.confidence`.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.asking import asked_for_opinions
from knowledge.chunks import Hit, Retrieval
from knowledge.confidence import Features, confidence
from knowledge.fusion import distinct, fused, reranked
from knowledge.manuals import is_manual, manuals_in, named_in
from knowledge.page_search import Page, best_pages
from knowledge.store import Scope
from knowledge.synonyms import alternatives
from knowledge.text import content_words, words
from knowledge.validity import out_of_force

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from embedding import Embedder
    from knowledge.chunks import Chunk
    from knowledge.lexical import LexicalIndex
    from knowledge.live_offers import LiveOffers
    from knowledge.reranker import Reranker
    from knowledge.snapshot import Snapshot, Snapshots
    from knowledge.store import ChunkStore

__all__ = ["Retriever"]

PAGES = Scope(kinds=frozenset({"policy", "faq", "document"}))
POOL = 40
"""Candidates from each of the two searches."""
RERANKED = 20
"""Hits that a cross-encoder looks at, where there is one."""
REVIEW_TRUST = 0.5
"""What the words of a review count for as evidence, when no opinion was asked for."""
EVIDENCE = 3
"""Hits that are looked at for the coverage of the question."""
MISSPELT = 84
SHORTEST_MISSPELT = 5
_CLAUSE = re.compile(r"(?<=[.?!;,:])\s+|\s+-\s+")
_ASKING = re.compile(
    r"\s*(?:and |but |so |or )?(?:how|what|when|where|which|who|whom|whose|why|is|are|was|am|can|"
    r"could|do|does|did|will|would|should|has|have|may|must|tell me)\b",
    re.IGNORECASE,
)


class Retriever:
    """Finds the passages that answer a question. Its methods may be called from any thread."""

    def __init__(
        self,
        snapshots: Snapshots,
        store: ChunkStore,
        lexical: LexicalIndex,
        offers: LiveOffers,
        embedder: Embedder,
        reranker: Reranker | None = None,
    ) -> None:
        self._snapshots = snapshots
        self._store = store
        self._lexical = lexical
        self._offers = offers
        self._embedder = embedder
        self._reranker = reranker

    @property
    def embedder(self) -> Embedder:
        """What it tells meaning by; quoting judges single lines with the same."""
        return self._embedder

    def retrieve(
        self,
        query: str,
        top_k: int = 5,
        *,
        kinds: frozenset[str] | None = None,
        product_id: str | None = None,
        on: date | None = None,
    ) -> Retrieval:
        """The `top_k` passages that fit the query best.

        `kinds` restricts what kinds of passage are looked at. `product_id` is the product
        that is being spoken of: unless the query names another one, passages about other
        products are left out, and those about it come before what holds for the whole store.
        `on` is the day whose versions of pages are looked at, today's by default.
        """
        retrieval, _ = self.examine(query, top_k, kinds=kinds, product_id=product_id, on=on)
        return retrieval

    def pages(self, text: str, limit: int = 10) -> tuple[Page, ...]:
        """The `limit` pages that a request needs, which may be long and speak of several things."""
        snapshot = self._snapshots.current()
        scope = replace(PAGES, without=_not_in_force(snapshot, None))

        def search(part: str) -> list[Hit]:
            terms = self._terms(part, snapshot)
            found = self._candidates(self._vector(part, ()), terms, [scope])
            return fused(found, (), opinions=False)

        return best_pages(text, limit, search)

    def examine(
        self,
        query: str,
        top_k: int = 5,
        *,
        kinds: frozenset[str] | None = None,
        product_id: str | None = None,
        on: date | None = None,
    ) -> tuple[Retrieval, Features]:
        """The same, with the features that the confidence was computed from."""
        snapshot = self._snapshots.current()
        linked = tuple(link.product_id for link in snapshot.names.named_in(query))
        subjects = linked or ((product_id,) if product_id else ())
        terms = self._terms(query, snapshot)
        named = snapshot.names.name_in(query, linked)
        vector = self._vector(query, named)
        old = _not_in_force(snapshot, on)
        about = None if linked or not product_id else frozenset({product_id, ""})
        scopes = [Scope(kinds, about, old)]
        if subjects:
            scopes.append(Scope(kinds, frozenset(subjects), old))
        candidates = self._candidates(vector, terms, scopes)
        if not candidates:
            nothing = Features(0.0, 0.0, 1.0, 0.0, 0.0)
            return Retrieval(query, (), 0.0, linked), nothing
        candidates, manuals = self._of_the_named(query, candidates, subjects)
        opinions = asked_for_opinions(query)
        hits = fused(candidates, subjects, opinions=opinions)
        if self._reranker is not None:
            texts = [hit.chunk.indexed_text for hit in hits[:RERANKED]]
            hits = reranked(hits, self._reranker.rerank(query, texts))
        chosen = distinct(hits, max(top_k, EVIDENCE), named=bool(subjects))
        asked = set(words(_question_in(query))) | (terms.keys() - set(words(query)))
        asked_terms = {term: weight for term, weight in terms.items() if term in asked}
        named |= snapshot.names.brands_in(query)
        features = self._features(chosen, hits, asked_terms, named, subjects, opinions=opinions)
        sure = confidence(features)
        return Retrieval(query, tuple(chosen[:top_k]), sure, linked, manuals), features

    def _of_the_named(
        self, query: str, candidates: list[Hit], subjects: Collection[str]
    ) -> tuple[list[Hit], tuple[str, ...]]:
        """The candidates without other manuals than the named ones, and the titles of those."""
        if subjects:
            return candidates, ()
        manuals = manuals_in(
            (hit.chunk for hit in candidates), self._lexical.frequency, self._lexical.entitled
        )
        named = named_in(query, manuals)
        others = manuals.keys() - named if named else frozenset()
        kept = [
            hit for hit in candidates if hit.chunk.title not in others or not is_manual(hit.chunk)
        ]
        return kept, named

    def _vector(self, query: str, named: Collection[str]) -> NDArray[np.float32]:
        """The query's vector; half of it is what is asked, without the product's name.

        All passages of a product have its name: only the rest of the query tells them apart.
        """
        whole: NDArray[np.float32] = self._embedder.embed([query])[0]
        rest = " ".join(word for word in query.split() if not set(words(word)) & set(named))
        if not named or not content_words(rest):
            return whole
        mixed = whole + self._embedder.embed([rest])[0]
        unit: NDArray[np.float32] = mixed / np.linalg.norm(mixed)
        return unit

    def _terms(self, query: str, snapshot: Snapshot) -> dict[str, float]:
        """The query's content words, spelt as the index has them, with their weights."""
        terms: dict[str, float] = {}
        for word in content_words(query) or words(query):
            frequency = self._lexical.frequency(word)
            spelt = word
            if (
                not any(map(self._lexical.frequency, alternatives(word)))
                and len(word) >= SHORTEST_MISSPELT
                and word.isalpha()
            ):
                close = process.extractOne(
                    word,
                    snapshot.stems.get(word[0], ()),
                    scorer=fuzz.ratio,
                    score_cutoff=MISSPELT,
                )
                if close:
                    spelt = close[0]
                    frequency = self._lexical.frequency(spelt)
            terms[spelt] = math.log(1 + (snapshot.chunks - frequency + 0.5) / (frequency + 0.5))
        return terms

    def _candidates(
        self, vector: NDArray[np.float32], terms: dict[str, float], scopes: Sequence[Scope]
    ) -> list[Hit]:
        chunks: dict[str, tuple[Chunk, float]] = {}
        lexical: set[str] = set()
        wordings = [word for term in terms for word in alternatives(term)]
        for scope in scopes:
            for near in self._store.query(vector, POOL, scope):
                chunks[near.chunk.id] = (near.chunk, near.similarity)
            lexical.update(id_ for id_, _ in self._lexical.search(wordings, POOL, scope))
        for near in self._store.similarities(vector, lexical - chunks.keys()):
            chunks[near.chunk.id] = (near.chunk, near.similarity)
        live = self._lexical.live(chunks)
        current = self._offers.in_place_of({id_: chunks[id_][0] for id_ in chunks if id_ in live})
        scores = self._lexical.scores(wordings, current)
        return [
            Hit(chunk, 0.0, chunks[id_][1], scores.get(id_, 0.0)) for id_, chunk in current.items()
        ]

    def _features(
        self,
        chosen: Sequence[Hit],
        hits: Sequence[Hit],
        terms: dict[str, float],
        named: Collection[str],
        subjects: Collection[str],
        *,
        opinions: bool,
    ) -> Features:
        best = chosen[:EVIDENCE]
        similarity = max(hit.dense for hit in best)
        asked = {term: weight for term, weight in terms.items() if term not in named}
        total = sum(asked.values())
        ids = [hit.chunk.id for hit in best]
        covered = dict.fromkeys(ids, 0.0)
        trusted = {
            hit.chunk.id: REVIEW_TRUST if hit.chunk.kind == "review" and not opinions else 1.0
            for hit in best
        }
        unknown = 0.0
        for term, weight in asked.items():
            for id_ in self._lexical.containing(alternatives(term), ids):
                covered[id_] += weight * trusted[id_]
            known = any(self._lexical.frequency(word) for word in alternatives(term))
            unknown += 0.0 if known else weight
        return Features(
            similarity=similarity,
            coverage=max(covered.values()) / total if total else 1.0,
            unknown=unknown / total if total else 0.0,
            margin=similarity - float(np.mean([hit.dense for hit in hits])),
            linked=float(bool(subjects) and best[0].chunk.product_id in subjects),
        )


def _not_in_force(snapshot: Snapshot, on: date | None) -> frozenset[str]:
    """The versions of pages that do not hold on a day, today by default."""
    dated = snapshot.validities
    return out_of_force(dated, on or datetime.now(UTC).date()) if dated else dated


def _question_in(query: str) -> str:
    """The clauses that ask, without the story around them; all of it when none does."""
    asking = [clause for clause in _CLAUSE.split(query) if _ASKING.match(clause)]
    return " ".join(asking) if any(content_words(clause) for clause in asking) else query
