"""Whom coupons move, learnt from campaigns that are over, and on whom they are lost.

Only what a random holdout shows counts. Where the foretold differences between customers are not
evident on customers that the model has not seen, nobody is called lost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import delete, insert, select

from database import reading, writing
from insights.errors import TooLittleData
from insights.promotions.campaigns import campaign_of
from insights.promotions.heterogeneity import NORMAL_95, best_linear_predictor
from insights.promotions.learners import cross_fitted, encoded, s_learner
from insights.promotions.trial import Effect, Trial
from insights.records import read_records
from insights.tables import campaign_customers, campaigns, uplift_scores

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Engine

    from insights.promotions.campaigns import Campaign
    from insights.promotions.heterogeneity import Heterogeneity
    from insights.promotions.trial import Floats
    from insights.records import ShopRecords

__all__ = ["KIND", "learn_uplift"]

KIND: Final = "uplift"
LEAST_CUSTOMERS: Final = 500
LEAST_BUYERS: Final = 50
SEEDS: Final = 2
"""Scores are means over so many splits, for one split is chance as well."""
GROUPS: Final = 5
RECENT: Final = timedelta(days=30)
BATCH: Final = 2000
TRAITS: Final = ("orders", "spend", "days_since_last", "tenure_days", "basket", "looks")


def learn_uplift(engine: Engine, now: datetime) -> dict[str, Any]:
    """Learn from all campaigns that are over; keep who is lost, and return what was found.

    Raises TooLittleData, and forgets the scores there were.
    """
    records = read_records(engine, now)
    over = _over(engine, now)
    _keep(engine, None)
    trial = _pooled(engine, records, over)
    buyers = int((trial.outcome > 0).sum()) if trial else 0
    if trial is None or len(trial) < LEAST_CUSTOMERS or buyers < LEAST_BUYERS:
        raise TooLittleData(
            f"Whom coupons move can be said after campaigns with {LEAST_CUSTOMERS} customers, of"
            f" whom {LEAST_BUYERS} bought; there are {len(trial) if trial else 0} and {buyers}."
        )
    scores = np.mean([cross_fitted(trial, s_learner, seed) for seed in range(SEEDS)], axis=0)
    found = best_linear_predictor(trial, scores)
    groups = _groups(trial, scores)
    below = _lost_below(groups, found) if found.evident else -np.inf
    lost = _score(engine, records, now, trial, found, below) if found.evident else 0
    return {
        "campaigns": [each.plan.name for each in over],
        "customers": len(trial),
        "bought": buyers,
        "holdout": 1 - trial.share,
        "effect": _bounds(found.tau),
        "slope": _bounds(found.slope),
        "evident": found.evident,
        "groups": groups,
        "lost": lost,
    }


def traits_of(records: ShopRecords, customers: Sequence[str], at: datetime) -> pd.DataFrame:
    """What was known of customers at a moment, a row for each, with the columns `TRAITS`."""
    lines, looks = records.order_lines, records.looks
    lines = lines[lines["at"] < at]
    lines = lines.assign(value=lines["unit_price"] * lines["quantity"])
    orders = lines.groupby(["customer", "order"]).agg(value=("value", "sum"), at=("at", "min"))
    of = orders.groupby("customer")
    recent = looks[(looks["at"] < at) & (looks["at"] >= at - RECENT)].groupby("customer").size()
    found = pd.DataFrame(
        {
            "orders": of.size(),
            "spend": of["value"].sum(),
            "days_since_last": (at - of["at"].max()).dt.days,
            "tenure_days": (at - of["at"].min()).dt.days,
            "basket": of["value"].mean(),
        }
    ).reindex(list(customers))
    return found.assign(looks=recent.reindex(found.index)).fillna(0.0)[list(TRAITS)]


def _over(engine: Engine, now: datetime) -> list[Campaign]:
    """Campaigns whose orders have all been counted, with the holdout of the newest.

    Where shares differ, campaigns that sold more would seem to move those held out less.
    """
    query = select(campaigns).where(campaigns.c.started_at.is_not(None))
    with reading(engine) as connection:
        found = [campaign_of(row) for row in connection.execute(query)]
    over = [
        each
        for each in found
        if each.ends_at and each.ends_at + timedelta(days=each.plan.window_days) < now
    ]
    over.sort(key=lambda each: (each.ends_at, each.id))
    return [each for each in over if each.plan.holdout == over[-1].plan.holdout]


def _pooled(engine: Engine, records: ShopRecords, over: Sequence[Campaign]) -> Trial | None:
    parts = [part for each in over if (part := _trial(engine, records, each)) is not None]
    if not parts:
        return None
    return Trial(
        pd.concat([part.traits for part in parts]),
        np.concatenate([part.treated for part in parts]),
        np.concatenate([part.outcome for part in parts]),
    )


def _trial(engine: Engine, records: ShopRecords, campaign: Campaign) -> Trial | None:
    """One campaign: who bought within its window; None where nobody was held out, or all were."""
    drawn = campaign_customers.c
    query = select(drawn.customer_id, drawn.treated, drawn.at).where(
        drawn.campaign_id == campaign.id
    )
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(drawn.customer_id)).all()
    lots = pd.DataFrame(rows, columns=["customer", "treated", "at"])
    if lots["treated"].nunique() < 2:  # noqa: PLR2004  both arms
        return None
    merged = records.order_lines.merge(lots, on="customer", suffixes=("", "_drawn"))
    since = merged["at"] - merged["at_drawn"]
    window = timedelta(days=campaign.plan.window_days)
    counted = merged[(since >= timedelta()) & (since < window)]
    assert campaign.started_at is not None
    return Trial(
        traits_of(records, lots["customer"].tolist(), campaign.started_at),
        lots["treated"].to_numpy(dtype=bool),
        np.asarray(lots["customer"].isin(counted["customer"]), dtype=np.float64),
    )


def _groups(trial: Trial, scores: Floats) -> list[dict[str, Any]]:
    """Fifths by foretold effect, the least first, with what the effect on each was."""
    ranks = pd.Series(scores).rank(method="first", pct=True).to_numpy()
    found = []
    for at in range(GROUPS):
        rows = np.flatnonzero((ranks > at / GROUPS) & (ranks <= (at + 1) / GROUPS))
        part = trial.at(rows)
        found.append(
            {
                "customers": len(rows),
                "highest_score": float(scores[rows].max()),
                **_bounds(part.effect()),
                "traits": {name: round(float(part.traits[name].mean()), 2) for name in TRAITS},
            }
        )
    return found


def _lost_below(groups: Sequence[dict[str, Any]], found: Heterogeneity) -> float:
    """The score up to which the effect is certainly below the mean; -inf where it nowhere is."""
    below = -np.inf
    for group in groups:
        if group["high"] >= found.tau.value:
            break
        below = group["highest_score"]
    return float(below)


def _score(
    engine: Engine,
    records: ShopRecords,
    now: datetime,
    trial: Trial,
    found: Heterogeneity,
    below: float,
) -> int:
    """Score everybody as they are now; how many are lost."""
    customers = sorted(records.order_lines["customer"].unique())
    both = pd.concat([trial.traits, traits_of(records, customers, now)])
    columns = encoded(both)
    scores = s_learner(columns[: len(trial)], trial)(columns[len(trial) :])
    effects = found.calibrated(scores)
    _keep(
        engine,
        [
            {"customer_id": customer, "effect": float(effect), "lost": bool(score <= below)}
            for customer, effect, score in zip(customers, effects, scores, strict=True)
        ],
    )
    return int((scores <= below).sum())


def _keep(engine: Engine, rows: Sequence[dict[str, Any]] | None) -> None:
    with writing(engine) as connection:
        connection.execute(delete(uplift_scores))
        for begin in range(0, len(rows or ()), BATCH):
            connection.execute(insert(uplift_scores), list(rows or ())[begin : begin + BATCH])


def _bounds(effect: Effect) -> dict[str, float]:
    margin = NORMAL_95 * effect.error
    return {
        "value": effect.value,
        "low": effect.value - margin,
        "high": effect.value + margin,
    }
