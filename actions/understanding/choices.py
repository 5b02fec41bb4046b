"""Which of a shop's own answers (reasons, conditions, ways to send back) a sentence gives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from actions.understanding.spelling import put_right
from actions.understanding.tokens import close, tokens
from knowledge.text import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["CONDITIONS", "METHODS", "REASONS", "WISHES", "Choice", "choices_named"]

# What shoppers say, by what it comes to: a shop's own labels and keys are read by the same
# patterns, so that both meet here, whatever the shop calls them.
_MEANINGS = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "mistake": r"\bmistakes?\b|\bmistaken|accident|by error|wrongly|(?:i )?(?:mis-?clicked|"
        r"misclick)|did ?n[o']?t mean to|wrong (?:button|one by)|ordered (?:it |them )?twice|"
        r"duplicate|double order|ordered wrong|(?:i )?(?:ordered|picked|chose|selected|clicked|"
        r"bought|got) the "
        r"wrong|too many|unintention|oops",
        "unwanted": r"no[ _-]longer|any ?more|(?:do ?n[o']?t|did ?n[o']?t|"
        r"not) (?:really )?(?:need|want|"
        r"like|use|love)|chang(?:ed|e)[ _](?:of[ _])?(?:my )?mind|not needed|unneeded|unwanted|"
        r"changed my mind|second thoughts|regret|(?:not|isn'?t) (?:for me|my style|what i need)|"
        r"do without|plans? (?:have )?changed|not needed|already (?:have|own|got)|"
        r"needs? (?:have )?changed|no use for",
        "cheaper": r"cheap(?:er)?|better[ _](?:price|deal)|less elsewhere|price|lower price|"
        r"discount|"
        r"too (?:expensive|pricey)|afford|elsewhere|on sale",
        "late": r"\blate\b|too long|takes? (?:too )?long|delay|slow|in time|not arriv|"
        r"waiting|waited|forever|\bages\b",
        "fit": r"(?:does|did|do)\s?n[o']?t (?:really )?fit|wrong[ _]size|sizing|does ?n[o']?t suit|"
        r"bad fit|poor fit",
        "small": r"too[ _](?:small|tight|short|narrow|snug)|(?:size|sizes) up|runs? small|"
        r"(?:need|want|get|have)\b.{0,20}\b(?:bigger|larger)",
        "large": r"too[ _](?:big|large|loose|long|wide|baggy)|(?:size|sizes) down|runs? (?:big|"
        r"large)|"
        r"(?:need|want|get|have)\b.{0,20}\bsmaller",
        "other_look": r"(?:an)?other (?:colou?r|design|style|option)|different (?:colou?r|design|"
        r"style)|"
        r"prefer (?:the |a |it in )|(?:the|wrong) colou?r|in (?:red|blue|black|green|white|grey|"
        r"gray|pink|"
        r"brown|yellow|navy)\b",
        "gift": r"(?:was|were|as) (?:a |an? unwanted |bad )?gift|gift that|unwanted gift|present",
        "described": r"describ|description|picture|photo|website|look(?:s|ed)? different|"
        r"expect|misleading|disappoint|cheap(?:ly)? made|(?:colou?r|it) (?:is|was|looks?|"
        r"looked) (?:different|off|wrong)",
        "faulty": r"defect|fault|broke|malfunction|(?:does|do|did|is|are|has)\s?n[o']?t (?:work|"
        r"turn|charge|switch|function|start)|stopped working|not (?:work|function)|dead|won'?t "
        r"(?:turn|start|charge|work)|quality issue|bad quality|ripped|torn|leak|"
        r"already (?:worn|used)|crack|\bholes?\b|fell apart|poor quality",
        "damaged": r"damag|shatter|crush|\bdent|smash|broken (?:on|when|in)|arrived broken|scratch|"
        r"came broken|in pieces",
        "wrong_item": r"wrong[ _](?:item|product|thing|colou?r|one|version|article|size sent)|"
        r"not what "
        r"i (?:ordered|bought)|different (?:item|product|one|thing)|someone else'?s|incorrect item|"
        r"sent (?:me )?(?:the )?(?:wrong|another)",
        "missing": r"missing|incomplete|parts?|not (?:all )?(?:there|included|in the box)",
        "new": r"\bnew\b|unused|unworn|un-?opened|never (?:used|worn|opened|tried|"
        r"been)|sealed|original (?:packag|box)|not (?:been )?(?:used|worn|opened|touched)|pristine|"
        r"tags? (?:still )?on|"
        r"perfect condition|(?:have ?n[o']?t|has ?n[o']?t|did ?n[o']?t) (?:been )?(?:use|worn|"
        r"wear|open|"
        r"tried)|still in (?:its|the) box|brand[ -]new|good condition",
        "tried": r"(?<!not )(?<!n't )(?<!never )\b(?:tried|try(?:ing)? (?:it |them )?on)\b",
        "used": r"(?<!never )(?<!not )(?<!not been )(?<!n't )(?<!un)(?<!been )\b(?:used|worn|wore|"
        r"washed|wash|dirty|scuff|wear)\b|signs of (?:use|wear)|opened (?:it|and)|couple of times|"
        r"a few times|several times|once or twice",
        "post": r"post office|\bmail|drop[ -]?off|by post|\blabel|parcel|ship|courier|carrier|"
        r"ups\b|"
        r"usps|dhl|fedex|send",
        "pickup": r"pick[ -]?(?:it |them )?up|collect|come (?:and )?get|from (?:my )?home|fetch",
        "store": r"\bstore\b|in person|shop\b|bring (?:it|them)|counter|branch|myself",
        "own": r"(?:my )?own (?:carrier|label|post|cost|way)|of my own|myself|"
        r"pay (?:for )?(?:the )?(?:post|shipping)",
        "replacement": r"replace|new one|another|again|re-?send|re-?ship|send (?:it|a new|me)|"
        r"exchange|"
        r"same (?:thing|item|one)",
        "refund": r"refund|money[ -]back|reimburs|(?:my )?money|credit",
        "missing_parcel": r"never (?:arriv|came|got|receiv)|(?:has|have|did)n[o']?t (?:arriv|come|"
        r"receiv|got|turn|show)|not (?:arriv|receiv|here|come)|lost|stolen|disappear|nowhere|"
        r"no parcel|nothing (?:came|arrived)|wasn'?t there|not there|missing parcel|gone",
    }.items()
}

CONDITIONS = frozenset({"new", "tried", "used"})
METHODS = frozenset({"post", "pickup", "store", "own"})
WISHES = frozenset({"replacement", "refund"})
REASONS = frozenset(_MEANINGS) - CONDITIONS - METHODS - WISHES
"""What can be meant where a reason is asked: "send me another parcel" gives none."""

_WEAK = frozenset({"ordered", "order", "item", "product", "arrived", "thing", "own", "used"})
"""Words of a label that do not tell it from another."""


@dataclass(frozen=True)
class Choice:
    """One answer that the shop takes; `label` is how it says it."""

    key: str
    label: str


_INSTEAD = {"mistake": "unwanted", "tried": "new"}
"""What is meant where the shop does not tell the one from the other."""

_OTHER = re.compile(
    r"^\W*(?:(?:for )?(?:an)?other(?: reasons?)?|something else|none of (?:these|those|them|the "
    r"above)|no (?:particular |special )?reason|just because|i(?:'d| would) rather not say|"
    r"(?:it'?s )?personal)\b",
    re.IGNORECASE,
)


def choices_named(
    text: str, choices: Sequence[Choice], meanings: Collection[str], *, by_meaning: bool = False
) -> list[Choice]:
    """Those of `choices` that the text comes to, all that fit it best.

    Words of a label count, unless `by_meaning`, and so does meaning the same in other words:
    `meanings` are what can be meant, such as REASONS.
    """
    if not text.strip():
        return []
    text = put_right(text)
    said = set() if by_meaning else {token.stem for token in tokens(text)} - STOP_WORDS
    meant = {name for name in meanings if _MEANINGS[name].search(text)}
    for name, instead in _INSTEAD.items():
        if name in meant and not any(_means(choice, name) for choice in choices):
            meant.add(instead)
    scores = {choice.key: _score(choice, said, meant, meanings) for choice in choices}
    top = max(scores.values(), default=0.0)
    if top <= 0.0:
        others = [choice for choice in choices if "other" in choice.key.lower()]
        return others if _OTHER.search(text) and not by_meaning else []
    return [choice for choice in choices if scores[choice.key] == top]


def _means(choice: Choice, name: str) -> bool:
    return bool(_MEANINGS[name].search(f"{choice.label} | {choice.key.replace('_', ' ')}"))


def _score(choice: Choice, said: set[str], meant: set[str], meanings: Collection[str]) -> float:
    label = f"{choice.label} | {choice.key.replace('_', ' ')}"
    own = {token.stem for token in tokens(label)} - STOP_WORDS - _WEAK
    means = {name for name in meanings if _MEANINGS[name].search(label)}
    shared = sum(any(close(word, other) for other in said) for word in own)
    # "Doesn't fit" is meant by "too small" where the shop does not ask which.
    if {"small", "large"} & meant and "fit" in means:
        meant = meant | {"fit"}
    return 2.0 * len(means & meant) / max(1, len(means)) + shared / max(1, len(own))
