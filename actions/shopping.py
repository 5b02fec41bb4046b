"""What a conversation is about in the shop: the products shown, the one spoken of, the search.

Three slots keep it: `search` (the running wish), `shown_products` (ids in the order shown) and
`focus_product` (what "it" is, and on which product's page that was said).
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import SlotSet

from actions.answers import Answering
from actions.references import Listed, refer
from commerce import ProductNotFound
from commerce.cards import absolute, card, page_of
from knowledge.refinement import Wish

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product

__all__ = ["Meant", "Shopping", "listed"]

_THIS = re.compile(
    r"\bthis\b(?! (?:morning|afternoon|evening|week|month|year|time))", re.IGNORECASE
)
POINTED = frozenset({"choice", "place", "extreme", "name", "title", "words"})


@dataclass(frozen=True)
class Meant:
    """The products that a turn is about; `said` are the words for them, `by` how they point.

    `by` is "choice", "name", or as in `actions.references`; empty where nothing points and the
    product that is spoken of or viewed is taken.
    """

    products: tuple[Product, ...] = ()
    said: str = ""
    by: str = ""

    @property
    def pointed(self) -> bool:
        """Whether words or a click say which, rather than "it" or nothing at all."""
        return self.by in POINTED


class Shopping(Answering):
    """Base of the actions about products."""

    async def meant(self, turn: AskedTurn, text: str) -> Meant:
        """The products that the words, the click, the talk or the page are about."""
        return await asyncio.to_thread(self._meant, turn, text)

    async def known(self, ids: Iterable[str]) -> list[Product]:
        """The products with these ids that are still sold."""
        return await asyncio.to_thread(self._known, tuple(ids))

    async def is_pointed(self, turn: AskedTurn) -> bool:
        """Whether the words point at a product."""
        return (await self.meant(turn, turn.text)).pointed

    async def is_kind_of_thing(self, turn: AskedTurn) -> bool:
        """Whether the words name a kind of thing that the shop has."""
        search = self.services.knowledge.product_search
        return bool((await asyncio.to_thread(search.understood, turn.text)).category)

    async def goes_on(self, turn: AskedTurn) -> bool:
        """Whether there is a search to go on with."""
        return running_search(turn) is not None

    def _known(self, ids: Iterable[str]) -> list[Product]:
        found = []
        for id_ in ids:
            try:
                found.append(self.services.catalogue.get(id_))
            except ProductNotFound:
                continue
        return found

    def _meant(self, turn: AskedTurn, text: str) -> Meant:
        if turn.choice and (chosen := self._known([turn.choice])):
            return Meant(tuple(chosen), by="choice")
        shown = self._known(turn.slots.get("shown_products") or ())
        focus = (viewed_on(turn) if _THIS.search(text) else None) or focus_of(turn)
        found = refer(text, [listed(product) for product in shown], focus=focus)
        if found is None or found.by not in {"place", "extreme"}:
            named = self._named(text, {product.id for product in shown})
            if named and (found is None or found.by != "title" or named.said):
                return named
        if found is not None:
            return Meant(tuple(self._known(found.ids)), found.said, found.by)
        return Meant(tuple(self._known([focus])) if focus else ())

    def _named(self, text: str, shown: Collection[str]) -> Meant | None:
        """The products whose names are said; those shown before others of like name.

        Without `said` it is linked by ordinary words only; several such are a kind of thing.
        """
        ids = self.services.knowledge.product_search.named(text)
        chosen = [id_ for id_ in ids if id_ in shown] or list(ids)
        products = tuple(self._known(chosen))
        first = [one.title.split()[0] for one in products]
        said = next((word for word in first if word.lower() in text.lower()), "")
        return Meant(products, said, "name") if said or len(products) == 1 else None

    def remember_shown(self, turn: AskedTurn, products: Sequence[Product]) -> list[Event]:
        """What was shown; one product alone is what is spoken of from now on."""
        alone = products[0] if len(products) == 1 else None
        return [
            SlotSet("shown_products", [product.id for product in products]),
            SlotSet("focus_product", focused(turn, alone) if alone else None),
        ]

    def remember_focus(
        self, turn: AskedTurn, product: Product, options: Mapping[str, str] | None = None
    ) -> list[Event]:
        """What is spoken of, and the size or colour that was advised or asked about."""
        return [SlotSet("focus_product", focused(turn, product, options))]

    def card(self, product: Product, wishes: Collection[str] = ()) -> dict[str, Any]:
        """A product as the widget shows it, with what it says of the features wished for."""
        settings = self.services.settings
        return card(
            product,
            currency=settings.currency,
            shop_url=settings.shop_url,
            reason=reason_of(product, wishes),
        )

    def citation(self, product: Product) -> dict[str, Any]:
        """A product as the source of what was said of it."""
        url = absolute(page_of(product), self.services.settings.shop_url)
        return {"title": product.title, "source": f"products/{product.id}", "section": "",
                "url": url}  # fmt: skip


def listed(product: Product) -> Listed:
    """A product as something to point at: its colours and tags tell it apart too."""
    colours = [
        value for variant in product.variants for name, value in variant.options.items()
        if not name.lower().startswith("size")
    ]  # fmt: skip
    also = " ".join(dict.fromkeys([product.brand, *product.tags, *colours]))
    return Listed(product.id, product.title, also, product.price, product.rating)


def running_search(turn: AskedTurn) -> Wish | None:
    """The running search."""
    kept = turn.slots.get("search")
    return Wish.from_json(kept) if kept else None


def focus_of(turn: AskedTurn) -> str | None:
    """What "it" is: what was spoken of on this page, else the product of the page."""
    kept = turn.slots.get("focus_product") or {}
    viewed = viewed_on(turn)
    if viewed and kept.get("page") != viewed:
        return viewed
    return kept.get("id") or turn.product_id


def options_of(turn: AskedTurn, product: Product) -> Mapping[str, str]:
    """The size or colour that was advised or asked about, of the product that is spoken of."""
    kept = turn.slots.get("focus_product") or {}
    return kept.get("options") or {} if kept.get("id") == product.id else {}


def viewed_on(turn: AskedTurn) -> str | None:
    """The product whose page the shopper is on."""
    viewed = turn.page.get("product_id")
    return viewed if isinstance(viewed, str) and viewed else None


def focused(
    turn: AskedTurn, product: Product, options: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The focus as its slot keeps it."""
    return {"id": product.id, "page": viewed_on(turn), "options": dict(options or {})}


def reason_of(product: Product, wishes: Collection[str]) -> str:
    """What the catalogue says of the features that were asked for, such as "Waterproof: yes"."""
    wanted = {wish.lower() for wish in wishes}
    told = [
        f"{name}: {said}" for name, said in product.attributes.items() if name.lower() in wanted
    ]
    return "; ".join(told)
