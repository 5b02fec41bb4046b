"""Who likes what: the clauses of a message that state a taste, apart from the rest.

"I hate pink and I never wear wool, but my mum loves gardening" states two dislikes of the
shopper and a liking of the shopper's mother. What they are about is left to the shop's own
understanding; here are only the words around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from signals.preferences import Polarity

__all__ = ["Attitude", "attitudes_in", "recipient_in"]

_PEOPLE: Final = (
    r"(?:grand|step|god)?(?:mum|mom|mother|mama|dad|father|papa|parents?|son|daughter|child|children|"
    r"kids?|baby|toddler|boy|girl)s?|(?:grand)?(?:ma|pa)|granny|nana?|husband|wife|partner|fianc[eé]e?|"
    r"(?:girl|boy)?friends?|sister|brother|siblings?|niece|nephew|cousin|aunt(?:ie|y)?|uncle|"
    r"(?:mother|father|sister|brother|son|daughter)-in-law|colleagues?|boss|teacher|neighbou?rs?|"
    r"flatmate|roommate|dog|cat|puppy|kitten"
)
_THEIR_OWN: Final = r"(?:my|our|a|his|her|their)\s+(?:[\w'-]+\s+){0,2}?"
_RECIPIENT: Final = re.compile(
    rf"\b(?:for|to)\s+{_THEIR_OWN}(?P<who>{_PEOPLE})\b|"
    rf"\b(?:my|our)\s+(?:[\w'-]+\s+){{0,2}}?(?P<subject>{_PEOPLE})(?:'s|\s+(?:is|are|has|loves?|likes?|"
    r"hates?|wants?|needs?|wears?|prefers?|enjoys?|turns?|would|can't|doesn't|never|always)\b)",
    re.IGNORECASE,
)

_VERY: Final = (
    r"(?:(?:really|absolutely|just|totally|truly|actually|also|simply|generally|usually|normally|"
    r"always|particularly|especially|quite|kind of|sort of|do|so)\s+)*"
)
_WHO: Final = rf"\b(?P<who>i|we|she|he|they|(?:my|our)\s+(?:[\w'-]+\s+){{0,2}}?(?:{_PEOPLE}))"
_BE: Final = r"(?:\s+(?:am|is|are)|'m|'s|'re)"
_NOT: Final = r"(?:do not|don't|does not|doesn't|did not|didn't|can't|cannot|can not|never|won't)"
_DISLIKES: Final = (
    rf"(?:\s+{_VERY}(?:hates?|detests?|loathes?|dislikes?|despises?|avoids?)|"
    rf"\s+{_VERY}(?:can't|cannot|can not)\s+(?:stand|bear)|"
    rf"\s+{_NOT}\s+{_VERY}(?:like|love|wear|eat|enjoy|fancy|tolerate|use|buy)|"
    rf"{_BE}\s+{_VERY}(?:allergic to|intolerant to|sick of|tired of)|"
    rf"{_BE}(?:n't|\s+not)\s+{_VERY}(?:(?:a|an)\s+(?:\w+\s+)?fan of|into|keen on|fond of)|"
    rf"\s+{_VERY}react(?:s)? (?:badly )?to)"
)
_LIKES: Final = (
    rf"(?:\s+{_VERY}(?:loves?|likes?|adores?|prefers?|enjoys?|favou?rs?)|"
    rf"{_BE}\s+{_VERY}(?:(?:a|an)\s+(?:\w+\s+)?fan of|into|keen on|fond of|mad about|crazy about|"
    r"obsessed with))"
)
_ALWAYS_WEARS: Final = (
    rf"\s+(?:always|usually|normally|only|mostly)\s+{_VERY}(?:wear|buy|use|get|take)s?"
)
_WANTS_NOW: Final = re.compile(r"\s*(?:to\b|it\b|if\b)", re.IGNORECASE)
_OBJECT_ENDS: Final = (
    r"(?=$|[.;!?]|,\s*(?!or\b|and\s+\w+\s*(?:$|[.;!?,]))|\s+(?:but|because|since|so|though|"
    r"although|when|while|unless|if|rather than|over|instead of|too much|at all|anymore|any more|"
    r"either|more than)\b|\s+and\s+(?:i|we|she|he|they|my|our|can|could|do|have|show)\b)"
)
_OBJECT: Final = rf"\s+(?P<object>[^.;!?]+?){_OBJECT_ENDS}"
_PATTERNS: Final = tuple(
    (polarity, hobby, re.compile(pattern, re.IGNORECASE))
    for polarity, hobby, pattern in (
        (Polarity.DISLIKES, False, rf"{_WHO}{_DISLIKES}{_OBJECT}"),
        (Polarity.LIKES, True, rf"{_WHO}{_LIKES}{_OBJECT}"),
        (Polarity.LIKES, False, rf"{_WHO}{_ALWAYS_WEARS}{_OBJECT}"),
        (
            Polarity.LIKES,
            False,
            rf"\b(?P<who>my|our|her|his|their)\s+favou?rite\s+(?:\w+\s+){{1,2}}?(?:is|are){_OBJECT}",
        ),
        (
            Polarity.LIKES,
            False,
            r"\b(?P<who>my|our)\s+(?:\w+\s+)?(?P<object>size\s+(?:is|are)\s+(?:an?\s+)?[\w.]+)",
        ),
        (
            Polarity.LIKES,
            False,
            rf"{_WHO}(?:\s+(?:wear|wears|take|takes)|{_BE})\s+(?:an?\s+)?(?P<object>size\s+[\w.]+)",
        ),
        (
            Polarity.LIKES,
            False,
            rf"{_WHO}{_BE}\s+(?:an?\s+)?{_VERY}(?P<object>vegan|vegetarian)s?\b",
        ),
    )
)
_POINTS: Final = re.compile(
    r"\s*(?:this|that|it|its|these|those|them|they|the(?! colou?rs?\b)|my|our|your|you|how|when|"
    r"what|where|who|to|being|having|waiting|dealing|talking|shopping|paying|buying|returning|calling|"
    r"asking|getting)\b",
    re.IGNORECASE,
)
"""What is pointed at or owned already, and what is about the shop, is no taste."""
MOST_WORDS: Final = 4
"""Of a thing that is liked or not; more tell a story."""
_WOULD: Final = re.compile(r"(?:would|'d|might|could|did|don't think)\s*$", re.IGNORECASE)
_SIZE_IS: Final = re.compile(r"\bsize\s+(?:is|are)\s+(?:an?\s+)?", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s*(?:,|/|\band\b|\bor\b|\bnor\b)\s*", re.IGNORECASE)
_TRAILING: Final = re.compile(r"\s+(?:and|but|or)$", re.IGNORECASE)
_RATHER: Final = re.compile(
    r"\s+(?:over|rather than|instead of|more than)\s+[^.;!?,]+", re.IGNORECASE
)
"""What something is preferred to is not looked for."""
_PRONOUNS: Final = frozenset({"she", "he", "they", "her", "his", "their"})
_ONESELF: Final = frozenset({"i", "we", "my", "our"})


@dataclass(frozen=True)
class Attitude:
    """A taste: whose it is, whether for or against, and each thing that it is about."""

    who: str
    """ "daughter"; empty for the shopper."""
    polarity: Polarity
    things: tuple[str, ...]
    words: str
    hobby: bool
    """Whether what is liked may be something to do: "gardening"."""


def recipient_in(text: str) -> str:
    """Whom something is for: "daughter"; empty where nobody is named."""
    match = _RECIPIENT.search(text)
    return (match["who"] or match["subject"]).lower() if match else ""


def attitudes_in(text: str, recipient: str = "") -> tuple[str, tuple[Attitude, ...]]:
    """The text without the tastes that it states, and those.

    `recipient` is whom "she" and "he" mean; where nobody is known, they state nothing.
    """
    found: list[tuple[int, Attitude]] = []
    for polarity, hobby, pattern in _PATTERNS:
        for match in reversed(list(pattern.finditer(text))):
            who = _whose(match["who"], recipient)
            if (
                who is None
                or _WOULD.search(text[: match.start("object")].rpartition(match["who"])[0])
                or _POINTS.match(match["object"])
                or _WANTS_NOW.match(match["object"])
            ):
                continue
            said = _SIZE_IS.sub("size ", match["object"].strip())
            parts = (part for part in _PARTS.split(said) if part)
            things = tuple(part for part in parts if len(part.split()) <= MOST_WORDS)
            words = _TRAILING.sub("", match.group().strip())
            found.append((match.start(), Attitude(who, polarity, things, words, hobby)))
            rather = _RATHER.match(text, match.end())
            end = rather.end() if rather else match.end()
            # Of the same length, so that the places of what was found before stay right.
            text = f"{text[: match.start()]} ; {' ' * (end - match.start() - 3)}{text[end:]}"
    ordered = sorted(found, key=lambda pair: pair[0])
    return " ".join(text.split()), tuple(attitude for _, attitude in ordered)


def _whose(who: str, recipient: str) -> str | None:
    said = who.lower().split()
    if said[-1] in _ONESELF:
        return ""
    if said[-1] in _PRONOUNS:
        return recipient or None
    return said[-1]
