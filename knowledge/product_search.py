"""Product search in a shopper's words: constraints filter, meaning and words rank.

"something warm for a toddler under 40" is a price limit, an audience and the word "warm".
A constraint is never dropped silently: when nothing keeps them all, they are let go of one
by one, the least binding first, and the result says which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.constraints import Constraints, understand
from knowledge.fitting import Entry, unmet
from knowledge.matching import RELATED, about, match
from knowledge.product_ranking import fitting_products, varied
from knowledge.shopping_words import HARD_FEATURES
from knowledge.store import ANYWHERE, Scope
from knowledge.telling import let_go, told

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from commerce import Catalogue, Product
    from embedding import Embedder
    from knowledge.constraints import Vocabulary
    from knowledge.snapshot import Snapshot, Snapshots
    from knowledge.store import ChunkStore

__all__ = ["Constraints", "ProductSearch", "ProductSearchResult"]

NEAREST = 150
"""Product passages that are looked at for their meaning."""
PRODUCTS = Scope(kinds=frozenset({"product"}))
MANY = 3000
"""Products from which on they are ranked by an index of words instead of one by one."""
_ORDER = ("measure", "rating", "colour", "size", "brand", "in_stock", "attributes", "price",
          "excluded", "audience", "category")  # fmt: skip
"""What is let go of first, to last."""


@dataclass(frozen=True)
class ProductSearchResult:
    """The products that fit best, best first; `relaxed` says what had to be let go of.

    `let_go` names it as `fitting.unmet` does ("price", "attributes:Hood"), `more` is set
    when other products fit as well.
    """

    products: tuple[Product, ...]
    constraints: Constraints
    relaxed: tuple[str, ...] = ()
    let_go: tuple[str, ...] = ()
    more: bool = False


@dataclass(frozen=True)
class _Judged:
    """Products by id: those to show, what was let go for them, how each fits and fails."""

    candidates: Sequence[str]
    relaxed: tuple[str, ...]
    scores: Mapping[str, float]
    missed: Mapping[str, Sequence[str]]
    kept: Constraints
    """The constraints that they were judged by."""


class ProductSearch:
    """Finds products. Its methods may be called from any thread."""

    def __init__(
        self,
        catalogue: Catalogue,
        snapshots: Snapshots,
        store: ChunkStore,
        embedder: Embedder,
        *,
        currency: str = "USD",
    ) -> None:
        self._catalogue = catalogue
        self._snapshots = snapshots
        self._store = store
        self._embedder = embedder
        self._currency = currency

    def search(self, text: str, *, limit: int = 5) -> ProductSearchResult:
        """At most `limit` products for what the shopper said; none when nothing is like it."""
        return self.find(self.understood(text), text, limit=limit)

    def understood(self, text: str) -> Constraints:
        """What the words ask for, by the catalogue's own vocabulary."""
        snapshot = self._snapshots.current()
        return understand(snapshot.spelling.put_right(text), snapshot.vocabulary)

    def spelt(self, text: str, known: Collection[str] = ()) -> str:
        """The text with slips put right by the words of the catalogue; `known` words stay."""
        return self._snapshots.current().speller.correct(text, known)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the catalogue as it is now."""
        return self._snapshots.current().vocabulary

    @property
    def features(self) -> frozenset[str]:
        """Words that are the name of an attribute: "hood", "pockets"."""
        return self._snapshots.current().features

    def described_by(self, words: Collection[str]) -> frozenset[str]:
        """Those of the words, as `understood` gives them, that are said of some product."""
        return frozenset(words).intersection(self._snapshots.current().names.words)

    def named(self, text: str) -> tuple[str, ...]:
        """Ids of the products that the words name, best first; none where they name many."""
        return tuple(link.product_id for link in self._snapshots.current().names.named_in(text))

    def told(self, constraints: Constraints) -> str:
        """What is searched for, as a shopper would say it: "jacket, waterproof, under $100.00"."""
        return told(constraints, self._currency)

    def find(
        self,
        constraints: Constraints,
        text: str,
        *,
        limit: int = 5,
        without: Collection[str] = (),
    ) -> ProductSearchResult:
        """At most `limit` products that keep the constraints, nearest in meaning to `text`.

        `without` are ids of products that are not wanted, such as those already shown.
        """
        snapshot = self._snapshots.current()
        if len(snapshot.entries) > MANY:
            judged = self._judged_of_many(text, constraints, snapshot, without, 3 * limit)
        else:
            entries = {id_: one for id_, one in snapshot.entries.items() if id_ not in without}
            judged = self._judged(text, constraints, entries, snapshot)
        ranked = sorted(
            judged.candidates,
            key=lambda id_: (
                _order(snapshot.entries[id_].product, constraints, judged.relaxed),
                -judged.scores[id_],
                id_,
            ),
        )
        looked_at = varied(ranked, snapshot)[: 2 * limit]
        products = self._fresh(looked_at, judged)[:limit]
        if not products:
            return ProductSearchResult((), constraints)
        return ProductSearchResult(
            products,
            constraints,
            relaxed=tuple(let_go(name, constraints, self._currency) for name in judged.relaxed),
            let_go=judged.relaxed,
            more=len(ranked) > len(products) and not judged.relaxed,
        )

    def _near(self, text: str, scope: Scope) -> dict[str, float]:
        """The similarity of the products whose passages are nearest to what was said."""
        near: dict[str, float] = {}
        vector = self._embedder.embed([text])[0]
        for one in self._store.query(vector, NEAREST, scope):
            if one.chunk.kind == "product" and one.chunk.product_id is not None:
                id_ = one.chunk.product_id
                near[id_] = max(near.get(id_, 0.0), one.similarity)
        return near

    def _judged_of_many(
        self,
        text: str,
        constraints: Constraints,
        snapshot: Snapshot,
        without: Collection[str],
        count: int,
    ) -> _Judged:
        """In a large catalogue the ranking decides about kinds and most features.

        Titles name a kind in many ways, and of thousands of products few list all they have.
        """

        def near() -> Mapping[str, float]:
            # Nearly every passage is about a product, and a filter that lets 80,000 of them
            # through costs half a second.
            return self._near(text, ANYWHERE)

        scores = fitting_products(text, constraints, snapshot, near, without=without, limit=count)
        hard = tuple(name for name in constraints.attributes if name.lower() in HARD_FEATURES)
        kept = replace(constraints, category="", attributes=hard)
        missed = {id_: unmet(snapshot.entries[id_], kept) for id_ in scores}
        candidates, relaxed = _candidates(missed, scores)
        return _Judged(candidates, relaxed, scores, missed, kept)

    def _judged(
        self,
        text: str,
        constraints: Constraints,
        entries: Mapping[str, Entry],
        snapshot: Snapshot,
    ) -> _Judged:
        near = self._near(text, PRODUCTS)
        scores = self._scores(text, near, constraints, entries, snapshot)
        missed = {id_: unmet(entries[id_], constraints) for id_ in scores}
        candidates, relaxed = _candidates(missed, scores)
        return _Judged(candidates, relaxed, scores, missed, constraints)

    def _scores(
        self,
        text: str,
        near: Mapping[str, float],
        constraints: Constraints,
        entries: Mapping[str, Entry],
        snapshot: Snapshot,
    ) -> dict[str, float]:
        """How well the products fit what was said, without those it has nothing to do with."""
        named = {link.product_id: link.share for link in snapshot.names.named_in(text)}
        wanted = [word for word in constraints.words if len(word) > 1]
        filtered = (
            constraints.category
            or constraints.audience
            or constraints.ages
            or (constraints.brand or constraints.attributes or constraints.excluded)
        )
        scores: dict[str, float] = {}
        for id_, entry in entries.items():
            matched = sum(match(word, entry) for word in wanted)
            meaning = near.get(id_, 0.0)
            if not (matched or filtered or not wanted or id_ in named or meaning >= RELATED):
                continue
            score = 4 * meaning + 1.2 * matched / (len(wanted) or 1) + 3 * named.get(id_, 0.0)
            if constraints.category and set(constraints.category.split()) & entry.title:
                score += 0.6
            score += 0.1 * ((entry.product.rating or 3.5) - 3.5)  # a nudge, not a reason
            score -= 0.0 if entry.product.in_stock else 2.0
            if entry.for_children and not (constraints.audience or constraints.ages):
                score -= 0.5
            scores[id_] = score
        return scores if not wanted else about(wanted, scores, entries, near, constraints)

    def _fresh(self, ids: Sequence[str], judged: _Judged) -> tuple[Product, ...]:
        """The products as they are at this moment, if they still keep what they kept."""
        stored = {product.id: product for product in self._catalogue.listed(ids)}
        return tuple(
            stored[id_]
            for id_ in ids
            if id_ in stored
            and set(unmet(Entry(stored[id_]), judged.kept)) <= set(judged.missed[id_])
        )


def _candidates(
    missed: Mapping[str, Sequence[str]], scores: Mapping[str, float]
) -> tuple[list[str], tuple[str, ...]]:
    """The products that keep most, and what those that are left do not keep."""
    best: tuple[int, ...] | None = None
    chosen: list[str] = []
    for id_ in scores:
        cost = tuple(
            sorted((_ORDER.index(name.partition(":")[0]) for name in missed[id_]), reverse=True)
        )
        cost = (len({name.partition(":")[0] for name in missed[id_]}), *cost)
        if best is None or cost < best:
            best, chosen = cost, [id_]
        elif cost == best:
            chosen.append(id_)
    lost = dict.fromkeys(name for id_ in chosen for name in missed[id_])
    return chosen, tuple(lost)


def _order(product: Product, constraints: Constraints, relaxed: Collection[str]) -> float:
    order = constraints.order
    if "price" in relaxed:  # as near to the limit as can be
        order = "price" if constraints.max_price is not None else "dearest"
    match order:
        case "dearest":
            return -float(product.price)
        case "price":
            return float(product.price)
        case "rating":
            return -(product.rating or 0.0)
        case _:
            return 0.0
