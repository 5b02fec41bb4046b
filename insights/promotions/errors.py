"""Errors of campaigns.

InsightError
├── CampaignInvalid     what was to be made of a campaign cannot be
├── CampaignMissing     there is no such campaign
└── BudgetUsedUp        what is left of the budget does not pay for one more coupon
"""

from __future__ import annotations

from insights.errors import InsightError

__all__ = ["BudgetUsedUp", "CampaignInvalid", "CampaignMissing"]


class CampaignInvalid(InsightError):
    """What was to be made of a campaign cannot be; the message says which field, and why."""


class CampaignMissing(InsightError):
    """There is no campaign with that id."""


class BudgetUsedUp(InsightError):
    """What is left of the budget does not pay for one more coupon."""
