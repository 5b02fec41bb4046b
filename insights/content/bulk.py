"""Many texts in one go: kept one by one, so that a run that was broken off goes on where it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insights.content.checking import ContentCheck
from insights.content.duplicates import Shingles
from insights.content.shelf import records_of
from insights.content.wording import worded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from commerce import Product
    from generation.chat_model import ChatModel
    from insights.content.briefs import Brief
    from insights.content.rules import ForbiddenClaims
    from insights.content.shelf import Shelf

__all__ = ["Step", "write_all"]


@dataclass(frozen=True)
class Step:
    """One order done: what became of it, in a word or a sentence."""

    product_id: str
    brief: Brief
    outcome: str
    kept: bool


async def write_all(
    shelf: Shelf,
    products: Sequence[Product],
    briefs: Sequence[Brief],
    forbidden: ForbiddenClaims,
    model: ChatModel | None = None,
) -> AsyncIterator[Step]:
    """Write each order for each product, unless its text is there and its records are as before.

    A text nearly the same as another of its channel is not kept: two such are no choice for a
    shopper, and search engines show one of them.
    """
    before = {(text.product_id, text.brief): text for text in shelf.all()}
    indexes = {brief.channel: Shingles({}) for brief in briefs}
    for text in before.values():
        if text.brief.channel in indexes:
            indexes[text.brief.channel].add(
                text.id, _compared(text.draft.headline, text.draft.body)
            )
    for product in products:
        check, records = ContentCheck(product, forbidden), records_of(product)
        for brief in briefs:
            old = before.get((product.id, brief))
            if old is not None and old.records == records:
                yield Step(product.id, brief, "there already", kept=False)
                continue
            found = await worded(product, brief, check, model)
            if found is None:
                yield Step(product.id, brief, "too little is known of it", kept=False)
                continue
            whole = _compared(found.draft.headline, found.draft.body)
            alike = indexes[brief.channel].alike(whole)
            others = [score for id_, score in alike if old is None or id_ != old.id]
            if others:
                outcome = f"{others[0]:.0%} the same as another text"
                yield Step(product.id, brief, outcome, kept=False)
                continue
            findings = check.judge(found.draft, brief.channel)
            remarks = (*findings.remarks, *found.refused)
            text_id = shelf.keep(product, brief, found.draft, found.by, remarks)
            indexes[brief.channel].add(text_id, whole)
            yield Step(product.id, brief, f"written by {found.by}", kept=True)


def _compared(headline: str, body: str) -> str:
    return f"{headline} {body}"
