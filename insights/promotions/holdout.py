"""Who is held out of a campaign: by lot, the same whenever it is asked, and never nobody.

The lot is a hash of campaign and customer, so that it needs no list, agrees between processes, and
falls anew for each campaign.
"""

from __future__ import annotations

import hashlib
from typing import Final

from insights.promotions.errors import CampaignInvalid

__all__ = ["LEAST_HOLDOUT", "MOST_HOLDOUT", "check_holdout", "is_held_out"]

LEAST_HOLDOUT: Final = 0.05
MOST_HOLDOUT: Final = 0.5
_BITS: Final = 64


def is_held_out(campaign_id: str, customer_id: str, holdout: float) -> bool:
    """Whether the customer is among the share `holdout` of a campaign that gets nothing."""
    digest = hashlib.sha256(f"{campaign_id}\n{customer_id}".encode()).digest()
    return int.from_bytes(digest[: _BITS // 8], "big") < int(holdout * 2**_BITS)


def check_holdout(holdout: float) -> float:
    """The share as it is; raises CampaignInvalid where nothing could be learnt from it."""
    if not LEAST_HOLDOUT <= holdout <= MOST_HOLDOUT:
        raise CampaignInvalid(
            f"The holdout is {holdout:.0%}; it must be {LEAST_HOLDOUT:.0%} to {MOST_HOLDOUT:.0%}."
            " Without one nobody could say what the campaign did."
        )
    return holdout
