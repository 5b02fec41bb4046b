"""What an agent attaches to a reply: products of the catalogue, articles of the shop's pages.

A product is posted by its id and read from the catalogue. An article was found by the action
server and comes back as it was shown, sealed: no other link can be put in its place.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from commerce.cards import card

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commerce import Product
    from gateway.console.visit import Visit

__all__ = ["MOST_ATTACHED", "Unattachable", "article_value", "attached", "card_of"]

MOST_ATTACHED: Final = 5
"""Of each kind."""
CITED: Final = ("title", "source", "section", "url")


class Unattachable(Exception):
    """An attachment cannot be sent; the message is one sentence for the agent."""


async def attached(visit: Visit) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The product cards and citations of a posted reply. Raises Unattachable."""
    posted = await visit.request.post()
    ids = list(dict.fromkeys(map(str, posted.getall("product", []))))
    sealed = list(dict.fromkeys(map(str, posted.getall("article", []))))
    if max(len(ids), len(sealed)) > MOST_ATTACHED:
        raise Unattachable(f"At most {MOST_ATTACHED} products and articles fit into one reply.")
    found = {
        each.id: each for each in await visit.console.read(visit.console.catalogue.listed, ids)
    }
    if len(found) < len(ids):
        raise Unattachable("A product is no longer in the catalogue; take it out.")
    articles = [visit.unsealed(each) for each in sealed]
    if None in articles:
        raise Unattachable("An article was attached in another session; attach it again.")
    return [card_of(visit, found[each]) for each in ids], [
        json.loads(each) for each in articles if each
    ]


def card_of(visit: Visit, product: Product) -> dict[str, Any]:
    """A product as the shopper sees it."""
    settings = visit.settings
    return card(product, currency=settings.currency, shop_url=settings.shop_url)


def article_value(visit: Visit, citation: Mapping[str, Any]) -> str:
    """What a form has of an article."""
    return visit.seal(json.dumps({name: citation.get(name) for name in CITED}))
