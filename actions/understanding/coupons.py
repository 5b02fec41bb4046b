"""Whether a message asks for a discount as such: "any coupon codes going?"."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["asks_for_coupon"]

_COUPON: Final = (
    r"(?:coupons?|vouchers?|promos?|discounts?|(?:discount|coupon|voucher|promo) codes?)"
)
_ASKED_FOR: Final = re.compile(
    rf"\b(?:any|some|got|have you|do you have|can i (?:get|have)|give me|is there|are there)\b"
    rf"(?:\W+\w+){{0,3}}?\W+{_COUPON}\b|\b{_COUPON} (?:available|going|for me|right now|today)\b",
    re.IGNORECASE,
)
# What is asked of a kind of people, of gift vouchers or of a code at hand is a question of policy.
_OF_POLICY: Final = re.compile(
    r"\b(?:students?|teachers?|nurses?|nhs|military|veterans?|seniors?|trade|bulk|compan(?:y|ies)|"
    r"employees?|members?|membership|newsletter|gift|friends?|first|new customers?|how|why|where|"
    r"combine[d]?|together|two|several|more than one|expire[ds]?|not work(?:ing)?|my)\b",
    re.IGNORECASE,
)


def asks_for_coupon(text: str) -> bool:
    """Whether the shopper would like one, whatever it is for."""
    return bool(_ASKED_FOR.search(text)) and not _OF_POLICY.search(text)
