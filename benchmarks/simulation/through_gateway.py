"""Simulated shoppers who type, through the real gateway: how well their words are read."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.simulation.assumptions import Assumptions
from benchmarks.simulation.chance import Draws
from benchmarks.simulation.conversation import PLEASED, RECOVERS, RELIEF, UPSET
from benchmarks.simulation.wordings import said
from benchmarks.simulation.world import World
from database import connect
from signals import Feeling, Polarity
from signals.signal_history import SignalHistory
from tilly.chat_client import ChatClient
from tilly.testing import WITHOUT_LIMITS, running_store

if TYPE_CHECKING:
    from benchmarks.simulation.shoppers import Shopper
    from signals import TurnSignals
    from tilly.testing import Store

__all__ = ["through_gateway"]

WAITS_S = 10
"""For the signals of a turn to be stored."""
FOR_SALE = frozenset({"ask", "wish"})
"""Acts that ask for products."""


@dataclass(frozen=True)
class Typed:
    """One turn: what was meant, and the turn that the store made of it."""

    shopper: Shopper
    act: str
    meant: Feeling
    turn_id: str
    products: int
    """How many were shown."""
    status: str


@dataclass
class Tally:
    """Of how many turns something holds."""

    of: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, *, holds: bool) -> None:
        """Count one."""
        self.of[name] += 1
        self.held[name] += holds

    def shares(self) -> dict[str, float]:
        """The share of each."""
        return {name: self.held[name] / count for name, count in sorted(self.of.items())}


def through_gateway(shoppers: int, seed: int) -> dict[str, float]:
    """Let shoppers talk to a demo store of their own; what was read of what they meant."""
    world, assumed = World.of(seed), Assumptions()
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_store(Path(scratch), demo=True, environment=WITHOUT_LIMITS) as store,
    ):
        typed = asyncio.run(_all(store, world, assumed, shoppers, seed))
        return {"n": shoppers, "turns": len(typed), **_read(store, typed)}


async def _all(
    store: Store, world: World, assumed: Assumptions, shoppers: int, seed: int
) -> list[Typed]:
    typed: list[Typed] = []
    for number in range(shoppers):
        draws = Draws(seed, number)
        typed += await _talk(store, world.shopper(number, assumed, draws), assumed, draws)
    return typed


async def _talk(store: Store, shopper: Shopper, assumed: Assumptions, draws: Draws) -> list[Typed]:
    """The agenda in the shopper's own words, as far as the patience reaches."""
    typed, mood = [], shopper.mood
    complaining = shopper.complains
    async with ChatClient(store.url) as client:
        await client.open()
        for turn, act in enumerate(shopper.agenda[: shopper.patience]):
            if act == "settled":
                complaining, mood = False, mood + RELIEF
            meant = Feeling.NEUTRAL
            if mood <= UPSET and draws.chance(assumed.vents, "vents", turn):
                meant = Feeling.NEGATIVE
            elif mood >= PLEASED:
                meant = Feeling.POSITIVE
            reply = await client.ask(said(act, shopper.facts, meant, assumed.slips, draws, turn))
            shown = len(reply.products)
            typed.append(Typed(shopper, act, meant, reply.turn_id, shown, reply.status))
            mood += 0.0 if complaining else RECOVERS
    return typed


def _read(store: Store, typed: list[Typed]) -> dict[str, float]:
    """Each share is of the turns that it is about."""
    engine = connect(store.settings.sql_url)
    history, tally = SignalHistory(engine), Tally()
    try:
        for one in typed:
            signals = _scored(history, one.turn_id)
            tally.add("scored", holds=signals is not None)
            tally.add("answered", holds=one.status == "answered")
            if one.act not in FOR_SALE and one.meant is Feeling.NEGATIVE:
                tally.add("sold_to_upset", holds=bool(one.products))
            if signals is None:
                continue
            negative = signals.sentiment.feeling is Feeling.NEGATIVE
            if one.meant is Feeling.NEGATIVE:
                tally.add("negative_recall", holds=negative)
            elif one.act != "complaint":
                tally.add("negative_false_alarms", holds=negative)
            if one.act in {"wish", "brand", "dislike"}:
                tally.add(f"{one.act}_understood", holds=_understood(one, signals))
    finally:
        engine.dispose()
    return tally.shares()


def _scored(history: SignalHistory, turn_id: str) -> TurnSignals | None:
    until = time.monotonic() + WAITS_S
    while (found := history.get(turn_id)) is None and time.monotonic() < until:
        time.sleep(0.2)
    return found


def _understood(one: Typed, signals: TurnSignals) -> bool:
    """Whether what was stated is among the preferences of the turn."""
    if one.act == "wish":
        return any(
            wish.attribute == "price" and wish.range is not None
            and wish.range.high == one.shopper.budget
            for wish in signals.preferences
        )  # fmt: skip
    value, polarity = one.shopper.brand.casefold(), Polarity.LIKES
    if one.act == "dislike":
        value, polarity = one.shopper.dislike, Polarity.DISLIKES
    return any(
        wish.value.casefold() == value and wish.polarity is polarity for wish in signals.preferences
    )
