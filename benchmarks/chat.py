"""The chat path beside bare Rasa: latency, first delta, messages a second, and what got lost.

Starts a demo store of its own, without rate limits. First one client alternates: each message goes
through the gateway and straight to Rasa's REST webhook, same model, same endpoints; the
latencies and `ratio_p50` are of this part. Then `--clients` at a time hold `--conversations` of
`--turns` each, a quarter of them through the gateway, the same quarter on bare Rasa, and so on;
`messages_per_s` and `loaded_*` are of this part.
"""

from __future__ import annotations

import asyncio
import functools
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.shoppers import BareRasa, Tally, crowd, percentile, script, talk
from tilly.chat_client import ChatClient
from tilly.testing import WITHOUT_LIMITS, running_store

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from tilly.testing import Store

ALTERNATING_CONVERSATIONS = 20
WARM_UP_TURNS = 10
ROUNDS = 4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks chat`."""
    parser.add_argument("--clients", type=int, default=20, help="at a time (default 20)")
    parser.add_argument("--conversations", type=int, default=100, help="in all (default 100)")
    parser.add_argument("--turns", type=int, default=5, help="of each conversation (default 5)")
    parser.add_argument("--data-dir", type=Path, help="default a fresh temporary one")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Start a store and measure it."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        running_store(
            options.data_dir or Path(scratch), demo=True, environment=WITHOUT_LIMITS
        ) as store,
    ):
        return asyncio.run(measure(store, options.clients, options.conversations, options.turns))


async def measure(store: Store, clients: int, conversations: int, turns: int) -> dict[str, float]:
    """The figures of a store that is up."""
    began = time.monotonic()
    settings = store.settings
    tally = Tally()
    async with BareRasa(store.running, settings.internal_token(), settings.turn_budget) as bare:
        await _alternate(store.url, bare, [script(0, WARM_UP_TURNS)], Tally())
        scripts = [script(n, turns) for n in range(min(conversations, ALTERNATING_CONVERSATIONS))]
        bare_ms = await _alternate(store.url, bare, scripts, tally)
        alone = list(tally.turns)
        seconds = {"gateway": 0.0, "bare": 0.0}
        for part in range(ROUNDS):
            scripts = [script(n, turns) for n in range(part, conversations, ROUNDS)]
            jobs = [functools.partial(talk, store.url, texts, tally) for texts in scripts]
            seconds["gateway"] += await crowd(clients, jobs)
            seconds["bare"] += await crowd(
                clients, [functools.partial(bare.talk, texts) for texts in scripts]
            )
    latencies = [turn.latency_ms for turn in alone]
    loaded = [turn.latency_ms for turn in tally.turns[len(alone) :]]
    streamed = [t.first_token_ms for t in alone if t.first_token_ms < t.latency_ms]
    figures: dict[str, float] = {
        "n": len(tally.turns),
        "seconds": round(time.monotonic() - began, 1),
        "p50_ms": percentile(latencies, 50),
        "p95_ms": percentile(latencies, 95),
        "bare_rasa_p50_ms": percentile(bare_ms, 50),
        "ratio_p50": percentile(latencies, 50) / percentile(bare_ms, 50),
        "loaded_p50_ms": percentile(loaded, 50),
        "loaded_p95_ms": percentile(loaded, 95),
        "messages_per_s": conversations * turns / seconds["gateway"],
        "bare_rasa_messages_per_s": conversations * turns / seconds["bare"],
        "faults": tally.statuses["fault"],
        "lost": tally.lost,
        "duplicated": tally.duplicated,
        "misrouted": tally.misrouted,
    }
    if streamed:
        figures["first_delta_p50_ms"] = percentile(streamed, 50)
    return figures


async def _alternate(
    url: str, bare: BareRasa, scripts: Sequence[Sequence[str]], tally: Tally
) -> list[float]:
    """One client: each message through the gateway and to bare Rasa, in changing order."""
    bare_ms: list[float] = []
    for number, texts in enumerate(scripts):
        sender = f"bare-{uuid.uuid4().hex}"
        ids = [uuid.uuid4().hex for _ in texts]
        async with ChatClient(url) as client:
            await client.open()
            for turn, (text, client_id) in enumerate(zip(texts, ids, strict=True)):
                bare_first = (number + turn) % 2 == 0
                if bare_first:
                    bare_ms.append(await bare.ask(sender, text))
                result = await client.ask(text, client_id=client_id)
                tally.turns.append(result)
                tally.statuses[result.status] += 1
                if not bare_first:
                    bare_ms.append(await bare.ask(sender, text))
            tally.close(client, ids)
    return bare_ms
