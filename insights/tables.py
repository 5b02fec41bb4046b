"""The tables of insights: each run of an analysis, and the profiles of customers.

The worker (`tilly insights refresh`) writes them; the console and the action server read.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from commerce.columns import Money, Words
from database import UtcDateTime

__all__ = [
    "campaign_customers",
    "campaign_redemptions",
    "campaigns",
    "competitor_prices",
    "content_texts",
    "customer_profiles",
    "insight_runs",
    "metadata",
    "price_proposals",
    "product_costs",
    "product_reviews",
    "theme_talks",
    "uplift_scores",
]

metadata = MetaData()

# What an analysis found, as a whole: results are small, and nobody asks for a part of one.
insight_runs = Table(
    "insight_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    # The end of the data that it rests on.
    Column("until", UtcDateTime, nullable=False),
    Column("result", JSON, nullable=False),
)

# Of the newest run of segments only: a profile is about a person, and is not kept for its own sake.
customer_profiles = Table(
    "customer_profiles",
    metadata,
    Column("customer_id", String(255), primary_key=True),
    Column("run_id", ForeignKey("insight_runs.id"), nullable=False),
    Column("segment_id", Integer, index=True),
    Column("figures", JSON, nullable=False),
    Column("likes", JSON, nullable=False),
    Column("reasons", JSON, nullable=False),
)

# Percent or amount, as of a coupon of the shop's policy; `planned` is what the bounds of the test
# are made for, stated when the campaign starts.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("code", String(40), nullable=False, unique=True),
    Column("percent", Money),
    Column("amount", Money),
    Column("minimum", Money, nullable=False),
    Column("most_off", Money, nullable=False),
    Column("segments", JSON, nullable=False),
    Column("without_lost", Boolean, nullable=False),
    Column("holdout", Float, nullable=False),
    Column("budget", Money, nullable=False),
    Column("spent", Money, nullable=False),
    Column("days", Integer, nullable=False),
    Column("window_days", Integer, nullable=False),
    Column("status", String(8), nullable=False, index=True),
    Column("planned", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
)

# Who was drawn, for the coupon or against it, and when: by e-mail all at the start, in the chat
# each when the moment came.
campaign_customers = Table(
    "campaign_customers",
    metadata,
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
    Column("customer_id", String(255), primary_key=True, index=True),
    Column("treated", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# A code may reach somebody who was not drawn: what they save is spent all the same. Whose order it
# is stands in the order only.
campaign_redemptions = Table(
    "campaign_redemptions",
    metadata,
    Column("order_id", String(255), primary_key=True),
    Column("campaign_id", ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("amount", Money, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What a coupon changes for a customer, by the newest model; empty where it found no differences.
uplift_scores = Table(
    "uplift_scores",
    metadata,
    Column("customer_id", String(255), primary_key=True),
    Column("effect", Float, nullable=False),
    Column("lost", Boolean, nullable=False),
)

# What buyers wrote; who they are is not kept. The knowledge quotes from its own copy.
product_reviews = Table(
    "product_reviews",
    metadata,
    Column("id", String(255), primary_key=True),
    Column("product_id", String(255), nullable=False, index=True),
    Column("rating", Float, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)

# What a product costs the shop, and what others charge for it, as the merchant's files say.
product_costs = Table(
    "product_costs",
    metadata,
    Column("product_id", String(255), primary_key=True),
    Column("cost", Money, nullable=False),
)

competitor_prices = Table(
    "competitor_prices",
    metadata,
    Column("product_id", String(255), primary_key=True),
    Column("competitor", String(255), primary_key=True),
    Column("price", Money, nullable=False),
)

# `told` is what the proposal rests on, as JSON: effects, reasons, what was not proposed and why.
# The agent who decided is named without a foreign key, as in the audit log.
price_proposals = Table(
    "price_proposals",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("product_id", String(255), nullable=False, index=True),
    Column("status", String(16), nullable=False, index=True),
    Column("price_before", Money, nullable=False),
    Column("price", Money, nullable=False),
    Column("told", JSON, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(32)),
)

# Which talks a theme of the newest run counts, the newest first: what a run keeps names nobody.
theme_talks = Table(
    "theme_talks",
    metadata,
    Column("theme", String(300), primary_key=True),
    Column("conversation_id", String(255), primary_key=True, index=True),
    Column("position", Integer, nullable=False),
)

# Texts on products, one for each order of one. `records` is a digest of what the product's records
# said; `shown` and `followed` count without saying whom.
content_texts = Table(
    "content_texts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("product_id", String(255), nullable=False, index=True),
    *(
        Column(name, String(16), nullable=False)
        for name in ("channel", "persona", "tone", "length")
    ),
    Column("variant", Integer, nullable=False),
    Column("headline", Words, nullable=False),
    Column("body", Words, nullable=False),
    Column("written_by", String(120), nullable=False),
    Column("remarks", JSON, nullable=False),
    Column("records", String(64), nullable=False),
    Column("status", String(16), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(32)),
    Column("shown", Integer, nullable=False),
    Column("followed", Integer, nullable=False),
    UniqueConstraint("product_id", "channel", "persona", "tone", "length", "variant"),
)
