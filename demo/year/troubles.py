"""What went wrong with what was bought, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from demo.year.prices import DAYS

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.random import Generator

    from demo.year.world import Problem, World

__all__ = ["MONTH", "Delivered", "Troubles"]

MONTH: Final = DAYS / 12


@dataclass(frozen=True)
class Delivered:
    """An order's line that arrived; `problem` is what went wrong with it, if anything did."""

    customer_id: str
    order_id: str
    product_id: str
    title: str
    at: datetime
    problem: Problem | None


class Troubles:
    """Draws what each delivered line meets with, and keeps it."""

    def __init__(self, world: World, chance: Generator) -> None:
        self._world = world
        self._chance = chance
        self.delivered: list[Delivered] = []

    def draw(self, product_id: str, category: str, day: int) -> Problem | None:
        """The first of the world's problems that a line ordered on `day` of the year meets."""
        for problem in self._world.problems:
            if self._chance.random() < problem.chance(product_id, category, day / MONTH):
                return problem
        return None

    def sends_back(self, problem: Problem) -> bool:
        """Whether it is returned for that."""
        return bool(self._chance.random() < problem.returned)
