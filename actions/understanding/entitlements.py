"""Whether a sentence asks what somebody may still have done, rather than to have it done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from actions.understanding.courtesies import WOULD_LIKE
from knowledge.text import sentences

__all__ = [
    "AN_ORDER", "VERBS", "AskedEntitlement", "asked_entitlement", "in_general", "tier_said",
    "verb_named",
]  # fmt: skip

VERBS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (verb, re.compile(pattern, re.IGNORECASE))
    for verb, pattern in (
        ("claim_warranty", r"\bwarrant(?:y|ies)\b|\bguarantee(?!d)\b"),
        ("cancel_order", r"\bcancel\w*\b|\bcall off\b"),
        ("change_address", r"\baddress\b|\b(?:sent|shipped|delivered) (?:somewhere|elsewhere)\b"),
        (
            "change_payment_method",
            r"\bpayment(?: method)?\b|\bpay (?:\w+ ){0,3}(?:another way|differently|with)\b",
        ),
        ("exchange_items", r"\bexchang\w*\b|\bswap\w*\b|\btrade\b"),
        (
            "return_items",
            (
                r"\breturn(?!ed\b)\w*\b|\b(?:send|bring|give|take|ship|sending)\b.{0,40}\bback\b"
                r"|\bsend back\b|\bget (?:a|my) refund\b|\bmoney back\b"
            ),
        ),
        ("change_items", r"\bchange (?:the |my )?(?:size|colou?r|variant|items?|order)\b"),
    )
)
"""The more particular first: a warranty question may speak of sending back, too."""
_WHETHER = re.compile(
    r"\b(?:can|could|may) (?:i|we) still?\b|\bam i still (?:able|allowed|in time|entitled)\b"
    r"|\bam i (?:allowed|entitled|too late|eligible)\b|\bis it (?:already )?too late\b"
    r"|\bis it still (?:possible|ok(?:ay)?|allowed)\b|\bstill (?:possible|time|able|eligible)\b"
    r"|(?:^|[,;:.] )\W*(?:(?:and|so|but|hi|hello|hey)\W+)*(?:is|are)\b.{1,60}"
    r"\b(?:under|in|covered by|within|on|have|has) (?:(?:a|the|its) )?"
    r"(?:warranty|guarantee)\b|\bstill (?:covered|returnable|refundable|exchangeable)\b"
    r"|\b(?:do|does)\b.{1,60}\bstill have (?:a |any |its )?(?:warranty|guarantee)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|by|up to|since) (?:wh?en|wehn|hwen|whne)\b"
    r"|\b(?:last|latest|final) (?:day|date|moment)\b"
    r"|\bdeadline\b|\bhow (?:long|many (?:more )?days|much (?:more )?(?:time|longer))"
    r"(?: more| longer)? (?:do|can|have|is|are|am)\b|\bwhen (?:does|do|will|is)\b.{1,60}\b(?:end|"
    r"ends|expire|expires|run out|over|up)\b|\bwhen (?:do|must) i (?:have|need)? ?(?:to )?\b",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\b(?:what|how much)\b.{0,20}\b(?:cost|costs|charge|pay|be charged)\b"
    r"|\bhow much (?:is|would)\b|\bdo i (?:have to |need to )?pay\b|\bwho pays\b"
    r"|\b(?:for free|is it free|free of charge)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\bmy (?!account|name|e-?mail|country|area|city|location)\w+|\b(?:i|we)(?:'ve| have)?"
    r" (?:just |only |already )?(?:bought|ordered|got|received|purchased|placed)\b"
    r"|\b(?:last|latest|recent) (?:order|purchase)\b"
    r"|\border (?:number |no\.? ?|#)? ?[A-Za-z]*-?\d{2,}",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\bplease,? (?!(?:can|could|may|is|am|are|until|till|by|what|how|do|does|when)\b)\w"
    rf"|\b{WOULD_LIKE}\b(?! to know)|\b(?:new|right|correct) "
    r"address (?:is|would)\b|\bchange it to\b|\binstead\b",
    re.IGNORECASE,
)
AN_ORDER = "an order"
_MY_ORDER = re.compile(
    r"\b(?:my|the) (?:(?:very )?(?:last|latest|recent|most recent) )?(?:order|purchase)\b",
    re.IGNORECASE,
)
_MINE = re.compile(
    r"\bmy (\w+)|\s(?:that |which )?(?:i|we)(?:'ve| have)? (?:just )?(?:bought|ordered|got)\b"
    r"(?: (?:yesterday|today|(?:last|this|two|\d+) \w+(?: ago)?))?",
    re.IGNORECASE,
)
_TIER = r"\b({})\b(?: (?:tier|level|status|member\w*|customer))"


@dataclass(frozen=True)
class AskedEntitlement:
    """What is asked: for which request, whether, until when or at what cost.

    `own`: it speaks of what is the shopper's, and not of the shop's ways in general.
    """

    verb: str
    sort: Literal["whether", "until", "cost"]
    own: bool


def asked_entitlement(text: str) -> AskedEntitlement | None:
    """What the text asks; None where it asks for none, or also for the thing itself."""
    asking = next((one for one in sentences(text) if _sort(one)), "")
    if not asking or _WISHES.search(text):
        return None
    verb = verb_named(asking) or verb_named(text)
    sort = _sort(asking)
    if verb is None or sort is None or (sort == "cost" and verb != "return_items"):
        return None
    return AskedEntitlement(verb, sort, _OWN.search(text) is not None)


def verb_named(text: str) -> str | None:
    """The request that the text speaks of, whether it asks about it or for it."""
    return next((verb for verb, words in VERBS if words.search(text)), None)


def in_general(text: str) -> str:
    """The question as anybody could ask it: of "an order" in the place of "my last order"."""
    return " ".join(_MINE.sub(r" \1 ", _MY_ORDER.sub(AN_ORDER, text)).split())


def tier_said(text: str, tiers: tuple[str, ...]) -> str:
    """The membership tier that the shopper says they have; empty for none."""
    if not tiers:
        return ""
    found = re.search(_TIER.format("|".join(map(re.escape, tiers))), text, re.IGNORECASE)
    return found[1].lower() if found else ""


def _sort(sentence: str) -> Literal["whether", "until", "cost"] | None:
    if _UNTIL.search(sentence):
        return "until"
    if _WHETHER.search(sentence):
        return "whether"
    return "cost" if _COST.search(sentence) else None
