"""The shop's forecasts as they are kept: JSON of the store, its categories and its products."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import select

from commerce import LineStatus, OrderStatus
from commerce.tables import order_lines, orders, products, variants
from database import reading
from insights.forecasting.demand import weekly_demand
from insights.forecasting.effects import sale_factors, season_factors
from insights.forecasting.shop import STEPS, ShopForecast, forecast_shop
from insights.forecasting.stockouts import cover_of
from insights.pricing.product_days import read_product_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Engine

    from insights.forecasting.demand import Demand
    from insights.forecasting.series import Numbers
    from insights.forecasting.shop import Level

__all__ = ["forecast_report"]

HISTORY: Final = 52
"""Weeks that are kept of what was sold."""
RECENT: Final = 12
"""Weeks that are kept of each variant, for what may be said of it."""
DIGITS: Final = 2
ANALOGY: Final = "analogy"
DAYS: Final = 7


@dataclass(frozen=True)
class Shelf:
    """A product as the catalogue has it; `stock` is None where it is not counted."""

    title: str
    price: float
    stock: int | None


def forecast_report(engine: Engine, now: datetime) -> dict[str, Any]:
    """Forecasts from what is on record before `now`. Raises TooLittleData."""
    days = read_product_days(engine, now)
    demand = weekly_demand(days, now)
    shelves = _shelves(engine)
    shop = forecast_shop(demand, {product: each.price for product, each in shelves.items()})
    begins = (demand.pieces.index[-1] + pd.Timedelta(days=DAYS)).date()
    told = list(_series(shop, demand, shelves, begins))
    return {
        "begins": begins.isoformat(),
        "weeks": len(demand.pieces),
        "pieces": int(demand.pieces.to_numpy()[~demand.pieces.isna()].sum()),
        "levels": {
            name: _level(level)
            for name, level in (
                ("store", shop.store),
                ("categories", shop.categories),
                ("products", shop.products),
            )
        },
        "series": told,
        "season": [_rounded(asdict(each)) for each in season_factors(days)],
        "sales": [_rounded(asdict(each)) for each in sale_factors(days)],
        "recent": _recent(engine, now),
    }


def _series(
    shop: ShopForecast, demand: Demand, shelves: Mapping[str, Shelf], begins: date
) -> Iterator[dict[str, Any]]:
    """The store first, then categories, then products, each with what is known of it."""
    tree = shop.hierarchy
    pieces = demand.pieces.fillna(0)
    of_category = pieces.T.groupby(demand.categories).sum().T
    for at, (choice, forecast) in enumerate(zip(shop.choices, shop.forecasts, strict=True)):
        level, sums = shop.level_of(at), len(tree.sums)
        error = round(choice.errors[choice.method], DIGITS)
        chosen = {"method": choice.method, "kind": choice.kind, "error": error}
        if at == 0:
            known = pieces.sum(axis=1)
            yield chosen | _told("store", "", "", known, forecast, level, begins)
        elif at < sums:
            name = tree.categories[at - 1]
            yield chosen | _told("category", name, name, of_category[name], forecast, level, begins)
        elif (name := tree.products[at - sums]) in pieces:
            yield chosen | _product(name, demand, shelves, forecast, level, begins)
    for name, forecast in shop.new.items():
        found = _product(name, demand, shelves, forecast, shop.products, begins)
        yield {"method": ANALOGY, "kind": "", "error": None} | found


def _product(
    name: str,
    demand: Demand,
    shelves: Mapping[str, Shelf],
    forecast: Numbers,
    level: Level,
    begins: date,
) -> dict[str, Any]:
    shelf = shelves[name]
    known = demand.pieces[name].dropna()
    told = _told("product", name, shelf.title, known, forecast, level, begins)
    cover = None
    if shelf.stock is not None:
        found = cover_of(shelf.stock, forecast, level.spreads)
        cover = _rounded(asdict(found)) | {"warned": found.warned and told["ahead"] > 0}
    return told | {"category": demand.categories[name], "cover": cover}


def _told(
    level_name: str,
    key: str,
    title: str,
    known: pd.Series[float],
    forecast: Numbers,
    level: Level,
    begins: date,
) -> dict[str, Any]:
    low, high = level.spreads[1].interval(forecast)
    return {
        "level": level_name,
        "key": key,
        "title": title,
        "history": [int(each) for each in known.to_numpy()[-HISTORY:]],
        "forecast": _figures(forecast),
        "low": _figures(low),
        "high": _figures(high),
        "ahead": round(float(forecast.sum()), DIGITS),
        "months": list(_months(known, forecast, level, begins)),
    }


def _months(
    known: pd.Series[float], forecast: Numbers, level: Level, begins: date
) -> Iterator[dict[str, Any]]:
    """Each month that what was sold and what is forecast cover to its end; weeks by their days."""
    days = [begins + timedelta(days=at) for at in range(DAYS * STEPS)]
    daily = np.repeat(forecast / DAYS, DAYS)
    for month, group in groupby(range(len(days)), key=lambda at: days[at].replace(day=1)):
        places = list(group)
        last = days[places[-1]]
        if (last + timedelta(days=1)).month == last.month:
            continue
        sold = _sold_since(known, month, begins)
        coming = float(daily[places].sum())
        weeks = min(-(-len(places) // DAYS), STEPS)
        low, high = level.spreads[weeks].interval(np.array(coming))
        yield _rounded(
            {
                "month": month.isoformat()[:7],
                "sold": sold,
                "forecast": sold + coming,
                "low": sold + float(low),
                "high": sold + float(high),
            }
        )


def _sold_since(known: pd.Series[float], month: date, begins: date) -> float:
    """What was sold from the first of the month to the first week that is forecast."""
    total = 0.0
    for back, pieces in enumerate(known.to_numpy()[::-1], 1):
        monday = begins - timedelta(days=DAYS * back)
        within = min((begins - month).days - DAYS * (back - 1), DAYS)
        if within <= 0 or monday >= begins:
            break
        total += float(pieces) * within / DAYS
    return total


def _level(level: Level) -> dict[str, float | None]:
    found = {"coverage": level.coverage, "error": level.error, "baseline": level.baseline}
    return {name: None if np.isnan(each) else round(each, 3) for name, each in found.items()}


def _shelves(engine: Engine) -> dict[str, Shelf]:
    """Every product on sale, by id."""
    query = select(products.c.id, products.c.title, variants.c.price, variants.c.stock).join(
        variants, variants.c.product_id == products.c.id
    )
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(products.c.id)).all()
    found = {}
    for product, group in groupby(rows, key=lambda row: str(row.id)):
        theirs = list(group)
        stocks = [row.stock for row in theirs]
        stock = None if None in stocks else sum(max(each, 0) for each in stocks)
        found[product] = Shelf(theirs[0].title, float(min(row.price for row in theirs)), stock)
    return found


def _recent(engine: Engine, now: datetime) -> dict[str, list[int]]:
    """Pieces sold of each variant in each of the last weeks to this hour, the newest last."""
    since = now - timedelta(weeks=RECENT)
    query = (
        select(order_lines.c.sku, orders.c.placed_at, order_lines.c.quantity)
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(
            orders.c.placed_at >= since,
            orders.c.placed_at < now,
            orders.c.status != OrderStatus.CANCELLED,
            order_lines.c.status != LineStatus.CANCELLED,
        )
    )
    found: dict[str, list[int]] = {}
    with reading(engine) as connection:
        for sku, at, quantity in connection.execute(query):
            weeks = found.setdefault(sku, [0] * RECENT)
            weeks[min((at - since).days // DAYS, RECENT - 1)] += quantity
    return found


def _figures(values: Numbers) -> list[float]:
    return [round(float(each), DIGITS) for each in values]


def _rounded(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: round(each, DIGITS) if isinstance(each, float) else each
        for name, each in told.items()
    }
