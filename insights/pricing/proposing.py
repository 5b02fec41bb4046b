"""Which price to propose for a product within the merchant's rules, and why not another.

Every price with an allowed ending within reach of a step is looked at. Of those that no rule
forbids and that raise the margin with enough certainty, the one with the largest expected margin is
proposed; the rest says why it was not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from insights.pricing.rules import PricingRules
    from insights.pricing.what_if import Demand, Effect

__all__ = ["Alternative", "Offer", "Outcome", "propose"]

CENT: Final = Decimal("0.01")
FURTHER: Final = Decimal(2)
"""So many steps far the alternatives are looked at, to tell what the step costs."""
SEEN_AROUND: Final = Decimal("0.05")
"""How far beyond the prices that were seen a proposal may go: further out nobody knows."""


@dataclass(frozen=True)
class Offer:
    """A product as it is sold now. `seen` are the lowest and highest price that it had.

    `last_changed` is the day on which its price last changed; None for longer ago than is known.
    """

    product: str
    category: str
    title: str
    price: Decimal
    compared_at: Decimal | None
    cost: Decimal | None
    competitor: Decimal | None
    """The cheapest one's price; None where none is known."""
    seen: tuple[Decimal, Decimal]
    last_changed: date | None = None


@dataclass(frozen=True)
class Alternative:
    """The best of the prices that were not proposed for one kind of reason, and the reason."""

    price: Decimal
    reason: str


@dataclass(frozen=True)
class Outcome:
    """The price proposed for a product, or why none is (`refused`)."""

    offer: Offer
    price: Decimal | None = None
    change: Effect | None = None
    """In four weeks."""
    certainty: float = 0.0
    reasons: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    refused: str = ""
    demand: Demand | None = field(default=None, repr=False)


def propose(offer: Offer, demand: Demand, rules: PricingRules, today: date) -> Outcome:
    """The best allowed price for `offer`, given its demand."""
    if reason := _untouchable(offer, rules, today):
        return Outcome(offer, refused=reason, demand=demand)
    judged = [(price, _forbidden(price, offer, rules)) for price in _prices(offer, rules)]
    gains = {price: _gain(demand, price) for price, _ in judged}
    sure = float(rules.certainty)
    allowed = [
        price
        for price, forbidden in judged
        if not forbidden and gains[price] > 0 and demand.certainty(float(price)) >= sure
    ]
    best = max(allowed, key=gains.__getitem__, default=None)
    others: dict[str, Alternative] = {}
    for price, forbidden in sorted(judged, key=lambda each: -gains[each[0]]):
        if price != best:
            why = forbidden or _not_chosen(demand, price, gains[price], best, sure)
            others.setdefault(why.what, Alternative(price, why.reason))
    if best is None:
        refused = "No allowed price is likely enough to raise the margin: it stays."
        return Outcome(offer, alternatives=tuple(others.values()), refused=refused, demand=demand)
    certainty = demand.certainty(float(best))
    return Outcome(
        offer,
        price=best,
        change=demand.change(float(best)),
        certainty=certainty,
        reasons=_reasons(offer, demand, best, certainty),
        alternatives=tuple(others.values()),
        demand=demand,
    )


def _untouchable(offer: Offer, rules: PricingRules, today: date) -> str:
    """Why the price may not change at all now; empty where it may."""
    if offer.product in rules.never:
        return "The rules say that this price is not touched."
    if offer.cost is None:
        return "Its cost is not known."
    if offer.compared_at is not None and offer.compared_at > offer.price:
        return f"It is reduced now, from {offer.compared_at}."
    for promotion in rules.promotions:
        if promotion.is_about(offer.product, offer.category) and promotion.runs_on(today):
            return f"The promotion {promotion.name!r} runs."
    if offer.last_changed is not None:
        free = offer.last_changed + timedelta(days=rules.days_between_changes)
        if today < free:
            return f"Its price changed on {offer.last_changed}: it may again on {free}."
    return ""


def _prices(offer: Offer, rules: PricingRules) -> Iterator[Decimal]:
    """Every price with an allowed ending within twice the largest step, the present one aside."""
    reach = offer.price * rules.largest_step * FURTHER
    lowest, highest = max(offer.price - reach, CENT), offer.price + reach
    whole = int(lowest.to_integral_value(ROUND_CEILING)) - 1
    found = {
        Decimal(unit) + ending
        for unit in range(max(whole, 0), int(highest) + 1)
        for ending in rules.endings
    }
    yield from sorted(
        price.quantize(CENT)
        for price in found
        if lowest <= price <= highest and price != offer.price
    )


class _Why(NamedTuple):
    what: str
    reason: str


def _forbidden(price: Decimal, offer: Offer, rules: PricingRules) -> _Why | None:
    """The rule that forbids `price`; None where none does."""
    step = abs(price / offer.price - 1)
    if step > rules.largest_step:
        return _Why("step", f"a change of {step:.0%}, over the step of {rules.largest_step:.0%}")
    net = price / (1 + rules.tax)
    if offer.cost is not None and net - offer.cost < rules.least_margin * net:
        left = f"leaves less than {rules.least_margin:.0%} of the price after the cost"
        return _Why("margin", left)
    if offer.competitor is not None:
        times = price / offer.competitor
        if rules.competitor_most is not None and times > rules.competitor_most:
            return _Why("dear", f"{times:.0%} of the cheapest competitor's {offer.competitor}")
        if rules.competitor_least is not None and times < rules.competitor_least:
            far = f"only {times:.0%} of the cheapest competitor's {offer.competitor}"
            return _Why("cheap", far)
    low, high = offer.seen[0] * (1 - SEEN_AROUND), offer.seen[1] * (1 + SEEN_AROUND)
    if not low <= price <= high:
        return _Why("seen", f"too far from the prices it had, {offer.seen[0]} to {offer.seen[1]}")
    return None


def _not_chosen(
    demand: Demand, price: Decimal, gain: float, best: Decimal | None, sure: float
) -> _Why:
    certainty = demand.certainty(float(price))
    if gain <= 0:
        return _Why("lower", "lowers the expected margin")
    if certainty < sure or best is None:
        return _Why("unsure", f"raises the margin with a chance of {certainty:.0%} only")
    return _Why("less", "raises the expected margin by less")


def _gain(demand: Demand, price: Decimal) -> float:
    change = demand.change(float(price)).margin
    return 0.0 if change is None else change.expected


def _reasons(offer: Offer, demand: Demand, price: Decimal, certainty: float) -> tuple[str, ...]:
    """Why this price, in words that a merchant reads."""
    step = float(price / offer.price - 1)
    moved = demand.at(float(price)).units.expected / demand.units - 1
    more = "fewer" if moved < 0 else "more"
    dearer, rises = ("dearer", "rises") if step > 0 else ("cheaper", "falls")
    sold = f"{abs(moved):.0%} {more} pieces are expected (elasticity {demand.elasticity:.1f})"
    told = [f"At {abs(step):.1%} {dearer}, {sold}."]
    if offer.cost is not None:
        before, after = (float(one) / (1 + demand.tax) - float(offer.cost)
                         for one in (offer.price, price))  # fmt: skip
        told.append(f"What is left of each piece {rises} from {before:.2f} to {after:.2f}.")
    told.append(f"The chance that the margin grows is {certainty:.0%}.")
    return tuple(told)
