"""Sentences that open with the answer itself: "Yes, …", "No.", "You do, …", "None at all, …"."""

from __future__ import annotations

import re
from typing import Final

from knowledge.wording import concepts

__all__ = ["ELLIPTIC", "PARTICLE", "answers_outright", "predicate_of", "said_outright"]

PARTICLE: Final = re.compile(
    r"^\s*(?P<word>yes|nope|yep|yeah|correct|absolutely|certainly|definitely|of course|sure"
    r"|no(?=\W*$|\s*[,.!:;-]|\s+(?:it|you|the|we|they|there|this|that)\b))\b[\s,.!:;-]*",
    re.IGNORECASE,
)
ELLIPTIC: Final = re.compile(
    r"^\s*(?:(?:it|that|there|they|we|you) (?:are|can|could|did|does|do|has|have|is|may|must|need"
    r"|should|was|were|will|would)"
    r"(?P<denied>n't| ?not)?(?: any| one| so)?"
    r"|(?P<none>(?:none|not)(?: at all| really)?"
    r"|(?:i'm |i am )?(?:afraid|sadly|unfortunately) not|(?:better|rather) not"
    r"|(?:please )?(?:don't|do not))"
    r")(?=\s*[,;.!])[\s,;.!]*",
    re.IGNORECASE,
)
"""Answers the question without its words: a "yes" without the word."""


_ASKED: Final = re.compile(
    r"^\W*(?:can|could|did|do|does|may|might|must|shall|should|will|would)\s+"
    r"(?:he|i|it|she|there|they|we|you)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_NO: Final = re.compile(
    r"^\W*(?:(?:sorry,? )?(?:no|nope|not|never|neither|none|(?:i'm |i am )?afraid not)"
    r"|regrettably|unfortunately)\b",
    re.IGNORECASE,
)
_YES: Final = re.compile(
    r"^\W*(?:always|yes|yep|yeah|(?:of course|certainly|sure)\b)", re.IGNORECASE
)


def said_outright(text: str) -> bool | None:
    """The yes or no that an answer to a question opens with; None when it has neither."""
    if _NO.match(text):
        return False
    if _YES.match(text):
        return True
    elliptic = ELLIPTIC.match(text)
    return None if elliptic is None else elliptic["denied"] is None


def answers_outright(sentence: str) -> bool:
    """Whether a sentence says yes or no."""
    return PARTICLE.match(sentence) is not None or ELLIPTIC.match(sentence) is not None


def predicate_of(question: str) -> str:
    """The concept of what "Do I have to send it back?" asks about somebody; else empty."""
    asked = _ASKED.match(question)
    return next(iter(concepts(asked["rest"])), "") if asked else ""
