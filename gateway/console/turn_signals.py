"""What a turn's signals rest on and what was offered in it, as the transcript shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from embedding.words import WORD
from recommendation import Verdict, Why
from signals.intent_features import FEATURES
from signals.mood import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from conversations.veil import Veil
    from gateway.console.state import Console
    from recommendation import LoggedSlate, Offer
    from signals import SignalEvidence, StatedPreference, TurnSignals

__all__ = ["offers_of", "signals_by_turn", "signals_of"]

HIDDEN: Final = "•••"
SHOWN: Final = 8
"""Contributions that are named; the others are one sum."""
WHY: Final[Mapping[Why, str]] = {
    Why.ASKED_FOR: "asked for",
    Why.VIEWED_TOGETHER: "viewed together with {}",
    Why.BOUGHT_TOGETHER: "bought together with {}",
    Why.SIMILAR: "like {}",
    Why.TASTE: "fits what was chosen before, {} above all",
    Why.POPULAR_IN: "liked much in {}",
    Why.POPULAR: "liked much in the shop",
}
FORBIDDEN: Final[Mapping[Verdict, str]] = {
    Verdict.WITH_A_PERSON: "an agent had the conversation",
    Verdict.OPEN_MATTER: "a complaint, return, refund or claim was open",
    Verdict.COOLING_DOWN: "a matter or a bad mood was over only lately",
    Verdict.NEGATIVE_MOOD: "the mood was negative",
    Verdict.REJECTED_OFTEN: "offers had been rejected",
    Verdict.OFFERED_ENOUGH: "enough had been offered unasked",
}


@dataclass(frozen=True)
class Addend:
    """A part of a score; all parts of one add up to it."""

    name: str
    adds: float
    meaning: str = ""


def signals_of(console: Console, turn_id: str, veil: Veil, said: str) -> dict[str, Any] | None:
    """The signals of a turn with their evidence; None when it was not scored.

    `said` is what was typed, veiled: a word of the evidence that it does not have is hidden.
    """
    found = console.signals.get(turn_id)
    if found is None:
        return None
    seen = {word.lower() for word in WORD.findall(said)}

    def word(of: str) -> str:
        return of if veil.lifted or of in seen else HIDDEN

    sentiment, propensity = found.sentiment, found.propensity
    return {
        "sentiment": sentiment,
        "words": [word(each.lower()) for each in sentiment.evidence.words],
        "sentiment_parts": _parts(sentiment.evidence, word, {}),
        "mood": found.mood,
        "mood_parts": parts(
            console.signals.mood_before(found.conversation_id, found.at), sentiment
        ),
        "propensity": propensity,
        "propensity_parts": _parts(propensity.evidence, str, FEATURES),
        "preferences": [_preference(each, veil) for each in found.preferences],
    }


def signals_by_turn(console: Console, conversation_id: str) -> dict[str, TurnSignals]:
    """The signals of a conversation's turns, for its line of feelings."""
    return {each.turn_id: each for each in console.signals.of(conversation_id)}


def offers_of(console: Console, turn_id: str, veil: Veil) -> list[dict[str, Any]]:
    """The slates of a turn: each offer with its reason, or the rule that forbade any."""
    slates = console.slates.of_turn(turn_id)
    titles = _titles(console, slates)
    return [
        {
            "slate": slate,
            "forbidden": FORBIDDEN.get(slate.verdict, ""),
            "offers": [
                {
                    "title": titles.get(offer.product, offer.product),
                    "why": _why(offer, titles),
                    "wishes": [veil.text(wish) for wish in offer.wishes],
                    "became": sorted(slate.outcomes.get(offer.product, ())),
                    "offer": offer,
                }
                for offer in slate.offers
            ],
        }
        for slate in slates
    ]


def _parts(
    evidence: SignalEvidence, name: Callable[[str], str], meanings: Mapping[str, str]
) -> list[Addend]:
    """The greatest contributions and what the rest adds: together with the base, the score."""
    ranked = sorted(evidence.contributions, key=lambda one: -abs(one.contribution))
    named = [
        Addend(name(one.feature), one.contribution, meanings.get(one.feature, ""))
        for one in ranked[:SHOWN]
    ]
    if rest := ranked[SHOWN:]:
        named.append(Addend(f"{len(rest)} others", sum(one.contribution for one in rest)))
    return [Addend("base", evidence.base), *named]


def _preference(preference: StatedPreference, veil: Veil) -> dict[str, str]:
    return {
        "polarity": preference.polarity.value,
        "about": veil.text(preference.about),
        "scope": preference.scope.value,
        "words": veil.text(preference.words),
    }


def _titles(console: Console, slates: Sequence[LoggedSlate]) -> dict[str, str]:
    offers = [offer for slate in slates for offer in slate.offers]
    ids = {offer.product for offer in offers} | {offer.because.subject for offer in offers}
    return {each.id: each.title for each in console.catalogue.listed(ids - {""})} if ids else {}


def _why(offer: Offer, titles: Mapping[str, str]) -> str:
    subject = offer.because.subject
    return WHY[offer.because.why].format(titles.get(subject, subject))
