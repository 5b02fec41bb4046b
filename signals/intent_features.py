"""What purchase intent is told by: named figures of the visit and of the conversation.

Counts go in as log(1 + n), for the fifth page says less than the first. What is said fades by
half every `HALF_LIFE` turns: a hesitation is over when the talk has gone on. Whatever was done
before a purchase belongs to that purchase, and counts no more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from math import log1p
from typing import TYPE_CHECKING, Final

from signals.behaviour import BehaviourKind, PageKind
from signals.behaviour_log import last_visit
from signals.talk_cues import CUES, cues_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from signals.behaviour import BehaviourEvent
    from signals.dialogue import Dialogue, DialogueTurn

__all__ = ["FEATURES", "SEARCHING", "SERVICE", "IntentFeatures", "features_of"]

HALF_LIFE: Final = 4
"""Turns."""
MOST_SEEN_AGAIN: Final = 3

FEATURES: Final[Mapping[str, str]] = {
    "pages": "log(1 + pages viewed in this visit)",
    "products": "log(1 + different products viewed)",
    "products_seen_again": "products that were viewed more than once, at most 3",
    "information_pages": "log(1 + pages on delivery, returns and the like)",
    "searches": "log(1 + searches on the page and in the chat)",
    "minutes": "log(1 + minutes since the visit began)",
    "in_cart": "1 when something lies in the cart",
    "taken_out": "log(1 + things taken out of the cart)",
    "checkout": "1 when the check-out was opened, or asked for in the chat",
    "seen_before": "1 when the shopper was here on an earlier day",
    "bought_before": "1 when the shopper bought something in an earlier visit",
    "bought_now": "1 when the shopper bought something in this visit",
    "product_questions": "log(1 + questions about products, their sizes and stock), fading",
    "comparisons": "log(1 + comparisons of products), fading",
    "service": "log(1 + turns about orders, returns, complaints and accounts), fading",
    **{f"says_{name}": f"log(1 + turns with words of {name}), fading" for name in CUES},
}
"""What each feature is; one that is not there is 0."""

SEARCHING: Final = frozenset({"ask_recommendation", "search_product", "refine_search"})
_ASKING: Final = frozenset({"ask_product_detail", "ask_size", "ask_stock"})
_FILLING: Final = frozenset({"add_to_cart", "apply_coupon"})
SERVICE: Final = frozenset(
    {
        "ask_account", "ask_order_status", "ask_refund_status", "cancel_order", "change_address",
        "change_items", "change_payment_method", "claim_warranty", "complain", "exchange_items",
        "list_orders", "look_up_order", "manage_newsletter", "report_parcel", "request_invoice",
        "return_items", "talk_to_human",
    }
)  # fmt: skip


@dataclass(frozen=True)
class IntentFeatures:
    """The features that are not 0, and the words that gave some of them."""

    values: Mapping[str, float]
    words: tuple[str, ...] = ()


def features_of(
    dialogue: Dialogue | None, events: Sequence[BehaviourEvent], now: datetime
) -> IntentFeatures:
    """The features at `now`; `events` are the shopper's, oldest first, earlier visits included."""
    visit = last_visit(events, now)
    bought = [at for at, event in enumerate(visit) if event.kind is BehaviourKind.PURCHASE]
    since = visit[bought[-1] + 1 :] if bought else visit
    turns = dialogue.turns if dialogue else ()
    if bought:
        turns = tuple(turn for turn in turns if turn.at > visit[bought[-1]].at)
    said = [(turn, cues_in(turn.text)) for turn in turns]
    earlier = [event for event in events if not visit or event.at < visit[0].at]
    values = {
        **_of_visit(since, turns),
        "minutes": log1p(_minutes(visit, turns, now)),
        "seen_before": float(
            any(event.at.date() < now.date() for event in earlier)
            or any(event.seen_before for event in visit)
        ),
        "bought_before": float(any(event.kind is BehaviourKind.PURCHASE for event in earlier)),
        "bought_now": float(bool(bought)),
        **_of_talk(said),
    }
    words = dict.fromkeys(chain.from_iterable(cues.values() for _, cues in said))
    return IntentFeatures({name: value for name, value in values.items() if value}, tuple(words))


def _of_visit(visit: Sequence[BehaviourEvent], turns: Sequence[DialogueTurn]) -> dict[str, float]:
    count = Counter(event.kind for event in visit)
    views = [event for event in visit if event.kind is BehaviourKind.VIEW]
    looked_at = Counter(event.product_id for event in views if event.product_id)
    intents = Counter(turn.intent for turn in turns)
    filled = count[BehaviourKind.ADD_TO_CART] + sum(intents[name] for name in _FILLING)
    emptied = count[BehaviourKind.REMOVE_FROM_CART] + intents["remove_from_cart"]
    information = sum(event.page is PageKind.INFORMATION for event in views)
    searches = count[BehaviourKind.SEARCH] + sum(intents[name] for name in SEARCHING)
    return {
        "pages": log1p(len(views)),
        "products": log1p(len(looked_at)),
        "products_seen_again": float(
            min(sum(times > 1 for times in looked_at.values()), MOST_SEEN_AGAIN)
        ),
        "information_pages": log1p(information),
        "searches": log1p(searches),
        "in_cart": float(filled > emptied),
        "taken_out": log1p(emptied),
        "checkout": float(bool(count[BehaviourKind.CHECKOUT] or intents["check_out"])),
    }


def _of_talk(said: Sequence[tuple[DialogueTurn, Mapping[str, str]]]) -> dict[str, float]:
    faded: defaultdict[str, float] = defaultdict(float)
    for ago, (turn, cues) in enumerate(reversed(said)):
        weight = 0.5 ** (ago / HALF_LIFE)
        acts = [f"says_{name}" for name in cues]
        acts += ["product_questions"] * (turn.intent in _ASKING)
        acts += ["comparisons"] * (turn.intent == "compare_products")
        acts += ["service"] * (turn.intent in SERVICE)
        for act in acts:
            faded[act] += weight
    return {act: log1p(amount) for act, amount in faded.items()}


def _minutes(
    visit: Sequence[BehaviourEvent], turns: Sequence[DialogueTurn], now: datetime
) -> float:
    """Since the visit's first page; a conversation may be days old, a visit is not."""
    begins = [event.at for event in visit[:1]] or [turn.at for turn in turns[-1:]]
    return max((now - begins[0]).total_seconds() / 60, 0.0) if begins else 0.0
