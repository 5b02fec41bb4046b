"""The cards of what foretells sales, prices, coupons and unhappiness."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from insights.explaining.cards import ModelCard

if TYPE_CHECKING:
    from collections.abc import Mapping

    from insights.runs import Run

__all__ = ["forecast_card", "price_card", "satisfaction_card", "uplift_card"]


def forecast_card(run: Run | None) -> ModelCard:
    """What will be sold."""
    levels: Mapping[str, Mapping[str, float | None]] = run.result["levels"] if run else {}
    figures = {
        f"{name}, {what}": value
        for name, level in levels.items()
        for what, value in level.items()
        if value is not None
    }
    return _kept(
        run,
        figures,
        name="forecasts",
        title="What will be sold, and what runs out",
        tells="Pieces of each week with an interval; leads see them, the bot says what is scarce.",
        method="Statistical methods and boosted trees, chosen for each series by backtests.",
        uses=("pieces sold by week", "prices and sales", "the calendar", "other products' sales"),
        reasons="Season and sale factors, which multiply; trees have no further parts in words.",
        limits=(
            "What never happened before it cannot foretell.",
            "Weeks without stock hide demand.",
        ),
        data="The shop's own orders, prices and stock.",
        measured="python -m benchmarks forecast",
        modules=("insights.forecasting.boosting", "insights.forecasting.univariate"),
    )


def price_card(run: Run | None) -> ModelCard:
    """How demand follows the price."""
    found = run is not None and "categories" in run.result
    figures = (
        {
            "categories with an elasticity": len(run.result["categories"]),
            "categories refused": len(run.result["refused_categories"]),
        }
        if run and found
        else {}
    )
    return _kept(
        run if found else None,
        figures,
        name="elasticities",
        title="How demand follows the price",
        tells="Elasticities with intervals and proposed prices, for a lead to decide on.",
        method="Poisson and double machine learning, products pulled towards their category.",
        uses=("pieces sold by day", "prices", "sales and the front page", "the season"),
        reasons=(
            "A logarithm of demand is linear in that of the price; each proposal says in words what"
            " moved it and which rule bounds it."
        ),
        limits=(
            "Prices that never changed say nothing.",
            "What changed together with a price may be taken for it; the page says how far.",
        ),
        data="The shop's own orders and prices.",
        measured="python -m benchmarks elasticity",
        modules=("insights.pricing.regression", "insights.pricing.double_ml"),
    )


def uplift_card(run: Run | None) -> ModelCard:
    """Whom coupons move."""
    figures = (
        {"customers": run.result["customers"], "of them bought": run.result["bought"]}
        if run
        else {}
    )
    return _kept(
        run,
        figures,
        name="uplift",
        title="Whom a coupon moves",
        tells="What a coupon changes for a customer; those on whom it is lost get none.",
        method="Cross-fitted S-learner, judged by its best linear predictor on unseen customers.",
        uses=("orders, spend, basket and tenure before the campaign", "looks of the last month"),
        reasons=(
            "Groups of customers by what was foretold, with what a random holdout shows of each. A"
            " single customer's score is shown to nobody."
        ),
        limits=("Nothing is said of customers unless differences are evident on unseen ones.",),
        data="Campaigns of the shop with a random holdout.",
        measured="python -m benchmarks uplift",
        modules=(
            "insights.promotions.targeting",
            "insights.promotions.learners",
            "insights.promotions.heterogeneity",
        ),
    )


def satisfaction_card(run: Run | None) -> ModelCard:
    """Who was likely unhappy without saying so."""
    told = run.result["satisfaction"] if run else {}
    figures = {
        name.replace("_", " "): value
        for name, value in told.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    return _kept(
        run,
        figures,
        name="satisfaction",
        title="Who was likely unhappy",
        tells="Unrated conversations that are likely to have gone badly, for a lead to look at.",
        method="Multinomial logistic regression on the last words and signs of a dialogue.",
        uses=("the last words of either side", "lengths, repeats and intents of the dialogue"),
        reasons="Linear in words and signs; the page quotes the conversation instead of its score.",
        limits=("It learns from those who rate, who differ from those who do not.",),
        data="The shop's own rated conversations.",
        measured="python -m benchmarks satisfaction",
        modules=("insights.voice.satisfaction",),
    )


def _kept(run: Run | None, quality: Mapping[str, float], **told: Any) -> ModelCard:
    return ModelCard(
        **told,
        version="newest run" if run else "",
        made_at=run.at if run else None,
        quality=quality,
    )
