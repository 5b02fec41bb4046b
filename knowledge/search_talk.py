"""How shoppers speak of what was found: cheaper, more, in any colour, the best rated first."""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "BACK",
    "CHATTER",
    "CHEAPER",
    "COMPARED",
    "DEARER",
    "LEANS",
    "MORE",
    "SORTED",
    "SUPERLATIVE",
    "TAKES_BACK",
    "TALK",
]

_TAKEN_BACK: Final = {
    "colour": r"colou?rs?",
    "size": r"sizes?",
    "brand": r"brands?|makers?",
    "price": r"price|budget|cost|money|limit",
    "in_stock": r"stock|availability",
    "rating": r"ratings?|reviews?|stars?",
}
_NO_MATTER: Final = (
    r"(?:any (?:{0})(?: is fine| will do| works)?|(?:the )?(?:{0}) (?:does(?:n't| not) matter|"
    r"do(?:n't| not) matter|is no object|is not important|isn't important|is up to you)|(?:no "
    r"matter|regardless of|forget(?: about)?|never ?mind|ignore|drop|whatever|don't care about|"
    r"remove) (?:the )?(?:{0})(?: limit| filter)?|without (?:the |a |any )?(?:{0}) "
    r"(?:limit|filter))"
)
TAKES_BACK: Final = {
    field: re.compile(rf"\b{_NO_MATTER.format(words)}\b") for field, words in _TAKEN_BACK.items()
}
CHEAPER: Final = re.compile(
    r"\b(?:(?:a (?:bit|little) |much |even |slightly )?(?:cheaper|less expensive|less pricey|more "
    r"affordable|lower[ -]priced?|lower in price|less costly)|(?:too|so|bit|little|rather|quite) "
    r"(?:expensive|pricey|dear|costly|much)|over (?:my )?budget|for less|under that|costs? less)\b"
    r"(?: ones?)?(?: than (?:the )?(?:these|those|that|this|it|them|\w+ one))?"
)
DEARER: Final = re.compile(
    r"\b(?:more expensive|pricier|dearer|costlier|higher[ -]end|more premium|better quality|more "
    r"upmarket|too cheap|spend more|higher[ -]priced?)\b(?: ones?)?"
)
COMPARED: Final = {
    ("weight", "most"): re.compile(r"\b(?:lighter|less heavy|too heavy)\b"),
    ("weight", "least"): re.compile(r"\b(?:heavier|too light)\b"),
    ("size", "least"): re.compile(
        r"\b(?:bigger|larger|roomier|more spacious|too (?:small|little|tight|short)|longer|"
        r"(?:one |next |a )?size up)\b"
    ),
    ("size", "most"): re.compile(
        r"\b(?:smaller|more compact|too (?:big|large|wide|long)|shorter|(?:one |a )?size down)\b"
    ),
}
SORTED: Final = {
    "price": re.compile(
        r"\b(?:(?:sort|order|rank)(?:ed)? (?:\w+ )?by (?:the )?price|(?:lowest|low) price first|"
        r"price low to high|from (?:cheap|low)\w* to \w+)\b"
    ),
    "dearest": re.compile(
        r"\b(?:price high to low|most expensive first|dearest first|highest price first|"
        r"from (?:high|expensive|dear)\w* to \w+)\b"
    ),
    "rating": re.compile(
        r"\b(?:(?:sort|order|rank)(?:ed)? (?:\w+ )?by (?:the )?(?:rating|review|star|popularity)s?|"
        r"best (?:reviews|ratings|ones)(?: first)?|better (?:reviews|ratings|rated)|most popular)\b"
    ),
}
MORE: Final = re.compile(
    r"\b(?:(?:show|see|give|get|list|any|some|find) (?:me |us )?(?:some |a few )?(?:more|others?)|"
    r"more (?:of (?:them|these|those)|results|options|choices|products|items|ideas|please)|next "
    r"(?:ones|page|few)|(?:what|anything|something|nothing|any(?:one)?) else|other (?:ones|options|"
    r"choices|results|products|models|suggestions|ideas)|(?:some|any)(?:thing)? other|different "
    r"(?:ones|options)|something different|keep going|the rest|go on|not (?:these|those|any of "
    r"(?:these|those|them)))\b|^\W*(?:more|next|others?|another(?: one)?)\W*$"
)
BACK: Final = re.compile(
    r"\b(?:(?:go|take me|bring me|get) back|back to|(?:the|those|these) (?:first|previous|earlier|"
    r"original|other) (?:ones|results|list|page|products|items)(?: again)?|(?:show|see) (?:me )?"
    r"(?:them|those|these|the list|the results|the ones) again|(?:the )?ones? (?:from )?before|"
    r"what you showed me (?:before|first|earlier)|previous (?:page|results|ones))\b"
)
"""What was shown before is asked for again."""
SUPERLATIVE: Final = re.compile(
    r"\b(?:cheapest|dearest|priciest|costliest|(?:least|most) (?:expensive|pricey)|"
    r"(?:lowest|highest)[ -]priced?|(?:best|highest|top)[ -](?:rated|reviewed))\b"
)
"""The one that is the most of something."""
LEANS: Final = re.compile(
    r"\b(?:ones?|them|these|those|it|instead|cheaper|pricier|less expensive|more expensive|bigger|"
    r"smaller|larger|lighter|heavier|other|else|more|results?|list|that|filter|narrow)\b|"
    r"^\W*(?:and|or|but|only|just|in|with(?:out)?|under|below|not|no|what about|how about|same|"
    r"also|sort|for)\b"
)
CHATTER: Final = frozenset(
    """
    any one ones colour color size star rating review stock price range result list sort order
    option choice model version filter narrow instead rather prefer preferably maybe same kind
    different similar thing available cheap cheaper page first ok okay only just else other also
    still even fine matter please low high bit little lot different first second third fourth
    fifth last 1st 2nd 3rd 4th 5th like similar alternative comparable maximum max minimum filter
    search version product item
    """.split()  # noqa: SIM905  reads as a list of words
)
"""Words that speak of the search, not of what is searched for."""
TALK: Final = CHATTER | frozenset(
    """
    add affordable another basket battery below best between beyond bigger brand buy cart cheaper
    cheapest checkout compare compared coupon delivery dollar dollars exchange expensive gift gifts
    largest lighter longer maybe oldest only order please present priced refund remove return
    roomier second show shipping smaller smallest something thanks third under versus waterproof
    within without
    """.split()  # noqa: SIM905  reads as a list of words
)
"""Words of this talk that a catalogue may lack, so that they are known when they are misspelt."""
