"""What a lead states of a campaign before it begins, and what of it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from commerce.policy_sections import Coupon, Discount
from insights.promotions.errors import CampaignInvalid
from insights.promotions.holdout import check_holdout
from recommendation.guard import allowed_discount

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Channel", "Plan"]

LONGEST_NAME: Final = 80
LONGEST_DAYS: Final = 90
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{2,39}")
_HUNDRED: Final = Decimal(100)


class Channel(StrEnum):
    """How customers hear of a campaign."""

    CHAT = "chat"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A campaign as it is stated."""

    name: str
    channel: Channel
    code: str
    percent: Decimal | None = None
    amount: Decimal | None = None
    """One of the two is given."""
    minimum: Decimal = Decimal(0)
    """Of the goods that the coupon is for."""
    most_off: Decimal
    """The most that one coupon takes off, so that the budget can be kept."""
    segments: tuple[int, ...] = ()
    """Ids of segments; none is every customer."""
    without_lost: bool = False
    """Leaves out those on whom, by the newest uplift model, coupons are lost."""
    holdout: float
    budget: Decimal
    days: int
    """For how long the code holds."""
    window_days: int
    """For how long after they were drawn customers' orders count."""

    def coupon(self, valid_until: date | None) -> Coupon:
        """As a coupon of the shop's policy."""
        discount = Discount(self.percent, self.amount, self.minimum, self.most_off)
        return Coupon(self.code, discount, valid_until, tiers=(), not_tags=())

    @property
    def share_off(self) -> Decimal:
        """The largest part of the goods' price that the coupon takes off, 0 to 1."""
        if self.percent is not None:
            return self.percent / _HUNDRED
        return (self.amount or Decimal(0)) / self.minimum if self.minimum else Decimal(1)

    def check(self, cap: Decimal) -> None:
        """Raise CampaignInvalid for the first thing that is wrong; `cap` is the shop's, 0 to 1."""
        check_holdout(self.holdout)
        if allowed_discount(self.share_off, cap) < self.share_off:
            raise CampaignInvalid(
                f"The coupon takes off up to {self.share_off:.0%}; the shop allows {cap:.0%}"
                " (TILLY_MOST_DISCOUNT). An amount wants a minimum order that keeps it below."
            )
        for holds, message in (
            (0 < len(self.name.strip()) <= LONGEST_NAME, "The campaign wants a name."),
            (_CODE.fullmatch(self.code), "A code is 3 to 40 capitals, digits and hyphens."),
            ((self.percent is None) != (self.amount is None), "Give a percentage or an amount."),
            (self.share_off > 0, "The coupon takes nothing off."),
            (self.minimum >= 0, "The minimum order is below 0."),
            (self.most_off > 0, "Say the most that one coupon may take off."),
            (self.amount is None or self.most_off == self.amount, "A coupon costs its amount."),
            (self.budget >= self.most_off, "The budget does not pay for one coupon."),
            (0 < self.days <= LONGEST_DAYS, f"It runs for 1 to {LONGEST_DAYS} days."),
            (0 < self.window_days <= LONGEST_DAYS, f"Orders count for 1 to {LONGEST_DAYS} days."),
        ):
            if not holds:
                raise CampaignInvalid(message)
