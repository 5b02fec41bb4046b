"""Why something is offered, in words: from what the slate log keeps, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actions.wording import phrase, plain
from recommendation import Why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actions.turn import AskedTurn
    from recommendation import Offer

__all__ = ["reason_in_words", "subjects_of"]

OF_PRODUCTS: Final = frozenset({Why.VIEWED_TOGETHER, Why.BOUGHT_TOGETHER, Why.SIMILAR, Why.TASTE})
"""Reasons whose subject is a product."""
OF_NOBODY: Final = frozenset({Why.POPULAR, Why.POPULAR_IN, Why.ASKED_FOR})
"""Reasons that say nothing beside a wish that is met."""
LONGEST_QUOTE: Final = 60


def subjects_of(offer: Offer) -> tuple[str, ...]:
    """The id of the product that the reason refers to."""
    because = offer.because
    return (because.subject,) if because.why in OF_PRODUCTS and because.subject else ()


def reason_in_words(offer: Offer, turn: AskedTurn, titles: Mapping[str, str]) -> str:
    """One clause, such as 'you said "no leather", and it is often bought with the Tent'.

    `titles` are those of the products that reasons refer to; one that is sold no more is not named.
    """
    wishes = " and ".join(f"\u201c{_quote(said)}\u201d" for said in dict.fromkeys(offer.wishes))
    why, subject = offer.because.why, offer.because.subject
    if why in OF_PRODUCTS:
        subject = titles.get(subject, "")
    known = bool(subject) or why in OF_NOBODY
    parts = []
    if wishes:
        parts.append(_said(turn, "utter_reason_asked_for", wishes))
    if known and not (wishes and why in OF_NOBODY):
        parts.append(_said(turn, f"utter_reason_{why}", plain(subject)))
    if not parts:
        parts.append(_said(turn, "utter_reason_popular", ""))
    return " ".join([", and ".join(parts), *_wild_card(offer, turn)])


def _wild_card(offer: Offer, turn: AskedTurn) -> list[str]:
    return [_said(turn, "utter_reason_explored", "")] if offer.explored else []


def _said(turn: AskedTurn, response: str, subject: str) -> str:
    text = str(phrase(turn.domain, response, turn.turn_id)["text"])
    return text.replace("{subject}", subject)


def _quote(said: str) -> str:
    said = plain(said)
    if len(said) <= LONGEST_QUOTE:
        return said
    return said[:LONGEST_QUOTE].rsplit(" ", 1)[0] + " \u2026"
