"""Shoppers who type: what they say to a store, and how its readings are counted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from benchmarks.simulation import through_gateway as typing_shoppers
from benchmarks.simulation.assumptions import Assumptions
from benchmarks.simulation.chance import Draws
from benchmarks.simulation.hearing import HeardFeeling
from benchmarks.simulation.through_gateway import Typed
from benchmarks.simulation.world import World
from signals import Feeling, Mood
from signals.dialogue import Dialogue, DialogueTurn
from signals.propensity import PRIOR
from signals.scoring import SignalModels, score_turn


class Client:
    """Stands in for a chat client; answers everything."""

    def __init__(self, url):
        self.said = []

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None

    async def open(self):
        return None

    async def ask(self, text):
        self.said.append(text)
        return SimpleNamespace(products=(), turn_id=f"t{len(self.said)}", status="ok")


@pytest.fixture(scope="module")
def world():
    return World.of(1)


def test_a_shopper_types_the_agenda_as_long_as_the_patience_lasts(world, monkeypatch):
    """One turn an act; whoever complains sounds so, and is relieved when it is settled."""
    monkeypatch.setattr(typing_shoppers, "ChatClient", Client)
    store = SimpleNamespace(url="")
    assumed = Assumptions(complaining=1.0, vents=1.0)
    typed = asyncio.run(typing_shoppers._all(store, world, assumed, 5, 1))
    by_shopper = {one.shopper.number: [] for one in typed}
    for one in typed:
        by_shopper[one.shopper.number].append(one)
    for turns in by_shopper.values():
        shopper = turns[0].shopper
        assert list(shopper.agenda[: shopper.patience]) == [one.act for one in turns]
        complaints = [one.meant for one in turns if one.act == "complaint"]
        assert {Feeling.NEGATIVE} == set(complaints)


def test_readings_are_counted_by_what_was_meant(world, monkeypatch):
    """A wish that is understood, an upset turn that is not, and one that nobody scored."""
    shopper = world.shopper(0, Assumptions(), Draws(1, 0))
    turn = DialogueTurn(
        "t1", f"a tent under {shopper.budget}", "search_product", datetime(2026, 1, 1, tzinfo=UTC)
    )
    models = SignalModels(HeardFeeling(Feeling.NEUTRAL), PRIOR, world.read)
    scored = score_turn(Dialogue("c", (turn,)), (), Mood(), models)
    monkeypatch.setattr(typing_shoppers, "WAITS_S", 0)
    monkeypatch.setattr(typing_shoppers, "connect", lambda url: SimpleNamespace(dispose=list))
    monkeypatch.setattr(
        typing_shoppers, "SignalHistory", lambda engine: {"t1": scored, "t2": scored}
    )
    typed = [
        Typed(shopper, "wish", Feeling.NEUTRAL, "t1", 3, "answered"),
        Typed(shopper, "question", Feeling.NEGATIVE, "t2", 0, "answered"),
        Typed(shopper, "question", Feeling.NEUTRAL, "t3", 0, "failed"),
    ]
    found = typing_shoppers._read(SimpleNamespace(settings=SimpleNamespace(sql_url="")), typed)
    assert pytest.approx(2 / 3) == found["scored"]
    assert 1.0 == found["wish_understood"]
    assert 0.0 == found["negative_recall"]
    assert 0.0 == found["negative_false_alarms"]
    assert 0.0 == found["sold_to_upset"]
