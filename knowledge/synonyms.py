"""Words that shoppers and shops use for the same thing, for the word search.

Only what word search cannot see by stemming; meaning as a whole is the embedder's part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["alternatives"]

_GROUPS = (
    "heavy weight weigh weighs", "light weight", "tall height high", "wide width", "deep depth",
    "big size dimensions", "large size dimensions", "small size dimensions", "thick thickness",
    "cost price costs expensive cheap", "colour color colours", "grey gray",
    "aluminium aluminum", "guarantee warranty guaranteed", "guaranteed warranty guarantee",
    "fabric material", "made material",
    "refund refunded money", "return returned returns", "send ship shipping", "post shipping",
    "deliver delivery shipping ship", "parcel package order", "package parcel", "packet parcel",
    "cancel cancelled cancellation stop", "voucher gift code", "coupon discount code",
    "promo discount code", "cheque check", "crypto cryptocurrency bitcoin",
    "instalment instalments installment installments split", "battery charge battery",
    "zipper zip", "zip zipper", "mic microphone", "wash washable care", "clean care wash",
    "washing care wash", "rain waterproof", "wet waterproof", "water waterproof",
    "indoors indoor inside", "outside outdoors outdoor", "temperature cold warm",
    "people person persons sleeps", "person people sleeps", "fit fits size", "suitable fits",
    "age ages", "old age ages", "kids children", "sizes size", "broken damaged faulty",
    "smashed damaged broken", "defective faulty", "lost missing", "late delayed", "phone call",
    "telephone phone", "support team", "hours opening", "open opening hours", "staff person team",
    "human person", "agent person", "robot assistant automated", "bot assistant automated robot",
    "exchange swap", "swap exchange", "duties customs tax", "customs duties", "vat tax",
    "password sign", "login sign password", "delete deleted close erase", "erase delete deleted",
    "address street", "genuine real", "used refurbished", "assembled assembly", "assemble assembly",
    "blades blade", "capacity volume holds", "hold capacity", "holds capacity", "compatible works",
    "include included includes", "included includes", "contain contains included",
    "store shop", "shop store", "link pair pairing", "connect pair pairing",
    "gas fuel", "pitch setup", "bright brightness lumens", "loud noise", "long length",
    "fast quick days", "soon days", "germany european", "france european", "spain european",
    "italy european", "netherlands european", "austria european", "belgium european",
    "ireland european", "sweden european", "poland european", "portugal european",
    "denmark european", "finland european", "greece european", "europe european",
    "england kingdom", "scotland kingdom", "britain kingdom", "uk kingdom", "usa states",
    "america states", "us states",
)  # fmt: skip
_ALTERNATIVES: Mapping[str, tuple[str, ...]] = {
    word: tuple(dict.fromkeys(other for group in _GROUPS if group.split()[0] == word
                              for other in group.split()))
    for word in {group.split()[0] for group in _GROUPS}
}  # fmt: skip


def alternatives(word: str) -> tuple[str, ...]:
    """The word, and others that would do in its place."""
    return _ALTERNATIVES.get(word, (word,))
