"""How fast the agents' inbox shows a filtered page, over many turns.

The pages are fetched over HTTP, signed in, and timed until the last byte: filtering, counting
what waits, rendering. Half of the filters are drawn alone, half combined; some begin further down.
"""

from __future__ import annotations

import asyncio
import random
import re
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from aiohttp import ClientSession, CookieJar, web

from agents import Accounts, Role
from benchmarks.console.conversations import INTENTS, SLOTS, TAGS, WORDS, fill
from benchmarks.console.copies import multiply
from conversations.inbox import InboxIndex
from database import connect
from gateway.app import init_app
from migrations import upgrade
from tilly.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator

    from sqlalchemy import Engine

__all__ = ["add_arguments", "run"]

INDEXED: Final = 20_000
"""Turns that are written and indexed one by one; more are copies of them."""
PASSWORD: Final = "a password of the benchmark"  # noqa: S105 - opens nothing else
EMAIL: Final = "agent@shop.example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks console`."""
    parser.add_argument("--turns", type=int, default=1_000_000, help="turns in the store")
    parser.add_argument("--pages", type=int, default=400, help="pages that are timed")
    parser.add_argument(
        "--store", type=Path, help="keep the store in this folder, and use it again"
    )


def run(options: argparse.Namespace) -> dict[str, float]:
    """Fill a store, index it, and time pages."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = Settings(data_dir=options.store or Path(scratch))
        fresh = not (settings.data_dir / "tilly.db").exists()
        upgrade(settings.sql_url)
        engine = connect(settings.sql_url)
        try:
            figures = _prepare(engine, options.turns) if fresh else {}
            times = asyncio.run(_time_pages(settings, engine, options.pages))
        finally:
            engine.dispose()
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return {
        "n": len(times),
        **figures,
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "max_ms": round(max(times), 1),
    }


def _prepare(engine: Engine, turns: int) -> dict[str, float]:
    began = time.monotonic()
    copies = max(1, turns // INDEXED)
    conversations = fill(engine, turns // copies) * copies
    filled = time.monotonic()
    InboxIndex(engine).catch_up()
    indexed = time.monotonic()
    multiply(engine, copies)
    Accounts(engine).add(EMAIL, name="Agent", role=Role.AGENT, password=PASSWORD)
    return {
        "turns": turns // copies * copies,
        "conversations": conversations,
        "filling_s": round(filled - began, 1),
        "indexing_s": round(indexed - filled, 1),
        "copying_s": round(time.monotonic() - indexed, 1),
    }


async def _time_pages(settings: Settings, engine: Engine, count: int) -> list[float]:
    chance = random.Random(1)  # noqa: S311 - the same filters every time
    times = []
    async with _signed_in(settings, engine) as (session, url):
        onward = ""
        for _ in range(count):
            query = urlencode(_drawn(chance))
            # Every fourth page is the one after the page before it.
            address = onward if onward and chance.random() < 1 / 4 else f"/console/inbox?{query}"
            began = time.perf_counter()
            async with session.get(url + address) as response:
                text = await response.text()
            times.append((time.perf_counter() - began) * 1000)
            response.raise_for_status()
            found = re.search(r'href="([^"]+)" rel="next"', text)
            onward = found[1].replace("&amp;", "&") if found else ""
    return times


def _drawn(chance: random.Random) -> list[tuple[str, str]]:
    """One filter, or two to four of them at once."""
    days = chance.randint(1, 28)
    kinds = {
        "status": chance.choice(("bot", "waiting", "agent", "resolved")),
        "channel": chance.choice(("web", "app")),
        "customer": f"C-{chance.randint(0, 5000)}",
        "intent": chance.choice(INTENTS),
        "confidence_below": chance.choice(("30", "50", "80")),
        "entity": chance.choice(("product", "order_number", "size=m", "colour")),
        "slot": chance.choice(SLOTS),
        "action": f"action_{chance.choice(INTENTS).removeprefix('ask_')}",
        "handoff": chance.choice(INTENTS),
        "unanswered": "yes",
        "rating": str(chance.randint(1, 5)),
        "thumbs": chance.choice(("up", "down")),
        "tag": chance.choice(TAGS),
        "assignee": chance.choice(("nobody", "me")),
        "reviewed": chance.choice(("yes", "no")),
        "q": " ".join(chance.choices(WORDS, k=chance.randint(1, 3))),
        "since": f"2030-01-{days:02}",
    }
    size = 1 if chance.random() < 1 / 2 else chance.randint(2, 4)
    return [(kind, kinds[kind]) for kind in chance.sample(sorted(kinds), size)]


@asynccontextmanager
async def _signed_in(
    settings: Settings, engine: Engine
) -> AsyncIterator[tuple[ClientSession, str]]:
    runner = web.AppRunner(init_app(settings, engine), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
            form = {"email": EMAIL, "password": PASSWORD}
            async with session.post(
                f"{url}/console/sign-in", data=form, headers={"Origin": url}
            ) as response:
                response.raise_for_status()
            yield session, url
    finally:
        await runner.cleanup()
