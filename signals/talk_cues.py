"""What shoppers say when they are about to buy, and when they are not, whatever it is about.

Cues are counted beside intents: a classifier gives a message one intent, and "will it get here
by friday? i'm still not sure about the size" is a question, a deadline and a hesitation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CUES", "cues_in"]

CUES: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "delivery": (
            r"\b(?:deliver(?:y|ed|ies)?|shipp?(?:ing|ed|s)?|arrives?|get here|postage|express|"
            r"next[ -]day|pick(?:ed)? ?up|"
            r"how (?:long|soon|fast|quickly) (?:will|would|does|can|until|before))\b"
        ),
        "payment": (
            r"\b(?:pay(?:ment|ing)?|paypal|klarna|credit card|debit card|apple pay|google pay|"
            r"instal?lments?|gift ?card|vat|tax(?:es)?)\b"
        ),
        "price": (
            r"\b(?:how much|price[sd]?|costs?|discount|coupon|promo(?:tion)?|voucher|on sale|"
            r"deal|reduced)\b"
        ),
        "deadline": (
            r"\b(?:by|before|until|in time for) (?:(?:this|next|the) )?"
            r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)?day|tomorrow|tonight|weekend|christmas|week|month|"
            r"\d{1,2}(?:st|nd|rd|th)|(?:his|her|their|my|our) birthday)\b|"
            r"\b(?:urgent(?:ly)?|asap|in a hurry|need it (?:by|soon|quickly|fast))\b"
        ),
        "decided": (
            r"\bi(?:'ll| will)(?: definitely)? (?:take|buy|order|get|have) "
            r"(?:it|them|this|that|one|both|the)\b|"
            r"\bi(?:'d| would) like to (?:buy|order|purchase)\b|"
            r"\bi want to (?:buy|order|purchase)\b|\bready to (?:buy|order|check ?out)\b|"
            r"\blet'?s do it\b"
        ),
        "hesitation": (
            r"\b(?:not (?:so |really |quite |entirely )?sure|unsure|undecided|"
            r"(?:can't|cannot|can not) decide|think (?:about|it over)|think on it|sleep on it|"
            r"maybe (?:later|another time|next time)|(?:some )?other time|not (?:right )?now|"
            r"(?:just|only) (?:looking|browsing|curious|asking)|look(?:ing)? around|shop around|"
            r"(?:elsewhere|somewhere else)|too (?:expensive|pricey|dear|costly|much)|can't afford|"
            r"hesita\w+|second thoughts|on the fence)\b"
        ),
    }.items()
}


def cues_in(text: str) -> dict[str, str]:
    """The cues in a shopper's words, each with the words that gave it."""
    text = text.replace("\u2019", "'")
    found = ((name, pattern.search(text)) for name, pattern in CUES.items())
    return {name: match.group().strip() for name, match in found if match}
