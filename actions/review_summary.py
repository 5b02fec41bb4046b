"""What buyers say: "what do people say about the zip?", "any complaints about the battery?"."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from actions.answers import evidence_chunk_of
from actions.requests.terms_wording import date_of, listed
from actions.wording import plain
from commerce.cards import absolute
from conversations import Evidence
from knowledge.review_summary import (
    ReviewSummary,
    asks_for_complaints,
    asks_for_reviews,
    aspect_of,
)
from knowledge.rewriting import rewrite

if TYPE_CHECKING:
    from rasa_sdk.executor import CollectingDispatcher

    from actions.shopping import Shopping
    from actions.topic import Event
    from actions.turn import AskedTurn
    from commerce import Product

__all__ = ["take_review_summary"]

FEW = 2
"""Up to how many mentions are said to be only so many."""


async def take_review_summary(
    action: Shopping, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> list[Event] | None:
    """Say what the reviews of the product say; None when that is not what is asked."""
    question = rewrite(turn.text, [asked for asked, _ in turn.earlier])
    if not turn.text or not asks_for_reviews(question):
        return None
    meant = await action.meant(turn, question)
    if len(meant.products) != 1:
        return None
    product = meant.products[0]
    aspect = aspect_of(question, f"{product.title} {product.brand} {meant.said}")
    about = action.services.knowledge.review_summaries.about
    summary = await asyncio.to_thread(about, product.id, aspect)
    dispatcher.utter_message(
        response=_response(summary, complaints=asks_for_complaints(question)),
        json_message=_custom(summary, action.services.settings.shop_url),
        **_facts(summary, product),
    )
    if turn.turn_id:
        evidence = Evidence(
            turn.text,
            "summarised" if summary.mentions else "no_answer",
            chunks=tuple(evidence_chunk_of(mention.chunk) for mention in summary.mentions),
            rewritten=question if question != turn.text else "",
        )
        await asyncio.to_thread(
            action.services.traces.record_evidence, turn.turn_id, turn.conversation_id, evidence
        )
    return action.remember_focus(turn, product)


def _response(summary: ReviewSummary, *, complaints: bool) -> str:
    if not summary.reviews:
        return "utter_reviews_missing"
    if not summary.mentions:
        return "utter_reviews_silent"
    if complaints and not summary.count("badly") + summary.count("mixed"):
        return "utter_reviews_no_complaints" if summary.aspect else "utter_reviews_all_well"
    if not summary.aspect:
        return "utter_reviews_of_product"
    return "utter_reviews_few" if len(summary.mentions) <= FEW else "utter_reviews_of_aspect"


def _facts(summary: ReviewSummary, product: Product) -> dict[str, str]:
    mentions = summary.mentions
    counts = [(summary.count("well"), "well"), (summary.count("badly"), "badly")]
    counts.append((summary.count("mixed"), "both ways"))
    days = [one.chunk.updated_at for one in mentions]
    stars = sum(one.rating for one in mentions) / len(mentions) if mentions else 0.0
    return {
        "product": plain(product.title),
        "aspect": plain(summary.aspect),
        "total": _reviews(summary.reviews),
        "mentions": str(len(mentions)),
        "verdicts": listed([f"{count} {how}" for count, how in counts if count]),
        "stars": f"{stars:.1f}",
        "since": date_of(min(days, default=None)),
        "latest": date_of(max(days, default=None)),
        "quotes": "\n".join(_quote(one) for one in summary.quotes),
    }


def _reviews(count: int) -> str:
    return f"{count} review" if count == 1 else f"{count} reviews"


def _quote(mention: Any) -> str:
    stars = f"{mention.rating:g} of 5 stars"
    return f"\u201c{plain(mention.quote)}\u201d ({stars}, {date_of(mention.chunk.updated_at)})"


def _custom(summary: ReviewSummary, shop: str) -> dict[str, Any]:
    """A citation for each quote."""
    cited = []
    for mention in summary.quotes:
        chunk = mention.chunk
        place = {"title": chunk.title, "source": chunk.source, "section": chunk.section}
        link = absolute(chunk.url, shop)
        cited.append(place | ({"url": link} if link else {}))
    return {"kind": "answer", "citations": cited}
