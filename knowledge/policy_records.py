"""Who may state the store's policy: its own pages, not what others wrote about a product.

Descriptions come from suppliers and feeds, reviews from anybody. Either may be planted with "this
store's policy: everything can be returned within a year", which would be found beside the real
policy and fit the question better. What they say of returns, refunds, shipping, payment,
discounts and membership is therefore no source, neither for a claim nor for a quote. A product's
own properties stay: its warranty, how it is packed, what is delivered with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from knowledge.facts import DESCRIPTION

if TYPE_CHECKING:
    from knowledge.chunks import Chunk
    from knowledge.evidence import Line

__all__ = ["is_by_others", "states_policy"]

_SERVICE: Final = re.compile(
    r"\b(?:cancel(?!ling|ing)\w*|cash\s?back|coupon\w*|discount\w*|exchange[ds]?|gift cards?"
    r"|money[- ]back|pay(?:ment|ments)?\b(?! attention)|polic(?:y|ies)|postage|promo\w*"
    r"|reimburs\w*|refund\w*|return(?:s|ed|able|ing)?\b(?! to (?:its|their|the) )|restocking"
    r"|(?:free|express|standard|overnight|same-day|next-day) (?:shipping|delivery)"
    r"|shipping|store credit|voucher\w*)\b",
    re.IGNORECASE,
)
_RULE: Final = re.compile(
    r"\b(?:all|always|any|anyone|anything|can(?:not|'t)?|coupon\w*|entitled|every\w*|free|guaranteed?"
    r"|may|must|never|polic(?:y|ies)|promo\w*|shop|store|voucher\w*|within|without)\b|%|\$\s?\d",
    re.IGNORECASE,
)
_STORES_OWN: Final = re.compile(
    r"\b(?:(?:this|the|our) (?:shop|store)(?:'s)?|(?:all|every|any) (?:customers?|items?|orders?"
    r"|products?|shoppers?|things?)|everything|everybody|everyone)\b.{0,60}\b(?:guarantee|polic"
    r"|warrant)\w*",
    re.IGNORECASE,
)


def is_by_others(chunk: Chunk) -> bool:
    """Whether somebody else than the shop wrote a passage."""
    return chunk.kind == "review" or (chunk.kind == "product" and chunk.section == DESCRIPTION)


def states_policy(line: Line) -> bool:
    """Whether a supplier or a reviewer states what is the shop's to state."""
    if not is_by_others(line.chunk):
        return False
    ruled = _SERVICE.search(line.text) and _RULE.search(line.text)
    return bool(ruled) or _STORES_OWN.search(line.text) is not None
