"""Nudges: an offer on a page of the shop, where its rules call for one and the guard allows it.

The gateway asks when a page reports (`gateway.nudging`); there is no turn then, so the situation
is that of the conversation between two turns.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from actions.offering import Offering
from actions.turn import AskedTurn, PastTurn, Reply
from recommendation.nudges import NudgeMoment, due
from signals import BehaviourKind
from signals.behaviour_log import VISIT_ENDS_AFTER, last_visit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.topic import Event, Gateway
    from commerce import Product
    from recommendation import Slate
    from recommendation.nudges import NudgeRule, NudgeRules
    from signals import BehaviourEvent
    from tilly.bootstrap import Services

__all__ = ["Nudging"]

LOOKED_BACK: Final = timedelta(days=1)
_FILLING: Final = {BehaviourKind.ADD_TO_CART: 1, BehaviourKind.REMOVE_FROM_CART: -1}
_LEAVING: Final = frozenset({BehaviourKind.CHECKOUT, BehaviourKind.PURCHASE})


class Nudging(Offering):
    """Decides whether a page shows a nudge now, and which."""

    name = "nudge"

    def __init__(
        self, services: Services, gateway: Gateway, rules: NudgeRules, domain: Mapping[str, Any]
    ) -> None:
        """`domain` is the bot's, which words the reasons."""
        super().__init__(services, gateway)
        self._rules = rules
        self._domain = domain
        self._deciding = asyncio.Lock()

    async def run(self, dispatcher: CollectingDispatcher, turn: AskedTurn) -> list[Event]:
        """Nudges answer no turn."""
        del dispatcher, turn
        return []

    async def consider(
        self, conversation_id: str, product_id: str, seconds: float
    ) -> dict[str, Any] | None:
        """The nudge for a page that shows a product (or none, "") for so many seconds.

        None where no rule calls for one, or where nothing may be offered. One at a time, so that
        two tabs are not both the first of the visit.
        """
        async with self._deciding:
            made = await asyncio.to_thread(self._made, conversation_id, product_id, seconds)
        if made is None:
            return None
        rule, turn, slate, products = made
        (card,) = await self.cards(turn, slate, products)
        return {"id": slate.id, "text": rule.text, "product": card}

    def _made(
        self, conversation_id: str, product_id: str, seconds: float
    ) -> tuple[NudgeRule, AskedTurn, Slate, Sequence[Product]] | None:
        services, now = self.services, datetime.now(UTC)
        log = services.recommendations.nudges
        customer = services.conversations.customer_of(conversation_id) or ""
        if log.stopped(conversation_id, customer):
            return None
        events = services.signals.behaviour.of_shopper(conversation_id, customer)
        visit = last_visit(events, now)
        moment = NudgeMoment(
            product_seconds=seconds if product_id else 0.0,
            cart_idle_seconds=self._cart_idle(conversation_id, visit, now),
            propensity=services.signals.propensity(conversation_id, customer, now).value,
        )
        made = log.made(conversation_id, customer, now - LOOKED_BACK)
        began = visit[0].at if visit else now - VISIT_ENDS_AFTER
        if (rule := due(self._rules, moment, made, began, now)) is None:
            return None
        turn = self._between_turns(conversation_id, now)
        about = [product_id] if product_id else []
        slate, products = self._slate(
            turn, False, about, places=1, occasion=rule.name, propensity=moment.propensity  # noqa: FBT003
        )  # fmt: skip
        return (rule, turn, slate, products) if products else None

    def _cart_idle(
        self, conversation_id: str, visit: Sequence[BehaviourEvent], now: datetime
    ) -> float | None:
        """Seconds since the cart, of the page or of the chat, was filled and left."""
        chat, page, held = self.services.carts.changed_at(conversation_id), None, 0
        for event in visit:
            if event.kind in _LEAVING:
                chat, page, held = None, None, 0
            elif event.kind in _FILLING:
                held = max(held + _FILLING[event.kind], 0)
                page = event.at if held else None
        touched = [at for at in (chat, page) if at is not None]
        return (now - max(touched)).total_seconds() if touched else None

    def _between_turns(self, conversation_id: str, now: datetime) -> AskedTurn:
        """A turn in which nothing is said, after all that were."""
        turns = self.services.traces.turns_of(conversation_id)
        past = tuple(
            PastTurn(
                turn.text, turn.intent or "", tuple(one.name for one in turn.actions), (),
                turn.turn_id, turn.started_at.timestamp(),
            )
            for turn in turns
        )  # fmt: skip
        return AskedTurn(
            conversation_id=conversation_id, turn_id=f"nudge@{now.timestamp():.3f}", text="",
            typed_before="", intent="", confidence=0.0, ranking=(), order_number=None,
            product_id=None, page={}, choice=None, photos=(), slots={}, earlier=(), past=past,
            active_form="", done=(), last_reply=Reply(), at=now.timestamp(), deadline=0.0,
            domain=self._domain,
        )  # fmt: skip
