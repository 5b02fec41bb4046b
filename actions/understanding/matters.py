"""What must be settled before anything is sold, told by what was said and done in the talk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from recommendation import Matter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.turn import PastTurn

__all__ = ["Matters", "matters_in", "says_settled", "topic_in"]

FORM: Final = "request_form"
OF_INTENTS: Final = {
    "complain": Matter.COMPLAINT,
    "return_items": Matter.RETURN,
    "exchange_items": Matter.RETURN,
    "ask_refund_status": Matter.REFUND,
    "claim_warranty": Matter.CLAIM,
    "report_parcel": Matter.CLAIM,
}
OF_ACTIONS: Final = {
    "action_return_items": Matter.RETURN,
    "action_exchange_items": Matter.RETURN,
    "action_show_refunds": Matter.REFUND,
    "action_claim_warranty": Matter.CLAIM,
    "action_report_parcel": Matter.CLAIM,
}
_SAFETY: Final = re.compile(
    r"\b(?:(?:caught|on) fire|explo(?:ded|des|sion)|electric shock|electrocuted|poison(?:ed|ing)|"
    r"chok(?:ed|ing)|injur(?:ed|y|ies)|(?:got|was|is|were) (?:hurt|burn(?:ed|t))|burn(?:ed|t) "
    r"(?:my|me|his|her|our|himself|herself)\b|bleeding|allergic reaction|(?:came|broke) out in "
    r"(?:a rash|hives)|hospital|emergency room|ambulance|swallowed|product recall|been recalled|"
    r"(?:is|are|was) (?:not safe|unsafe|dangerous)|safety (?:hazard|issue|problem))\b",
    re.IGNORECASE,
)
_BEREAVEMENT: Final = re.compile(
    r"\b(?:passed away|(?:he|she|mum|mom|mother|dad|father|husband|wife|partner|son|daughter|baby|"
    r"brother|sister|grandm\w+|grandf\w+|friend|who) (?:has |have |just |recently )*(?:died|passed)"
    r"\b|my late (?:mum|mom|mother|dad|father|husband|wife|partner|son|daughter|brother|sister)|"
    r"funeral|bereave(?:d|ment)|deceased|in mourning|widow(?:ed|er)?)\b",
    re.IGNORECASE,
)
_SETTLED: Final = re.compile(
    r"\b(?:(?:it|that|this|everything|all|the (?:matter|problem|issue|complaint))(?:'s| is| has "
    r"been| was| got| been)? (?:now |all |been |finally )*(?:sorted|solved|resolved|settled|fixed|"
    r"dealt with)|(?:you|they|your colleagues?) (?:have |has )?(?:sorted|solved|resolved|settled|"
    r"fixed) (?:it|that|this|everything))\b",
    re.IGNORECASE,
)
_NOT_SETTLED: Final = re.compile(
    r"\b(?:not|isn'?t|hasn'?t|never|until|unless|if|when|once|want|need|get)\b|\?", re.IGNORECASE
)


@dataclass(frozen=True)
class Matters:
    """What is open, and how many turns were finished since anything was; None: nothing ever was."""

    open: frozenset[Matter] = frozenset()
    turns_since: int | None = None


def topic_in(text: str) -> Matter | None:
    """Safety or a bereavement, where the words speak of it."""
    if _SAFETY.search(text):
        return Matter.SAFETY
    return Matter.BEREAVEMENT if _BEREAVEMENT.search(text) else None


def says_settled(text: str) -> bool:
    """Whether a shopper says that what was wrong is right now."""
    return bool(_SETTLED.search(text)) and not _NOT_SETTLED.search(text)


def matters_in(turns: Sequence[PastTurn]) -> Matters:
    """What the turns come to, the last one being the turn at hand.

    A request and a question are open in their turn and while the form goes on. Of safety and
    bereavement nothing tells the end but the shopper, so they stay open until told to be settled.
    """
    lasting: set[Matter] = set()
    passing: Matter | None = None
    last: int | None = None
    for at, turn in enumerate(turns):
        settled = says_settled(turn.text)
        if settled:
            lasting.clear()
        if topic := topic_in(turn.text):
            lasting.add(topic)
        passing = _passing(turn) or (passing if FORM in turn.actions else None)
        if lasting or passing or settled:
            last = at
    now = frozenset(lasting | ({passing} if passing else set()))
    return Matters(now, None if last is None else len(turns) - 2 - last)


def _passing(turn: PastTurn) -> Matter | None:
    by_action = (OF_ACTIONS[name] for name in turn.actions if name in OF_ACTIONS)
    return OF_INTENTS.get(turn.intent) or next(by_action, None)
