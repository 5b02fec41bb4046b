"""The action server is killed while many shoppers talk; nobody is left without a reply."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import sqlite3

import aiohttp
import pytest

from benchmarks.chat import WITHOUT_LIMITS
from benchmarks.shoppers import Tally, crowd, script, talk
from tilly.testing import running_store

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

CLIENTS, CONVERSATIONS, TURNS, KILLS = 20, 200, 5, 2


@pytest.fixture(scope="module")
def unlimited_store(tmp_path_factory):
    """A demo store without rate limits: all shoppers come from one address."""
    data_dir = tmp_path_factory.mktemp("chaos")
    with running_store(data_dir, demo=True, environment=WITHOUT_LIMITS) as store:
        yield store


async def killed_action_servers(store, tally):
    """Kill the action server when a quarter and when a half of the turns are over."""
    pids = []
    for kill in range(KILLS):
        while len(tally.turns) < (kill + 1) * CONVERSATIONS * TURNS / (KILLS + 2):
            await asyncio.sleep(0.1)
        while (pid := store.now_running().pids["action server"]) in pids:
            await asyncio.sleep(0.2)
        os.kill(pid, signal.SIGKILL)
        pids.append(pid)
    return pids


async def settled(store):
    """One more conversation, once all parts are there again."""
    async with aiohttp.ClientSession() as http:
        while not (await http.get(f"{store.url}/readyz")).ok:
            await asyncio.sleep(0.5)
    tally = Tally()
    await talk(store.url, script(0, TURNS), tally)
    return tally


def rows(store, file, query):
    connection = sqlite3.connect(f"file:{store.data_dir / file}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


async def test_every_accepted_message_gets_one_reply_while_actions_crash(unlimited_store):
    """200 conversations of 5 turns, two crashes: one reply each, in its place, nothing twice."""
    store, tally = unlimited_store, Tally()
    jobs = [
        functools.partial(talk, store.url, script(n, TURNS), tally) for n in range(CONVERSATIONS)
    ]
    killing = asyncio.create_task(killed_action_servers(store, tally))
    await crowd(CLIENTS, jobs)
    assert KILLS == len(set(await killing))

    assert CONVERSATIONS * TURNS == tally.accepted == len(tally.turns)
    assert (0, 0, 0) == (tally.lost, tally.duplicated, tally.misrouted)
    assert {"answered", "fault"} == set(tally.statuses)
    assert {"answered"} == set((await settled(store)).statuses)

    asked = "SELECT COUNT(*), COUNT(DISTINCT id), COUNT(reply_seq) FROM messages "
    [(stored, distinct, replied)] = rows(store, "tilly.db", asked + "WHERE sender = 'shopper'")
    assert (CONVERSATIONS + 1) * TURNS == stored == distinct == replied
    posted = "SELECT json_extract(data, '$.metadata.turn_id') FROM events"
    turn_ids = [turn for (turn,) in rows(store, "rasa/events.db", posted) if turn]
    assert len(turn_ids) == len(set(turn_ids))
    asked_for = "SELECT COUNT(*) FROM handoffs GROUP BY conversation_id HAVING COUNT(*) > 1"
    assert [] == rows(store, "tilly.db", asked_for)
