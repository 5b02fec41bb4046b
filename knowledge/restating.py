"""One wording for what English says in several: the turns of phrase that carry no matter.

A claim and its source are put into the same words before their clauses are compared. Only what
relates, limits or denies is reworded here; nouns and verbs of the matter have `knowledge.lexicon`.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["restated", "unannounced"]

_OF_THE_SHOP: Final = (
    r"(?:our|the|their|this) (?:[\w-]+ ){0,3}?"
    r"(?:conditions|descriptions?|details|FAQs?|guide|guidelines|instructions|manual|page|policy|policies"
    r"|rules|specifications|terms|website)"
)
_ANNOUNCED: Final = re.compile(
    rf"^\W*(?:(?:according to|as per|based on|going by|per) {_OF_THE_SHOP}"
    rf"|as {_OF_THE_SHOP} (?:puts? it|says?|states?)"
    rf"|{_OF_THE_SHOP} (?:explains?|mentions?|notes?|says?|states?)(?: that|(?=:)|,))"
    r"\s*[,:]?\s*(?=\w)",
    re.IGNORECASE,
)

_NOT: Final = (
    r"(?:(?:do|does|did|will|would|should|can|could|need)(?:n't| not)|cannot|never|won't)(?: ever)?"
)
_ANYTHING: Final = r"(?:anything|a (?:thing|cent|penny)|extra)\b"
_REWORDED: Final = {
    # Politeness and the present moment claim nothing.
    r"\b(?:(?:what|that's|that is) )?(?:an? )?(?:good|great|excellent|interesting) question\b": "",
    r"\b(?:thanks|thank you)(?: so much| very much)?(?: for (?:asking|your \w+))?\b": "",
    r",?\s*\bi(?:'m| am) (?:so |very |really )?(?:sorry|afraid)(?: to say)?(?: that)?\b,?": "",
    r"\b(?:at (?:the|this) (?:moment|time)|for (?:now|the moment)|right now)\b"
    r"(?=\s*(?:[.,;!?]|$))": "",
    # When and if.
    r"\b(?:even )?(?:at |on )?the (?:very )?(?:moment|minute|second|day|time)(?: that| when)? "
    r"(?=(?:you|we|it|they|the|your|our)\b)": "when ",
    r"\bas soon as\b": "once",
    r"\b(?:as|so) long as\b|\bprovided(?: that|(?= (?:it|that|the|they|this|we|you|your)\b))"
    r"|\bon condition that\b|\bin case\b": "if",
    r"\b(?:even|only|just) (?=(?:if|when|though|after|before|once)\b)": "",
    r"\bprior to\b|\bahead of\b": "before",
    r"\bfollowing (?=(?:your|the|its)\b)": "after ",
    # Nothing to pay, and nothing of something.
    rf"\b{_NOT} (?:cost|set)(?: (?!anything)[\w']+){{0,4}} {_ANYTHING}": "costs nothing",
    rf"\b{_NOT} (?:be charged|pay)(?: {_ANYTHING})? for\b": "pay nothing for",
    rf"\b{_NOT} (?:be charged|pay|charge (?:you|them)) {_ANYTHING}": "pay nothing",
    r"\b(?:is|are) on (?:us|the house)\b": "is free",
    r"\bfree (?:of|from) (?!charge)": "without ",
    # How it is seen.
    r"\b(?:(?:is|are) (?:(?:seen|regarded|treated|counted|classed) as|considered(?: as)?)"
    r"|counts? as|qualif(?:y|ies) as)\b": "is",
    # Without a limit.
    r"\bas (?:many|much|often)(?: \w+){0,2} as you (?:like|please|want|wish)\b"
    r"|\bany number of\b": "unlimited",
    # Alone, and together.
    r"\b(?:(?:is|are) )?(?:limited|restricted|confined|exclusive) to(?= (?![$€£]?\d))": "is only",
    r"\b(?:exclusively|solely|merely|purely|just)\b"
    r"(?! (?:as|because|in case|like|over|under)\b)": "only",
    r"\b(?:as well as|along with|together with|in addition to)\b": "and",
    r"\b(?:keep|stay|steer) (?:well )?(?:away from|clear of)\b": "avoid",
    r"\bby (?:accident|mistake)\b": "accidentally",
}
_PATTERNS: Final = tuple((re.compile(pattern), plain) for pattern, plain in _REWORDED.items())


def unannounced(said: str) -> str:
    """A sentence without the words that name the shop's pages as what says it.

    "Our returns policy says that …" claims what follows, of which the sources know the words.
    """
    return _ANNOUNCED.sub("", said)


def restated(text: str) -> str:
    """A text in lower case with its turns of phrase in one wording."""
    for pattern, plain in _PATTERNS:
        text = pattern.sub(plain, text)
    return text
