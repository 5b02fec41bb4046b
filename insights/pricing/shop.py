"""Elasticities of the shop, and a proposal for each price that may better be another."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sqlalchemy import delete, func, insert, select

from commerce import Catalogue
from database import reading, writing
from insights.errors import TooLittleData
from insights.pricing.book import APPLIED, PROPOSED
from insights.pricing.elasticities import LEAST_CHANGE, elasticities_of
from insights.pricing.product_days import read_product_days
from insights.pricing.proposing import Offer, Outcome, propose
from insights.pricing.what_if import Demand
from insights.tables import competitor_prices, price_proposals, product_costs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy import Engine

    from commerce import Product
    from insights.pricing.confounding import Shift
    from insights.pricing.elasticities import Elasticities, Elasticity
    from insights.pricing.rules import PricingRules

__all__ = ["price_shop"]

LATELY_DAYS: Final = 56
"""What sells is told by so many days."""
LEAST_SOLD: Final = 5
"""Pieces in those days, below which nobody knows what sells."""
PERIOD_DAYS: Final = 28
"""Effects are those of four weeks."""
DIGITS: Final = 4
CENT: Final = Decimal("0.01")


def price_shop(engine: Engine, now: datetime, rules: PricingRules) -> dict[str, Any]:
    """What there is to say of prices, as JSON can hold it; open proposals are made anew.

    Where there is too little to say anything, `refused` says what is missing, and none is proposed.
    """
    days = read_product_days(engine, now, rules.promotions)
    told: dict[str, Any] = {
        "product_days": len(days),
        "units": int(days["units"].sum()),
        "products": [],
        "refused": "",
    }
    outcomes: list[Outcome] = []
    try:
        found = elasticities_of(days)
    except TooLittleData as error:
        told["refused"] = str(error)
    else:
        outcomes = list(_outcomes(engine, days, found, rules, now.date()))
        told |= _found(found) | {"products": [_product(one, found) for one in outcomes]}
    with writing(engine) as connection:
        connection.execute(delete(price_proposals).where(price_proposals.c.status == PROPOSED))
        rows = [_row(one, now) for one in outcomes if one.price is not None]
        if rows:
            connection.execute(insert(price_proposals), rows)
    return told


def _outcomes(
    engine: Engine, days: pd.DataFrame, found: Elasticities, rules: PricingRules, today: date
) -> Iterable[Outcome]:
    catalogue = {product.id: product for product in Catalogue(engine).all()}
    costs, competitors, applied = _known(engine)
    by_product = dict(iter(days.groupby("product")))
    for each in found.products:
        product, theirs = catalogue.get(each.name), by_product[each.name]
        if product is None or product.price <= 0:
            continue
        offer = _offer(product, theirs, costs, competitors, applied.get(each.name))
        lately = theirs[theirs["day"] > theirs["day"].max() - timedelta(days=LATELY_DAYS)]
        sold = int(lately["units"].sum())
        if sold < LEAST_SOLD:
            refused = f"{sold} pieces sold in eight weeks are too few to tell what sells."
            yield Outcome(offer, refused=refused)
            continue
        yield propose(offer, _demand(offer, each, lately, rules), rules, today)


def _known(
    engine: Engine,
) -> tuple[dict[str, Decimal], dict[str, Decimal], dict[str, datetime]]:
    """By product: its cost, the cheapest competitor's price, when a proposal was last applied."""
    cheapest = select(competitor_prices.c.product_id, func.min(competitor_prices.c.price))
    changed = select(price_proposals.c.product_id, func.max(price_proposals.c.decided_at)).where(
        price_proposals.c.status == APPLIED
    )
    with reading(engine) as connection:
        costs, prices, moments = (
            {product: known for product, known in connection.execute(query)}  # noqa: C416 - rows
            for query in (
                select(product_costs.c.product_id, product_costs.c.cost),
                cheapest.group_by(competitor_prices.c.product_id),
                changed.group_by(price_proposals.c.product_id),
            )
        )
    return costs, prices, moments


def _offer(
    product: Product,
    days: pd.DataFrame,
    costs: Mapping[str, Decimal],
    competitors: Mapping[str, Decimal],
    applied: datetime | None,
) -> Offer:
    """The product as it is sold now, the last day's price being the present one."""
    over_now = days["price"] / days["price"].iloc[-1]
    steps = np.abs(np.diff(np.log(days["price"]))) > LEAST_CHANGE
    changed = [days["day"].iloc[int(np.flatnonzero(steps)[-1]) + 1].date()] if steps.any() else []
    changed += [applied.date()] if applied else []
    compared = [one.compare_at_price for one in product.variants if one.compare_at_price]
    return Offer(
        product=product.id,
        category=product.category,
        title=product.title,
        price=product.price,
        compared_at=max(compared, default=None),
        cost=costs.get(product.id),
        competitor=competitors.get(product.id),
        seen=(_times(product.price, over_now.min()), _times(product.price, over_now.max())),
        last_changed=max(changed, default=None),
    )


def _demand(
    offer: Offer, elasticity: Elasticity, lately: pd.DataFrame, rules: PricingRules
) -> Demand:
    """What sells in four weeks at the present price; days at another are reckoned to it."""
    over_now = lately["price"] / lately["price"].iloc[-1]
    periods = float((over_now**elasticity.elasticity).sum()) / PERIOD_DAYS
    return Demand(
        price=float(offer.price),
        units=float(lately["units"].sum()) / periods,
        elasticity=elasticity.elasticity,
        error=elasticity.error,
        cost=None if offer.cost is None else float(offer.cost),
        tax=float(rules.tax),
    )


def _found(found: Elasticities) -> dict[str, Any]:
    return {
        "categories": [
            _rounded(asdict(each)) | {"moved": _shift(found.moved_by_category[each.name])}
            for each in found.categories
        ],
        "refused_categories": [asdict(each) for each in found.refused],
        "steps": [_rounded(asdict(each)) for each in found.steps],
        "moved": _shift(found.moved),
    }


def _shift(moved: Shift) -> dict[str, Any]:
    return {**_rounded(asdict(moved)), "certain": moved.certain}


def _product(outcome: Outcome, found: Elasticities) -> dict[str, Any]:
    """What the console asks of a product: its demand, and why its price stays."""
    offer, demand = outcome.offer, outcome.demand
    elasticity = next(each for each in found.products if each.name == offer.product)
    return {
        "product": offer.product,
        "title": offer.title,
        "category": offer.category,
        "price": str(offer.price),
        "cost": None if offer.cost is None else str(offer.cost),
        "competitor": None if offer.competitor is None else str(offer.competitor),
        "seen": [str(price) for price in offer.seen],
        "elasticity": _rounded(asdict(elasticity)),
        "demand": None if demand is None else _rounded(asdict(demand)),
        "proposed": None if outcome.price is None else str(outcome.price),
        "refused": outcome.refused,
        "alternatives": _alternatives(outcome),
    }


def _row(outcome: Outcome, now: datetime) -> dict[str, Any]:
    change = outcome.change
    assert change is not None
    return {
        "id": uuid.uuid4().hex,
        "product_id": outcome.offer.product,
        "status": PROPOSED,
        "price_before": outcome.offer.price,
        "price": outcome.price,
        "made_at": now,
        "told": {
            "title": outcome.offer.title,
            "category": outcome.offer.category,
            "change": _rounded(asdict(change)),
            "certainty": round(outcome.certainty, DIGITS),
            "reasons": list(outcome.reasons),
            "alternatives": _alternatives(outcome),
        },
    }


def _alternatives(outcome: Outcome) -> list[dict[str, str]]:
    return [{"price": str(one.price), "reason": one.reason} for one in outcome.alternatives]


def _times(price: Decimal, factor: float) -> Decimal:
    return (price * Decimal(str(round(float(factor), DIGITS)))).quantize(CENT)


def _rounded(told: Any) -> Any:
    if isinstance(told, float):
        return round(told, DIGITS)
    if isinstance(told, dict):
        return {name: _rounded(each) for name, each in told.items()}
    return told
