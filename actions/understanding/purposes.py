"""What a message wants of the service desk by its own words, whatever it was taken for."""

from __future__ import annotations

import re

from actions.understanding.courtesies import opening
from actions.understanding.phrases import asks
from actions.understanding.spelling import put_right
from knowledge.text import sentences

__all__ = [
    "asks_about_money_back",
    "asks_where",
    "asks_where_mine",
    "goes_on_about",
    "parts_of",
    "wants_person",
    "wishes_instead",
]

# "Where is", however the fingers slipped: "wehre", "were is my".
_WHERE = r"\bw[her]{3,4}(?:'?s| is| are)?"
_MINE = re.compile(
    rf"{_WHERE} my (?!\w* ?(?:cart|basket|refund|money|points?|coupon|code|gift|invoice|receipt|"
    r"account|size|discount|voucher)\b)",
    re.IGNORECASE,
)
_STANDS = re.compile(
    rf"{_WHERE} (?:my|the|that|it|they)\b|"
    r"\bwhen (?:will|does|do|is|are|can i expect|should)\b.*\b(?:arriv\w*|come|coming|get here|"
    r"delivered|be here|ship|shipped|sent|reach|expect\w*)\b|"
    r"\b(?:has|have|did|is|are)\b.*\b(?:shipped|arrived|left yet|sent yet|on (?:its|their|the) "
    r"way)\b|\btrack (?:my|the)\b|\bstatus of (?:my|the)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"\b(?:talk|speak|chat|connect me|put me through)\b(?: directly)? (?:to|with) (?:a |an |"
    r"one of |your |the |some |any )*(?:real |live |actual |human )?(?:somebody|some ?one|anyone|"
    r"anybody|persons?|people|humans?|agents?|colleagues?|staff|representative|employee|manager|"
    r"supervisor)\b",
    re.IGNORECASE,
)
_MONEY_BACK = re.compile(
    r"\b(?:when|where|how long)\b.*\b(?:my (?:refund|money)|(?:i|me) (?:\w+ )?my money)\b|"
    r"\b(?:has|have|did)\b.*\b(?:my refund|my money|refund(?:ed)? (?:my|me))\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(opening("please") + r"(?:and|what about|how about)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(?:instead|rather than)\b", re.IGNORECASE)
_AND = re.compile(
    r"\b(?:and|also|plus)\b(?=\W+(?:how|what|when|w[her]{3,4}|why|who|which|can|do|is)\b)"
)
# Not only before a capital letter: "i found it cheaper. and where is my tent?"
_END = re.compile(r"(?<=[.!?;])\s+")


def asks_where(text: str) -> bool:
    """Whether it asks how something that was ordered stands: "has the tent shipped?"."""
    return bool(_STANDS.search(put_right(text)))


def asks_where_mine(text: str) -> bool:
    """Whether it asks for something as the shopper's own: "where is my sleeping bag?"."""
    return bool(_MINE.search(put_right(text)))


def asks_about_money_back(text: str) -> bool:
    """Whether it asks for the shopper's own refund, and not how long refunds take."""
    return bool(_MONEY_BACK.search(put_right(text)))


def wants_person(text: str) -> bool:
    """Whether it asks to talk to somebody, whatever about."""
    return not asks(text) and bool(_PERSON.search(put_right(text)))


def goes_on_about(text: str) -> bool:
    """Whether it goes on with what was asked last: "and the other one?", "what about the hat?"."""
    return bool(_GOES_ON.search(text))


def wishes_instead(text: str) -> bool:
    """Whether it wishes for one thing in the place of another, and does not ask about it."""
    return not asks(text) and bool(_INSTEAD.search(put_right(text)))


def parts_of(text: str) -> tuple[str, str]:
    """What a message asks about an order, and the other questions in it; both may be empty."""
    where: list[str] = []
    others: list[str] = []
    for sentence in (part for each in sentences(text) for part in _END.split(each)):
        for part in _AND.split(sentence):
            said = part.strip(" ,")
            if asks_where(said) or asks_where_mine(said):
                where.append(said)
            elif asks(said) or (said and part is not sentence):
                others.append(said)
    return " ".join(where), " ".join(others)
