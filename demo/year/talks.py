"""What shoppers of the year asked the assistant, what came of it, what they wrote in reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from insights.voice.reviews import ProductReview

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.random import Generator

    from commerce import Order
    from demo.year.troubles import Delivered
    from demo.year.world import World

__all__ = ["Exchange", "Talk", "Voices"]

WORDS: Final = Path(__file__).with_name("words.yml")
LATEST_DAY: Final = 10
"""Days after the delivery by which somebody speaks of it."""
LATEST_REVIEW: Final = 21
DAYS_UNDER_WAY: Final = 3
PRAISE_STARS: Final = (4, 5)
BLAME_STARS: Final = (1, 2, 3)


@dataclass(frozen=True)
class Exchange:
    """What the shopper said, what they meant, and what they were told."""

    text: str
    intent: str
    reply: str
    settled: bool


@dataclass(frozen=True)
class Talk:
    """A talk with the assistant; `about` is why, such as a problem's name. Stars are 0 for none."""

    id: str
    customer_id: str
    began: datetime
    about: str
    assistant: str
    exchanges: tuple[Exchange, ...]
    handed_over: bool
    stars: int

    @property
    def settled(self) -> bool:
        """Whether the assistant settled it."""
        return all(one.settled for one in self.exchanges)


class Voices:
    """Draws the talks and reviews of the year that ends before `today`."""

    def __init__(self, world: World, today: date, chance: Generator) -> None:
        self._world = world
        self._end = datetime.combine(today, time(), UTC)
        self._chance = chance

    def before_buying(self, key: str, customer_id: str, title: str, at: datetime) -> Talk:
        """The talk of a visit, about the first product that was looked at."""
        return self._talk(key, customer_id, at, "before_buying", _words()["before_buying"], title)

    def after(self, orders: Sequence[Order], delivered: Sequence[Delivered]) -> Iterator[Talk]:
        """Questions after orders, and complaints about what was delivered."""
        for order in orders:
            if self._chance.random() < self._world.talks.after_order:
                at = order.placed_at + timedelta(
                    days=float(self._chance.uniform(1, DAYS_UNDER_WAY))
                )
                key, words = f"year-{order.id}", _words()["order_status"]
                if at < self._end:
                    yield self._talk(key, order.customer_id, at, "order_status", words, "")
        problems = _words()["problems"]
        for number, line in enumerate(delivered):
            problem = line.problem
            if problem is None or self._chance.random() >= problem.talks:
                continue
            at = line.at + timedelta(days=float(self._chance.uniform(0, LATEST_DAY)))
            words = {name: problems[name] for name in ("settled", "open")} | problems[problem.name]
            if at < self._end:
                key = f"year-trouble-{number}"
                yield self._talk(key, line.customer_id, at, problem.name, words, line.title)

    def reviews(self, delivered: Sequence[Delivered]) -> Iterator[ProductReview]:
        """Of those who met a problem, and of some who did not."""
        for number, line in enumerate(delivered):
            problem = line.problem
            likely = self._world.praised if problem is None else problem.writes
            if self._chance.random() >= likely:
                continue
            words = _words()
            texts = (
                words["praise"] if problem is None else words["problems"][problem.name]["written"]
            )
            title, text = texts[self._chance.integers(len(texts))]
            stars = PRAISE_STARS if problem is None else BLAME_STARS
            at = line.at + timedelta(days=float(self._chance.uniform(1, LATEST_REVIEW)))
            if at < self._end:
                rating = int(self._chance.choice(stars))
                yield ProductReview(f"year-{number}", line.product_id, rating, title, text, at)

    def _talk(
        self, key: str, customer_id: str, at: datetime, about: str, words: Mapping[str, Any],
        title: str,
    ) -> Talk:  # fmt: skip
        stated = self._world.talks
        assistant, settles = stated.assistant((self._end - at) / timedelta(days=1))
        settled = bool(self._chance.random() < settles)
        reply = words["settled" if settled else "open"].format(title=title)
        said = str(self._chance.choice(words["said"])).format(title=title)
        exchanges = [Exchange(said, words["intent"], reply, settled)]
        handed_over = not settled and bool(self._chance.random() < stated.hands_over)
        if settled or handed_over:
            more = _words()["thanks" if settled else "person"]
            text = str(self._chance.choice(more["said"]))
            exchanges.append(
                Exchange(text, more["intent"], more["settled" if settled else "open"], settled)
            )
        stars = 0
        if self._chance.random() < stated.rates:
            chances = stated.stars["settled" if settled else "open"]
            stars = 1 + int(self._chance.choice(len(chances), p=chances))
        return Talk(key, customer_id, at, about, assistant, tuple(exchanges), handed_over, stars)


@cache
def _words() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return told
