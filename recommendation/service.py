"""Slates with what is kept: a shopper's signals in, a guarded and logged slate out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from recommendation.candidates import Why
from recommendation.guard import GuardRules, judge
from recommendation.knowing import known_state
from recommendation.logged_slates import Outcome
from recommendation.nudge_log import NudgeLog
from recommendation.offering import offer
from recommendation.slate_log import SlateLog

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Engine

    from recommendation.candidates import Shelf
    from recommendation.guard import Situation, Verdict
    from recommendation.offering import Models
    from recommendation.profiles import ProfileSource
    from recommendation.slates import Moment, Offer, Slate
    from signals.service import Signals

__all__ = ["Recommendations"]

OF_NOBODY: Final = frozenset({Why.POPULAR, Why.POPULAR_IN})
"""Reasons that have nothing to do with this shopper."""
LOOKED_AT: Final = 4
"""Times the places of an unasked slate, of which those are taken that concern the shopper."""


class Recommendations:
    """Makes slates and keeps them; its methods may be called from any thread.

    `models` and `shelf` are called for every slate, so that what was trained or changed meanwhile
    is used. What `profiles` knows of a customer reaches the ranking, and nothing else.
    """

    def __init__(
        self,
        engine: Engine,
        signals: Signals,
        models: Callable[[], Models],
        shelf: Callable[[], Shelf],
        rules: GuardRules | None = None,
        profiles: ProfileSource | None = None,
    ) -> None:
        self.log = SlateLog(engine)
        self.nudges = NudgeLog(engine)
        self._signals, self._models, self._shelf, self._rules = signals, models, shelf, rules
        self._profiles = profiles

    def recommend(
        self,
        moment: Moment,
        situation: Situation,
        now: datetime,
        *,
        asked_about: Sequence[str] = (),
        bought: Sequence[str] = (),
        places: int = 3,
        propensity: float | None = None,
    ) -> Slate:
        """A slate for this moment, kept in the log.

        What nobody asked for must concern the shopper: it is no slate of what everybody likes,
        nothing is tried out in it, and nothing comes again that this conversation passed over.
        `bought` are products of the shopper's orders, `asked_about` those that the chat is about;
        `propensity` is that of a moment outside the turns, whose signals nobody scored.
        Whether the moment was asked for, and what became of earlier slates, is the service's own
        to say, whatever the situation has of it.
        """
        conversation, customer = moment.conversation_id, moment.customer_id
        kept = self._signals.preferences.of(conversation, customer, now)
        state = known_state(
            self._signals.behaviour.of_shopper(conversation, customer),
            now,
            preferences=[one.preference for one in kept],
            asked_about=asked_about,
            rejected=self.log.rejected(conversation),
            signals=self._signals.history.get(moment.turn_id),
            profile=self._profiles.of(customer) if self._profiles and customer else None,
        )
        state = replace(
            state,
            bought=tuple(dict.fromkeys((*bought, *state.bought))),
            propensity=state.propensity if propensity is None else propensity,
        )
        situation = self._counted(conversation, situation, asked=moment.asked)
        slate = offer(
            moment, state, situation, self._models(), self._shelf(),
            places=places if moment.asked else places * LOOKED_AT,
            explore=moment.asked,
            rules=self._rules,
        )  # fmt: skip
        if not moment.asked:
            before = self.log.offered(conversation)
            fitting = tuple(
                one for one in slate.offers if _concerns_shopper(one) and one.product not in before
            )
            slate = replace(slate, offers=fitting[:places])
        self.log.record(slate, now)
        return slate

    def verdict(self, conversation_id: str, situation: Situation, *, asked: bool) -> Verdict:
        """Whether something that is no slate, such as a coupon, may be offered now."""
        return judge(self._counted(conversation_id, situation, asked=asked), self._rules)

    def _counted(self, conversation_id: str, situation: Situation, *, asked: bool) -> Situation:
        """The situation with what became of earlier slates, which the log alone knows."""
        return replace(
            situation,
            asked=asked,
            rejections=self.log.rejections(conversation_id),
            unsolicited=self.log.unsolicited(conversation_id),
        )

    def reject(self, slate_id: str, products: Collection[str], now: datetime) -> None:
        """The shopper does not want these products of a slate; they are not offered again."""
        for product in products:
            self.log.note(slate_id, product, Outcome.REJECTED, now)

    def silenced(self, conversation_id: str) -> bool:
        """Whether so much was turned down that nothing more is offered unasked."""
        rules = self._rules or GuardRules()
        return self.log.rejections(conversation_id) >= rules.rejections


def _concerns_shopper(one: Offer) -> bool:
    return bool(one.wishes) or one.because.why not in OF_NOBODY
