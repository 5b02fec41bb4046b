"""Which pages are asked for: drawn at random, the same ones every time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from benchmarks.console.conversations import INTENTS, SLOTS, TAGS, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["FILTERED", "KINDS", "drawn"]

LAST: Final = date(2030, 1, 28)
"""The newest day of the store."""
NEXT: Final = "next"
FEELINGS: Final = ("negative", "neutral", "positive")


def drawn(count: int) -> Iterator[tuple[str, str]]:
    """So many pages of each kind in turn, as kind and address; `next` has none of its own."""
    chance = random.Random(1)  # noqa: S311 - the same pages every time
    for _ in range(count):
        for kind, address in KINDS.items():
            yield kind, address(chance)


def _filters(chance: random.Random, count: int) -> str:
    values = _values(chance)
    chosen = chance.sample(sorted(values), count)
    return "/console/inbox?" + urlencode([(kind, values[kind]) for kind in chosen])


def _search(chance: random.Random) -> str:
    words = " ".join(chance.choices(WORDS, k=chance.randint(1, 3)))
    filters = _filters(chance, chance.randint(0, 2))
    return f"{filters}&{urlencode({'q': words})}"


def _drill_down(chance: random.Random) -> str:
    """What a number leads to: a term and the days on which conversations began."""
    first, last = _days(chance, chance.choice((1, 7, 28, 91, 365)))
    kind, value = chance.choice(
        (
            ("outcome", chance.choice(("contained", "person", "ticket"))),
            ("resolution", chance.choice(("bot", "agent", "open"))),
            ("handoff", chance.choice(INTENTS)),
            ("rating", str(chance.randint(1, 5))),
            ("first_reply", chance.choice(("0.5", "2", "10"))),
            ("mood", chance.choice(FEELINGS)),
            ("intent", chance.choice(INTENTS)),
            ("unanswered", "yes"),
        )
    )
    query = {kind: value, "began_since": first, "began_until": last}
    return f"/console/inbox?{urlencode(query)}"


def _numbers(chance: random.Random, *lengths: int) -> str:
    first, last = _days(chance, chance.choice(lengths))
    return f"/console/numbers?since={first}&until={last}"


def _days(chance: random.Random, length: int) -> tuple[date, date]:
    """A period of the last three years."""
    last = LAST - timedelta(days=int(3 * 365 * chance.random() ** 2))
    return last - timedelta(days=length - 1), last


def _values(chance: random.Random) -> Mapping[str, str]:
    """One value for each filter."""
    return {
        "status": chance.choice(("bot", "waiting", "agent", "resolved")),
        "channel": chance.choice(("web", "app")),
        "customer": f"C-{chance.randint(0, 5000)}",
        "intent": chance.choice(INTENTS),
        "confidence_below": chance.choice(("30", "50", "80")),
        "entity": chance.choice(("product", "order_number", "size=m", "colour")),
        "slot": chance.choice(SLOTS),
        "action": f"action_{chance.choice(INTENTS).removeprefix('ask_')}",
        "handoff": chance.choice(INTENTS),
        "mood": chance.choice(FEELINGS),
        "sentiment": chance.choice(FEELINGS),
        "propensity_from": chance.choice(("10", "50", "80")),
        "unanswered": "yes",
        "outcome": chance.choice(("contained", "person", "ticket")),
        "rating": str(chance.randint(1, 5)),
        "thumbs": chance.choice(("up", "down")),
        "tag": chance.choice(TAGS),
        "assignee": chance.choice(("nobody", "me")),
        "reviewed": chance.choice(("yes", "no")),
        "since": f"2030-01-{chance.randint(1, 28):02}",
    }


KINDS: Final[Mapping[str, Callable[[random.Random], str]]] = {
    "one_filter": lambda chance: _filters(chance, 1),
    "filters": lambda chance: _filters(chance, chance.randint(2, 4)),
    "search": _search,
    NEXT: lambda _: "",
    "drill_down": _drill_down,
    "numbers": lambda chance: _numbers(chance, 1, 7, 28),
    "numbers_year": lambda chance: _numbers(chance, 91, 365),
    "numbers_all": lambda _: "/console/numbers?since=2026-01-01&until=2030-01-31",
}
"""The kinds of pages; `next` is the one after an inbox page before."""
FILTERED: Final = ("one_filter", "filters", "search", NEXT, "drill_down")
"""Those that the limit is of."""
