"""How customers felt and what they thought, as far as they said it.

It is for people to read: groups are not made by it, and neither prices nor offers hear of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from signals import Feeling

if TYPE_CHECKING:
    from insights.records import ShopRecords

__all__ = ["feelings_of"]


def feelings_of(records: ShopRecords) -> pd.DataFrame:
    """Conversations, moods and stars by customer; NaN where nothing was said."""
    talks = records.moods.groupby(["customer", "conversation"]).agg(
        level=("level", "last"), sour=("feeling", lambda all_: (all_ == Feeling.NEGATIVE).any())
    )
    of_customer = talks.groupby("customer")
    return pd.DataFrame(
        {
            "conversations": of_customer.size().astype(float),
            "mood": of_customer["level"].mean(),
            "sour_share": of_customer["sour"].mean(),
            "stars": records.ratings.groupby("customer")["stars"].mean(),
            "bought_stars": _stars_of_what_was_bought(records),
        }
    ).astype(float)


def _stars_of_what_was_bought(records: ShopRecords) -> pd.Series[float]:
    """The mean of the stars of each product that a customer bought, each counted once."""
    stars = records.reviews.groupby("product")["stars"].mean()
    bought = records.order_lines[["customer", "product"]].drop_duplicates()
    return bought.assign(stars=bought["product"].map(stars)).groupby("customer")["stars"].mean()
