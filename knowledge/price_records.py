"""What others wrote about a product states neither its price nor whom to write to.

Descriptions come from suppliers and feeds, reviews from anybody: neither states an amount of
money. Other texts about a product whose offer is at hand state no other price than the offer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generation.personal_data import personal_data
from knowledge.facts import is_offer
from knowledge.policy_records import is_by_others

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.chunks import Chunk
    from knowledge.evidence import Line
    from knowledge.quantities import Quantity

__all__ = ["Offer", "names_a_contact", "offers", "states_another_price"]

_PRICING: Final = re.compile(
    r"\b(?:pric\w*|cost\w*|sell\w*|sold|sale|deal|offer\w*|discount\w*|reduced|only|just|now"
    r"|free|pay|buy|yours)\b",
    re.IGNORECASE,
)

# What is free with a product: "free return shipping is provided".
_SERVICE: Final = re.compile(
    r"\b(?:deliver\w*|exchang\w*|label\w*|postage|repair\w*|replac\w*|return\w*|shipp?\w*)\b",
    re.IGNORECASE,
)
_POINTING: Final = re.compile(
    r"\W*(?:it|its|they|this|that|these|those|the price|price|only|just|now|yours|for)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Offer:
    """What the records say a product costs; its title is in lower case."""

    title: str
    amounts: tuple[Quantity, ...]


def offers(chunks: Iterable[Chunk], lines: Sequence[Line]) -> dict[str, Offer]:
    """The offers among the chunks, by product."""
    found: dict[str, Offer] = {}
    for chunk in chunks:
        if chunk.product_id and is_offer(chunk):
            amounts = tuple(q for line in lines if line.chunk == chunk for q in _amounts(line))
            found[chunk.product_id] = Offer((chunk.product_title or "").lower(), amounts)
    return found


def states_another_price(line: Line, known: Mapping[str, Offer]) -> bool:
    """Whether a line prices a product otherwise than its record, or may not price at all."""
    amounts = _amounts(line)
    chunk = line.chunk
    if not amounts or is_offer(chunk):
        return False
    about = [
        offer.amounts
        for product, offer in known.items()
        if product == chunk.product_id or (offer.title and offer.title in _about(line))
    ]
    if is_by_others(chunk):
        return not any(all(_within(amount, offer) for amount in amounts) for offer in about)
    only_free = not any(amount.value for amount in amounts)
    if not _PRICING.search(line.text) or (only_free and _SERVICE.search(line.text)):
        return False
    return any(not all(_within(amount, offer) for amount in amounts) for offer in about)


def names_a_contact(line: Line) -> bool:
    """Whether a supplier or a reviewer wants to be written to or called."""
    return is_by_others(line.chunk) and bool({"e-mail", "phone"} & {*personal_data(line.text)})


def _about(line: Line) -> str:
    """What a line may be about: its own words, and all of its passage when it says "it"."""
    if not _POINTING.match(line.text):
        return line.text.lower()
    return f"{line.chunk.heading}\n{line.chunk.text}".lower()


def _amounts(line: Line) -> list[Quantity]:
    return [q for part in line.parts for q in part.quantities if q.unit.startswith("money")]


def _within(amount: Quantity, offer: Sequence[Quantity]) -> bool:
    return any(one.value <= amount.value <= (one.upper or one.value) for one in offer)
