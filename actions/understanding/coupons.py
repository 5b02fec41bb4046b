"""Whether a message asks for a discount as such, and whether it takes the one it was told of."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["asks_for_coupon", "means_known_coupon", "takes_coupon"]

_COUPON: Final = (
    r"(?:coupons?|vouchers?|promos?|discounts?|(?:discount|coupon|voucher|promo) codes?)"
)
_ASKED_FOR: Final = re.compile(
    rf"\b(?:any|some|(?<!\bi )(?<!ve )got|have you|do you have|can i (?:get|have)|give me|"
    rf"is there|are there)\b(?:\W+\w+){{0,3}}?\W+{_COUPON}\b|"
    rf"\b{_COUPON} (?:available|going|for me|right now|today)\b",
    re.IGNORECASE,
)
# What is asked of a kind of people, of gift vouchers or of a code at hand is a question of policy.
_OF_POLICY: Final = re.compile(
    r"\b(?:students?|teachers?|nurses?|nhs|military|veterans?|seniors?|trade|bulk|compan(?:y|ies)|"
    r"employees?|members?|membership|newsletter|gift|friends?|first|new customers?|how|why|where|"
    r"combine[d]?|together|two|several|more than one|expire[ds]?|not work(?:ing)?|my)\b",
    re.IGNORECASE,
)
_USES: Final = frozenset({"activate", "add", "apply", "enter", "redeem", "take", "try", "use"})
_AROUND: Final = frozenset(
    """
    a ahead and basket can cart code could coupon cool discount do for go great i i'd i'll in it
    just let's like love me my now ok okay on one order perfect please pls promo so sure thank
    thanks that the then this to voucher want we well will would yeah yep yes you
    """.split()  # noqa: SIM905  reads as a list of words
)
_KNOWN: Final = re.compile(
    rf"\b(?:the|that|this|my|your)\W+(?:(?!gift|other|new|different)\w+\W+)?(?:{_COUPON}|codes?)\b",
    re.IGNORECASE,
)


def asks_for_coupon(text: str) -> bool:
    """Whether the shopper would like one, whatever it is for."""
    return bool(_ASKED_FOR.search(text)) and not _OF_POLICY.search(text)


def takes_coupon(text: str) -> bool:
    """Whether it says no more than that what was told of shall be used: "use it please"."""
    words = set(re.findall(r"[\w']+", text.casefold()))
    return bool(words & _USES) and words <= _USES | _AROUND


def means_known_coupon(text: str) -> bool:
    """Whether the coupon is spoken of as one that both know: "my code", "the coupon"."""
    return bool(_KNOWN.search(text))
