"""What the composer looks up: canned replies, products, articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from agents.canned_replies import prefill
from conversations.errors import ConversationNotFound
from gateway.console.attachments import article_value, card_of
from gateway.console.variables import variables_of
from gateway.errors import AssistantAway

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiohttp import web

    from gateway.console.visit import Visit

__all__ = ["pick"]

FOUND: Final = 8
LONGEST_QUERY: Final = 200


@dataclass(frozen=True)
class Found:
    """Something to pick: `value` is what the form then has, `text` what a reply says.

    A product has its `card`; `url` is an article's page, None where it has none.
    """

    kind: Literal["reply", "product", "article"]
    title: str
    value: str = ""
    text: str = ""
    url: str | None = None
    card: Mapping[str, Any] = field(default_factory=dict)


async def pick(visit: Visit) -> web.Response:
    """`GET …/pick/{what}`: what fits `q`, each with what choosing it adds."""
    find = {"replies": _replies, "products": _products, "articles": _articles}.get(
        visit.request.match_info["what"]
    )
    if find is None:
        return visit.refuse("There is nothing of that kind to pick.", 404)
    said = visit.request.query.get("q", "").strip()[:LONGEST_QUERY]
    try:
        found = await find(visit, said)
    except ConversationNotFound:
        return visit.refuse("There is no such conversation.", 404)
    except AssistantAway:
        return visit.part("picked.html", found=[], away=True)
    return visit.part("picked.html", found=found, away=False)


async def _replies(visit: Visit, said: str) -> list[Found]:
    place = visit.request.match_info["id"]
    values = await variables_of(visit, place)
    if not visit.revealed(place):  # the name is filled in when the reply is sent
        values.pop("customer_first_name")
    found = await visit.console.read(visit.console.replies.matching, said)
    return [Found("reply", each.name, text=prefill(each.text, values)) for each in found[:FOUND]]


async def _products(visit: Visit, said: str) -> list[Found]:
    found = await visit.console.read(visit.console.catalogue.matching, said, FOUND)
    return [Found("product", each.title, each.id, card=card_of(visit, each)) for each in found]


async def _articles(visit: Visit, said: str) -> list[Found]:
    if not said:
        return []
    return [
        Found(
            "article",
            " · ".join(filter(None, [each["title"], each["section"]])),
            article_value(visit, each),
            text=each["text"],
            url=each["url"],
        )
        for each in await visit.console.assistant.articles(said)
    ]
