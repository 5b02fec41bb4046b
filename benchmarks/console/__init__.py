"""How fast the agents' console shows a filtered inbox and its numbers, over many turns.

The pages are fetched over HTTP, signed in, and timed until the last byte: filtering, counting
what waits, rendering. Each kind of page is drawn as often (`benchmarks.console.pages`).
"""

from __future__ import annotations

import asyncio
import re
import statistics
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from aiohttp import ClientSession, CookieJar, web

from agents import Accounts, Role
from benchmarks.console.conversations import fill
from benchmarks.console.copies import multiply
from benchmarks.console.pages import FILTERED, KINDS, drawn
from conversations.inbox import InboxIndex
from database import connect
from gateway.app import init_app
from migrations import upgrade
from tilly.inbox import term_sources
from tilly.settings import Settings

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import Engine

__all__ = ["add_arguments", "run"]

INDEXED: Final = 20_000
"""Turns that are written and indexed one by one; more are copies of them."""
PASSWORD: Final = "a password of the benchmark"  # noqa: S105 - opens nothing else
EMAIL: Final = "agent@shop.example"


class _Fetched(NamedTuple):
    """A page of a kind, and what it took: until the last byte, and of the processor."""

    kind: str
    ms: float
    cpu_ms: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks console`."""
    parser.add_argument("--turns", type=int, default=1_000_000, help="turns in the store")
    parser.add_argument("--pages", type=int, default=100, help="pages of each kind that are timed")
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
            fetched = asyncio.run(_time_pages(settings, engine, options.pages))
        finally:
            engine.dispose()
    return {"n": len(fetched), **figures, **_figures(fetched)}


def _prepare(engine: Engine, turns: int) -> dict[str, float]:
    began = time.monotonic()
    copies = max(1, turns // INDEXED)
    conversations = fill(engine, turns // copies) * copies
    filled = time.monotonic()
    InboxIndex(engine, term_sources()).catch_up()
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


async def _time_pages(settings: Settings, engine: Engine, count: int) -> list[_Fetched]:
    fetched: list[_Fetched] = []
    onward = ""
    async with _signed_in(settings, engine) as (session, url):
        for kind, own in drawn(count):
            if not (address := own or onward):
                continue
            began, busy = time.perf_counter(), time.process_time()
            async with session.get(url + address) as response:
                text = await response.text()
            taken = (time.perf_counter() - began) * 1000
            fetched.append(_Fetched(kind, taken, (time.process_time() - busy) * 1000))
            response.raise_for_status()
            if "/console/inbox" in address:
                found = re.search(r'href="([^"]+)" rel="next"', text)
                onward = found[1].replace("&amp;", "&") if found else ""
    return fetched


def _figures(fetched: Sequence[_Fetched]) -> dict[str, float]:
    """Of each kind of page, and of all filtered ones together, median and 95th percentile."""
    kinds = {kind: [each for each in fetched if each.kind == kind] for kind in KINDS}
    told: dict[str, float] = {}
    for kind, pages in kinds.items():
        if len(pages) > 1:
            told |= {f"{kind}_{name}": value for name, value in _cuts(pages).items()}
    return told | _cuts([each for each in fetched if each.kind in FILTERED])


def _cuts(pages: Sequence[_Fetched]) -> dict[str, float]:
    """Times until the last byte and, as `cpu`, of the processor: less of the machine is in them."""
    clock = statistics.quantiles([each.ms for each in pages], n=100, method="inclusive")
    cpu = statistics.quantiles([each.cpu_ms for each in pages], n=100, method="inclusive")
    return {
        "p50_ms": round(clock[49], 1),
        "p95_ms": round(clock[94], 1),
        "cpu_p50_ms": round(cpu[49], 1),
        "cpu_p95_ms": round(cpu[94], 1),
    }


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
