"""The forecasts of a whole shop: of the store, every category and every product, that add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from insights.errors import TooLittleData
from insights.forecasting.analogy import by_analogy, neighbours
from insights.forecasting.backtests import LEAST_PAST, Choice, choose, origins
from insights.forecasting.boosting import Loss, PanelForecaster
from insights.forecasting.hierarchy import Hierarchy
from insights.forecasting.intervals import Spread, coverage
from insights.forecasting.panels import Panel
from insights.forecasting.univariate import BASELINE, METHODS, SUMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from insights.forecasting.demand import Demand
    from insights.forecasting.series import Numbers

__all__ = ["STEPS", "Level", "ShopForecast", "forecast_shop"]

STEPS: Final = 8
"""Weeks ahead."""
SEASON: Final = 52
FOLDS: Final = 4
BOOSTED: Final = "boosting"
MOST_BOOSTED: Final = 400
"""Products in the panel of the trees, those sold most: time grows with them."""
OTHERS: Final = "new products"
"""In each category: what there is no history to forecast one by one from."""
LEAST_BOOSTED: Final = 5
LEAST_VARIANCE: Final = 0.01


@dataclass(frozen=True)
class Level:
    """Series that are judged together: the store, the categories or the products."""

    spreads: Mapping[int, Spread]
    """By the number of weeks that are added up."""
    coverage: float
    """How often an 80 % interval held on weeks that it knew nothing of."""
    error: float
    """Mean absolute error over the mean demand, of the forecasts as they add up."""
    baseline: float
    """The same of AR(p)."""


@dataclass(frozen=True)
class ShopForecast:
    """Forecasts of the weeks after the last that is known."""

    hierarchy: Hierarchy
    forecasts: Numbers
    """Pieces, shape (series, STEPS): the store, the categories, the products."""
    choices: tuple[Choice, ...]
    """Of every series."""
    store: Level
    categories: Level
    products: Level
    new: Mapping[str, Numbers]
    """By product, shape (STEPS,): by analogy; the sums have them in their category's new ones."""

    def level_of(self, series: int) -> Level:
        """The level of the series at this place."""
        if series == 0:
            return self.store
        return self.categories if series < len(self.hierarchy.sums) else self.products


def forecast_shop(demand: Demand, usual_prices: Mapping[str, float]) -> ShopForecast:
    """Every series by the method that was best for it; `usual_prices` by product.

    Raises TooLittleData.
    """
    weeks = len(demand.pieces)
    begins = origins(weeks, STEPS, FOLDS)
    if not begins:
        raise TooLittleData(f"{weeks} weeks are on record; {STEPS + LEAST_PAST} are needed.")
    bottom, category_of = _bottom(demand, begins[0] - LEAST_PAST)
    hierarchy = Hierarchy.of([str(each) for each in bottom], category_of)
    history = hierarchy.added_up(bottom.fillna(0).to_numpy().T)
    boosted = _boosted(demand, bottom.columns.intersection(demand.pieces.columns), begins)
    choices, base = [], []
    for at, series in enumerate(history):
        place = at - len(hierarchy.sums)
        product = hierarchy.products[place] if place >= 0 else ""
        birth = int(np.argmax(bottom[product].notna())) if product else 0
        trees = boosted.get(product, {})
        past = [begin - birth for begin in begins]
        # A season that no past was long enough for could not be judged, and is not forecast.
        season = SEASON if past[0] >= SEASON else 1
        tried = {BOOSTED: np.array([trees[begin] for begin in begins])} if trees else {}
        methods = SUMS if at == 0 else None
        chosen = choose(series[birth:], season, STEPS, past, tried, methods)
        choices.append(chosen)
        base.append(
            trees[weeks]
            if chosen.method == BOOSTED
            else np.maximum(METHODS[chosen.method](series[birth:], season, STEPS), 0)
        )
    return _added_up(demand, hierarchy, choices, np.array(base), usual_prices)


def _bottom(demand: Demand, latest: int) -> tuple[pd.DataFrame, list[str]]:
    """The series at the bottom and their categories: products that were there by week `latest`.

    The others of each category are one series, so that the sums have everything.
    """
    old = demand.pieces.columns[demand.pieces.iloc[latest - 1].notna()]
    young = demand.pieces.drop(columns=old)
    others = young.T.groupby(demand.categories).sum().T
    others = others.loc[:, others.sum() > 0]
    named = others.rename(columns={one: f"{OTHERS}: {one}" for one in others})
    bottom = pd.concat([demand.pieces[old], named], axis=1)
    return bottom, [*demand.categories[old], *others.columns]


def _boosted(
    demand: Demand, products: pd.Index[str], begins: Sequence[int]
) -> dict[str, dict[int, Numbers]]:
    """What the trees say of the products sold most, by the length of the past."""
    most = demand.pieces[products].sum().nlargest(MOST_BOOSTED).index
    if len(most) < LEAST_BOOSTED:
        return {}
    weeks = len(demand.pieces)
    index = pd.RangeIndex(weeks + STEPS, name="period")
    codes = pd.Series(pd.factorize(demand.categories[most])[0], index=most)

    def wide(table: pd.DataFrame) -> pd.DataFrame:
        return table[most].set_axis(index[:weeks]).reindex(index)

    panel = Panel(
        sold=wide(demand.pieces),
        prices=wide(demand.prices).ffill().map(np.log),
        promotions={"sale": wide(demand.sales).fillna(0)},
        kinds=pd.DataFrame({"category": codes, "product": np.arange(len(most))}, index=most),
        markets=codes,
    )
    forecaster = PanelForecaster(panel, range(1, STEPS + 1), Loss.COUNTS, trees=60, leaves=8)
    told = {past: forecaster.forecast(past - 1) for past in (*begins, weeks)}
    return {
        each: {past: table.loc[each].to_numpy() for past, table in told.items()} for each in most
    }


def _added_up(
    demand: Demand,
    hierarchy: Hierarchy,
    choices: Sequence[Choice],
    base: Numbers,
    usual_prices: Mapping[str, float],
) -> ShopForecast:
    tried = np.array([each.tried[each.method] for each in choices])
    happened = np.array([each.happened for each in choices])
    variances = np.mean((tried - happened) ** 2, axis=(1, 2)) + LEAST_VARIANCE
    coherent = hierarchy.reconciled(tried, variances)
    baseline = np.array([each.tried[BASELINE] for each in choices])
    sums = len(hierarchy.sums)

    def level(part: slice) -> Level:
        told, came = coherent[part], happened[part]
        return Level(
            spreads={span: Spread.of(told, came, span) for span in range(1, STEPS + 1)},
            coverage=coverage(told, came),
            error=float(np.abs(told - came).mean() / max(came.mean(), LEAST_VARIANCE)),
            baseline=float(np.abs(baseline[part] - came).mean() / max(came.mean(), LEAST_VARIANCE)),
        )

    forecasts = hierarchy.reconciled(base, variances)
    return ShopForecast(
        hierarchy=hierarchy,
        forecasts=forecasts,
        choices=tuple(choices),
        store=level(slice(0, 1)),
        categories=level(slice(1, sums)),
        products=level(slice(sums, None)),
        new=dict(_new(demand, hierarchy, forecasts[sums:], usual_prices)),
    )


def _new(
    demand: Demand, hierarchy: Hierarchy, forecasts: Numbers, usual_prices: Mapping[str, float]
) -> Iterator[tuple[str, Numbers]]:
    """The products without a history of their own, from those nearest to them."""
    place = {product: at for at, product in enumerate(hierarchy.products)}
    for product, category in demand.categories.items():
        if product in place:
            continue
        likely = [
            each for each, theirs in demand.categories.items()
            if theirs == category and each in place
        ]  # fmt: skip
        prices = np.array([usual_prices.get(each, 0.0) for each in likely])
        near = [likely[at] for at in neighbours(usual_prices.get(str(product), 0.0), prices)]
        if near:
            own = demand.pieces[product].dropna()
            theirs = demand.pieces.loc[own.index, near].fillna(0).to_numpy().T
            told = forecasts[[place[each] for each in near]]
            yield str(product), by_analogy(own.to_numpy(), theirs, told)
