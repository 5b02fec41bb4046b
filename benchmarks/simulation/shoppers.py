"""Simulated shoppers: latent tastes, a budget, a dislike, a mood, patience, an agenda."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.simulation.wordings import NEEDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.simulation.assumptions import Assumptions
    from benchmarks.simulation.chance import Draws

__all__ = ["FACTORS", "Shopper", "made_up"]

FACTORS = 4
"""Dimensions of a taste that is never said."""
DISLIKES = ("polyester", "nylon", "cotton", "steel", "plastic", "wool", "leather", "rubber")
UPSET_WHEN_COMPLAINING, GRUMPY = -0.6, -0.5
MOST_COMPLAINING = 3
ASKS_LATER = 0.4
"""How much later than other acts a suggestion is asked for; all come between 0 and 1."""


@dataclass(frozen=True, kw_only=True)
class Shopper:
    """What a shopper is before the first word; the agenda names acts, the first one first."""

    number: int
    need: str
    brand: str
    budget: float
    dislike: str
    tastes: tuple[float, ...]
    patience: int
    mood: float
    complains: bool
    agenda: tuple[str, ...]
    pages: int
    """Product pages looked at before the chat."""
    facts: dict[str, str] = field(hash=False)
    """What the wordings are filled with."""


def made_up(
    number: int,
    assumed: Assumptions,
    draws: Draws,
    sold: Mapping[str, Sequence[tuple[str, float]]],
) -> Shopper:
    """Shopper `number`, the same for the same draws.

    `sold` has brand and price of each product by its category: the shopper likes a brand that has
    what is needed, and the budget is about a price of it.
    """
    need = draws.one_of(sorted(NEEDS), "need")
    brand, _ = draws.one_of(sold[need], "brand")
    _, price = draws.one_of(sold[need], "price")
    budget = max(10, round(1.3 * price / 5) * 5)
    dislike = draws.one_of(DISLIKES, "dislike")
    complains = draws.chance(assumed.complaining, "complains")
    mood = 0.4 * draws.uniform("mood") - 0.1
    if complains:
        mood = UPSET_WHEN_COMPLAINING
    elif draws.chance(assumed.grumpy, "grumpy"):
        mood = GRUMPY
    return Shopper(
        number=number,
        need=need,
        brand=brand,
        budget=budget,
        dislike=dislike,
        tastes=tuple(draws.normal("taste", factor) for factor in range(FACTORS)),
        patience=max(2, round(assumed.patience + 2.5 * draws.normal("patience"))),
        mood=mood,
        complains=complains,
        agenda=_agenda(complains=complains, assumed=assumed, draws=draws),
        pages=1 + int(4 * draws.uniform("pages")),
        facts={
            "need": NEEDS[need], "budget": str(budget), "brand": brand, "dislike": dislike,
        },
    )  # fmt: skip


def _agenda(*, complains: bool, assumed: Assumptions, draws: Draws) -> tuple[str, ...]:
    """A complaint first, then what belongs to shopping, in an order of the shopper's own."""
    acts: list[str] = []
    if complains:
        for number in range(1 + int(MOST_COMPLAINING * draws.uniform("complaints"))):
            acts += ["complaint", *["question"] * draws.chance(0.4, "meanwhile", number)]
        acts.append("settled")
    shopping = ["question", "question", "question", "delivery", "ask", "ask"]
    if draws.chance(assumed.states_wishes, "states_wishes"):
        shopping += ["wish", "brand"]
    if draws.chance(assumed.states_dislike, "states_dislike"):
        shopping.append("dislike")
    order = {
        number: draws.uniform("order", number) + ASKS_LATER * (act == "ask")
        for number, act in enumerate(shopping)
    }
    return (*acts, *(shopping[number] for number in sorted(order, key=order.__getitem__)))
