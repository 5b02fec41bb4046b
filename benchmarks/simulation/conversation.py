"""The shopper's side of a simulated conversation: acts, reactions, what became of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.simulation.clerk import PLACES, Clerk
from benchmarks.simulation.hearing import HeardFeeling, heard
from benchmarks.simulation.wordings import said
from benchmarks.simulation.world import BEGINS, best_value, looked_at, value
from recommendation.logged_slates import JudgedSlate, Outcome
from signals import BehaviourEvent, BehaviourKind, Feeling, Mood

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.simulation.assumptions import Assumptions
    from benchmarks.simulation.chance import Draws
    from benchmarks.simulation.hearing import Arm
    from benchmarks.simulation.shoppers import Shopper
    from benchmarks.simulation.world import World
    from recommendation import Models, ShopperState, Slate
    from signals import SentimentModel, TurnSignals

__all__ = ["INTENTS", "Played", "Shown", "play"]

INTENTS = {
    "ask": "ask_recommendation", "question": "ask_product_detail", "delivery": "ask_policy",
    "wish": "search_product", "brand": "inform", "dislike": "inform", "rejection": "deny",
    "complaint": "complain", "settled": "affirm",
}  # fmt: skip
FITTING = frozenset({"question"})
"""Acts after which something may be offered that nobody asked for."""
UPSET, PLEASED = -0.3, 0.5
LEAVES = -0.8
"""Whoever is in a mood below this leaves."""
RECOVERS, RELIEF = 0.08, 0.6
"""Mood won by a turn that goes well, and when a complaint is settled."""
COSTS = 1.5
"""Turns of patience that an annoyance costs."""


@dataclass(frozen=True, eq=False)
class Shown:
    """A slate with what is true of it."""

    state: ShopperState
    slate: Slate
    worth: NDArray[np.float64]
    """The chance of each product of the shop to be accepted once it is looked at."""
    value: float
    """The chance that the slate is bought from."""
    oracle: float
    """The same of the best slate that there is."""
    matter_open: bool
    turns_since_matter: int | None
    moods: tuple[Mood, ...]
    """As scored after each turn so far, whether or not the arm may use them."""
    rejections: int
    unsolicited: int
    """Before this slate."""
    upset: bool
    """Whether the shopper truly is."""


@dataclass(frozen=True, eq=False)
class Played:
    """What became of a shopper."""

    shopper: Shopper
    bought: str
    """The product, empty for none."""
    mood: float
    """At exit."""
    texts: tuple[str, ...]
    signals: tuple[TurnSignals, ...]
    shown: tuple[Shown, ...]
    judged: tuple[JudgedSlate, ...]
    """The slates as the log has them, with what became of each."""

    @property
    def regret(self) -> float | None:
        """What the slates that were asked for fell short of the oracle's; None without any."""
        short = [one.oracle - one.value for one in self.shown if one.slate.moment.asked]
        return sum(short) / len(short) if short else None

    @property
    def disturbed(self) -> int:
        """Slates that nobody asked for, shown while the shopper was upset."""
        return sum(
            one.upset and bool(one.slate.offers) and not one.slate.moment.asked
            for one in self.shown
        )


def play(
    world: World,
    models: Models,
    assumed: Assumptions,
    arm: Arm,
    draws: Draws,
    number: int,
    *,
    lent: Sequence[TurnSignals] = (),
    sentiment: SentimentModel | None = None,
) -> Played:
    """Play shopper `number` in one arm; feelings are read by `sentiment`, else by stated errors."""
    shopper = world.shopper(number, assumed, draws)
    return _Conversation(world, models, assumed, shopper, arm, draws, lent, sentiment).played()


class _Conversation:
    def __init__(
        self,
        world: World,
        models: Models,
        assumed: Assumptions,
        shopper: Shopper,
        arm: Arm,
        draws: Draws,
        lent: Sequence[TurnSignals],
        sentiment: SentimentModel | None,
    ) -> None:
        self._world, self._assumed, self._shopper, self._draws = world, assumed, shopper, draws
        self._sentiment = sentiment
        self._worth = world.worth(shopper, assumed)
        self._unwelcome = world.unwelcome(shopper)
        self._in_stock = np.array([one.in_stock for one in world.products])
        pages = looked_at(world, shopper, assumed, draws, shopper.pages)
        events = [self._event(BehaviourKind.VIEW, one, at - 2) for at, one in enumerate(pages)]
        self._clerk = Clerk(world, models, arm, f"simulated-{shopper.number}", events, lent)
        self._agenda = deque(shopper.agenda)
        self._mood, self._patience = shopper.mood, float(shopper.patience)
        self._texts: list[str] = []
        self._shown: list[Shown] = []
        self._judged: list[JudgedSlate] = []
        self._bought = ""

    def played(self) -> Played:
        """Act until the agenda, the patience or the good will is at its end, or until bought."""
        while self._agenda and self._patience > 0 and self._mood > LEAVES and not self._bought:
            self._turn(self._agenda.popleft())
        return Played(
            self._shopper, self._bought, self._mood, tuple(self._texts), tuple(self._clerk.scored),
            tuple(self._shown), tuple(self._judged),
        )  # fmt: skip

    def _turn(self, act: str) -> None:
        turn = len(self._texts)
        self._patience -= 1
        if act == "complaint":
            self._clerk.opens()
        elif act == "settled":
            self._mood = min(self._mood + RELIEF, 1)
        meant = self._sounds(turn)
        text = said(act, self._shopper.facts, meant, self._assumed.slips, self._draws, turn)
        self._texts.append(text)
        feeling = heard(meant, self._assumed.misheard, self._draws, turn)
        at = BEGINS + timedelta(minutes=turn)
        self._clerk.hears(text, INTENTS[act], at, self._sentiment or HeardFeeling(feeling))
        if act == "settled":
            self._clerk.settles()
        if not self._clerk.matter_open:
            self._feels(RECOVERS)
        if act == "ask" or act in FITTING:
            self._see(turn, asked=act == "ask")

    def _sounds(self, turn: int) -> Feeling:
        if self._mood <= UPSET and self._draws.chance(self._assumed.vents, "vents", turn):
            return Feeling.NEGATIVE
        return Feeling.POSITIVE if self._mood >= PLEASED else Feeling.NEUTRAL

    def _see(self, turn: int, *, asked: bool) -> None:
        clerk = self._clerk
        upset, unsolicited = self._mood <= UPSET, clerk.unsolicited
        accepted = 1 / (1 + np.exp(-self._worth - self._assumed.mood * self._mood
                                   + self._assumed.outside))  # fmt: skip
        state, slate = clerk.offers(asked=asked)
        rows = [self._world.number[one.product] for one in slate.offers]
        self._shown.append(
            Shown(
                state=state,
                slate=slate,
                worth=accepted,
                value=value(accepted[rows].tolist(), self._assumed.position),
                oracle=best_value(accepted[self._in_stock], PLACES, self._assumed.position),
                matter_open=clerk.matter_open,
                turns_since_matter=clerk.turns_since_matter,
                moods=tuple(one.mood for one in clerk.scored),
                rejections=clerk.rejections,
                unsolicited=unsolicited,
                upset=upset,
            )
        )
        if upset and slate.offers and not asked:
            self._feels(-self._assumed.annoyance)
            self._patience -= COSTS
        self._react(turn, state, slate, accepted)

    def _react(
        self, turn: int, state: ShopperState, slate: Slate, accepted: NDArray[np.float64]
    ) -> None:
        """Look at the places; take the first product that is good enough, or turn the slate down.

        Whether a product is good enough is drawn once for each shopper and product, so that
        offering it twice is of no use.
        """
        became: dict[str, set[Outcome]] = {one.product: set() for one in slate.offers}
        for place, one in enumerate(slate.offers, 1):
            if not self._draws.chance(place**-self._assumed.position, "looks", turn, place):
                continue
            row = self._world.number[one.product]
            if self._draws.uniform("accepts", one.product) < accepted[row]:
                became[one.product] |= {Outcome.CLICKED, Outcome.BOUGHT}
                self._clerk.events.append(self._event(BehaviourKind.PURCHASE, one.product, turn))
                self._bought = one.product
                break
            if self._unwelcome[row]:
                became[one.product].add(Outcome.REJECTED)
        unwelcome = [product for product, of in became.items() if Outcome.REJECTED in of]
        if unwelcome and not self._bought:
            self._feels(-self._assumed.disappointment)
            self._clerk.takes_back(unwelcome)
            self._agenda.appendleft("rejection")
        chances = {one.product: one.propensity for one in slate.offers}
        self._judged.append(JudgedSlate(state, chances, became))

    def _feels(self, change: float) -> None:
        self._mood = max(-1.0, min(1.0, self._mood + change))

    def _event(self, kind: BehaviourKind, product: str, minute: int) -> BehaviourEvent:
        at = BEGINS + timedelta(minutes=minute, seconds=-30)
        who = f"v-{self._shopper.number}"
        return BehaviourEvent(
            id=f"{kind}-{minute}-{product}", kind=kind, at=at, visitor_id=who, product_id=product
        )
