"""Which facts a text tells, in which order: by what kind of thing it is, and for whom."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from insights.content.briefs import Persona
from insights.content.facts import Fact, Topic
from insights.content.phrases import fact_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commerce import Product

__all__ = ["facts_for", "kind_of"]

_MARKS: Final = {
    "worn": {
        "fit", "sleeves", "fabric weight", "neck", "hood", "cuffs", "insole", "outsole", "waist",
        "warmth", "sizes", "closure",
    },
    "powered": {
        "battery life", "charging", "output", "power", "brightness", "bluetooth", "connection",
        "input", "screen", "batteries",
    },
    "played": {"players", "playing time", "pieces", "projects", "age range", "contents"},
    "used up": {"key ingredients", "scent", "spf", "skin type", "shelf life", "active ingredient"},
}  # fmt: skip
"""Attributes by which a kind of thing is known; most marks win, none make it a plain good."""
LEAST_MARKS: Final = 2
_ORDER: Final = {
    "worn": (Topic.GUARD, Topic.MAKE, Topic.USE, Topic.PARTS, Topic.SIZE, Topic.PERFORM),
    "powered": (Topic.PERFORM, Topic.GUARD, Topic.PARTS, Topic.SIZE, Topic.USE, Topic.MAKE),
    "played": (Topic.USE, Topic.PARTS, Topic.MAKE, Topic.SIZE, Topic.PERFORM, Topic.GUARD),
    "used up": (Topic.MAKE, Topic.USE, Topic.GUARD, Topic.SIZE, Topic.PERFORM, Topic.PARTS),
    "good": (Topic.MAKE, Topic.SIZE, Topic.PERFORM, Topic.GUARD, Topic.PARTS, Topic.USE),
}
_WANTS: Final = {
    Persona.ANYBODY: (),
    Persona.PRACTICAL: (Topic.CARE, Topic.SIZE, Topic.TERMS),
    Persona.ACTIVE: (Topic.GUARD, Topic.PERFORM, Topic.SIZE),
    Persona.MINDFUL: (Topic.MAKE, Topic.TERMS, Topic.CARE),
    Persona.GIVING: (Topic.USE, Topic.PARTS, Topic.MAKE),
}
_LAST: Final = (Topic.CARE, Topic.TERMS)


def kind_of(product: Product) -> str:
    """What kind of thing it is, by its attributes' names: a shop's categories may be any."""
    names = {name.lower() for name in product.attributes}
    marks = {kind: len(names & known) for kind, known in _MARKS.items()}
    best = max(marks, key=lambda kind: marks[kind])
    return best if marks[best] >= LEAST_MARKS else "good"


def facts_for(product: Product, persona: Persona) -> list[Fact]:
    """All that can be said of a product, what matters most to the persona first.

    One of each topic comes before a second of any, so that a short text tells of several.
    """
    found = filter(None, (fact_of(*pair) for pair in product.attributes.items()))
    by_topic: dict[Topic, list[Fact]] = defaultdict(list)
    for fact in found:
        by_topic[fact.topic].append(fact)
    order = dict.fromkeys((*_WANTS[persona], *_ORDER[kind_of(product)], *_LAST))
    rounds = zip_longest(*(by_topic[topic] for topic in order))
    return [fact for one in rounds for fact in one if fact is not None]


def care_last(facts: Sequence[Fact]) -> list[Fact]:
    """The same facts as people expect them: care and warranty end a text."""
    return sorted(facts, key=lambda fact: _LAST.index(fact.topic) + 1 if fact.topic in _LAST else 0)
