"""Yes, no, never mind, and questions: what a sentence does, whatever it is about."""

from __future__ import annotations

import re

from actions.understanding.courtesies import CAN_YOU, WOULD_LIKE, opening
from knowledge.asking import parts_of
from knowledge.text import words

__all__ = [
    "affirms",
    "asks",
    "asks_why",
    "corrects",
    "denies",
    "does_not_want_it",
    "gives_up",
    "has_none",
    "hesitates",
    "plainly_asks",
    "speaks_of_the_order",
    "without_opening",
]

_YES = re.compile(
    r"^\W*(?:(?:um+|ok(?:ay)?|great|perfect|well)[,. ]+)*(?:yes|yeah|yea|yep|yup|ya|sure|ok|okay|"
    r"correct|exactly|absolutely|definitely|certainly|of course|please do|go ahead|go for it|"
    r"do it|do that|confirm(?:ed)?|proceed|sounds? (?:good|great|fine)|looks? (?:good|right|fine)|"
    r"that(?:'s| is|s) (?:right|correct|fine|ok|okay|it|good|perfect)|(?:all ?right|alright)|"
    r"i (?:confirm|agree|do)|agreed|perfect|great|fine|works for me|let'?s do (?:it|that)|"
    r"make it so|y|k)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:(?:um+|ok(?:ay)?|oh|sorry|wait)[,. ]+)*(?:no+|nope|nah|not (?:really|yet|quite|that|"
    r"this|right|correct)|don'?t|do not|wrong|incorrect|that(?:'s| is|s) (?:not|wrong|incorrect)|"
    r"rather not|i (?:don'?t|do not|would not|wouldn'?t)|wait|hold on|n)\b",
    re.IGNORECASE,
)
_GIVES_UP = re.compile(
    r"\b(?:forget (?:it|that|about (?:it|that|this|the whole thing))|never ?mind|nvm|"
    r"(?:just )?(?:leave|drop|skip|scrap) (?:it|that|this|everything)(?: as (?:it|they) (?:is|are|"
    r"was))?(?! (?:at|with|on|in|by)\b)|don'?t bother|(?:let'?s )?(?:not do|leave) (?:it|that) "
    r"after all|i(?:'ll| will| want to|'d like to|'d rather) keep (?:it|them|the (?:order|whole)|"
    r"everything|my order)|keep (?:it|everything|the order) as it is|(?:i )?no longer want to "
    r"(?:cancel|return|exchange|change|swap)|(?:i )?(?:don'?t|do not) want (?:to (?:cancel|return|"
    r"exchange|change|swap)(?! (?:the|my) \w+)|(?:it|that|this) done)|"
    r"do(?:n't| not) (?:cancel|return|exchange|change) (?:it|them|anything|the order)|"
    r"stop\W+(?:this|here|i(?:'ve| have)? changed my mind))\b",
    re.IGNORECASE,
)
_NOT_WANTED = re.compile(
    r"\b(?:(?:don'?t|do not) want (?:it|that|this|them|these) any ?more|"
    r"no longer want (?:it|that|this|them|these))\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    opening("wait", "also", "by the way", "btw", "quick question", "before that", "first")
    + r"(?:how|what|when|where|why|who|whose|which|do you|does|did|is|are|will|was|were|am i|do i|"
    r"should|has|have you|would (?:it|that|there))\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    opening("hm+", "no", "wait", "really") + r"(?:why\b(?: ?(?:not|is that|"
    r"(?:ca|wo|is|was)n'?t? |(?:can|could|will|is|was|did|does|do|are) "
    r"(?:i|we|you|it|that|not)\b).*)?|"
    r"how come\b.*|how so|what(?:'?s| is| was) the (?:reason|problem)|for what reason|"
    r"what do you mean(?: by that)?|(?:please )?explain(?: (?:why|that))?)\W*$",
    re.IGNORECASE,
)
_POLITE = re.compile(rf"\b{CAN_YOU}\b", re.IGNORECASE)
_CORRECTS = re.compile(r"\bi (?:actually |really )?mean(?:t)?\b|\bnot the\b", re.IGNORECASE)
_HESITATES = re.compile(
    r"^\W*(?:i'?m |i am )?(?:not sure|no idea|i (?:don'?t|do not) (?:know|remember|have (?:it|"
    r"that)|"
    r"care|mind)|unsure|dunno|idk|whatever|any(?:thing)?(?: is fine)?|can'?t remember|"
    r"(?:it )?does(?:n't| not) matter|doesnt matter|you (?:decide|choose))\b",
    re.IGNORECASE,
)

_HAS_NONE = re.compile(
    r"\b(?:(?:don'?t|do not|haven'?t|have not|didn'?t|did not|doesn'?t) (?:have|got|take|make|own|"
    r"keep)|have (?:no|none)|(?:can'?t|cannot|can not|couldn'?t|unable to|not able to) "
    r"(?:\w+ ){0,2}?(?:take|send|make|attach|upload|add|provide|get)|"
    r"no (?:camera|photos?|pictures?|image)|without (?:a |any )?(?:photos?|pictures?))\b",
    re.IGNORECASE,
)

_THE_ORDER = re.compile(
    r"\b(?:orders?|purchase|parcel|package|delivery|it|them|everything|items?|things?|stuff|what i "
    r"(?:bought|ordered|got))\b",
    re.IGNORECASE,
)

_WANTS_DONE = re.compile(
    rf"\bplease\b|\b{WOULD_LIKE}\b(?! to know)|\bhelp me\b|\bcan you\b"
    r"|\b(?:where|when)(?:'s| is| are| will)? (?:is |are |will )?(?:my|the) "
    r"(?:\w+ )?(?:order|parcel|package|delivery|refund|money)\b"
    r"|\bhow (?:do|can|could|would|should|might) (?:i|we) (?:go about |start |make |get )?"
    r"(?:cancel|return|exchang|swap|claim|chang|report|send|updat)\w*",
    re.IGNORECASE,
)


def affirms(text: str) -> bool:
    """Whether the text begins by agreeing."""
    return bool(_YES.search(text)) and not denies(text)


def denies(text: str) -> bool:
    """Whether the text begins by refusing."""
    return bool(_NO.search(text))


def corrects(text: str) -> bool:
    """Whether the text puts something else in the place of what was said before."""
    return bool(_CORRECTS.search(text))


def gives_up(text: str) -> bool:
    """Whether the shopper no longer wants what was being arranged."""
    return bool(_GIVES_UP.search(text))


def does_not_want_it(text: str) -> bool:
    """Whether the shopper no longer wants something: the thing, or what is being arranged."""
    return bool(_NOT_WANTED.search(text))


def hesitates(text: str) -> bool:
    """Whether the shopper says that they do not know, or do not mind."""
    return bool(_HESITATES.search(text))


def has_none(text: str) -> bool:
    """Whether the shopper does not have, or cannot make, what they were asked for."""
    return bool(_HAS_NONE.search(text))


def asks(text: str) -> bool:
    """Whether the text is a question that wants an answer, not a request put politely."""
    if _ASKS.search(text):
        return True
    return text.rstrip().endswith("?") and not _POLITE.search(text)


def asks_why(text: str) -> bool:
    """Whether the text asks for the reason of what was just said, and for nothing else."""
    return bool(_WHY.search(text))


def plainly_asks(text: str) -> bool:
    """Whether the message asks something, and for nothing to be done."""
    return not _WANTS_DONE.search(text) and any(asks(part.text) for part in parts_of(text))


def speaks_of_the_order(text: str) -> bool:
    """Whether the text speaks of an order as a whole, and not of one thing of it."""
    return bool(_THE_ORDER.search(text))


def without_opening(text: str) -> str:
    """The text after the "yes" or "no" that it opens with; empty when it says no more."""
    for answer in (_YES, _NO):
        if found := answer.search(text):
            text = text[found.end() :]
            break
    return text if _says_something(text) else ""


def _says_something(text: str) -> bool:
    filler = {"please", "thanks", "thank", "you", "that", "is", "fine", "it", "do", "so", "correct"}
    return bool(set(words(text)) - filler)
