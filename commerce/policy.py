"""What a shop allows, until when, and what it costs: its service policy, as data.

`load_policy` (commerce.policy_file) reads it from YAML; docs/policy.md says how a shop writes its
own. Nothing here asks a database or a clock: these records only answer what the file says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from commerce.business_days import Calendar, OpeningHours
    from commerce.customers import Address
    from commerce.orders import Order
    from commerce.policy_sections import (
        Claims,
        Coupon,
        Membership,
        Method,
        Newsletter,
        Refunds,
        RequestRule,
        Returns,
        Tries,
        Warranty,
    )

__all__ = ["PolicyVersion", "ServicePolicy"]

DAYS_LOOKED_AHEAD = 15
"""For an opening: more than the longest holiday between two."""


@dataclass(frozen=True)
class PolicyVersion:
    """A policy with the days on which it was in force; `valid_until` is the last of them.

    `valid_from` None: since ever; `valid_until` None: until further notice.
    """

    valid_from: date | None
    valid_until: date | None
    policy: ServicePolicy


@dataclass(frozen=True)
class ServicePolicy:
    """Everything that a shop allows its customers; see docs/policy.md for the file.

    Where the file has versions this is one of them and knows the others. A store outlives the
    day it was started on: whoever holds a policy asks it `at`, `on` or `for_order` before use.
    """

    requests: Mapping[str, RequestRule]
    """By the names of `commerce.commands.VERBS`."""
    returns: Returns
    refunds: Refunds
    claims: Claims
    warranty: Warranty
    coupons: Mapping[str, Coupon]
    """By code, in capitals."""
    calendar: Calendar
    hours: OpeningHours
    membership: Membership
    newsletter: Newsletter
    tries: Tries
    orders_follow: Literal["placed", "asked"] = "placed"
    """Whether an order keeps the version of the day it was placed, or follows today's."""
    versions: tuple[PolicyVersion, ...] = ()
    """Every version there is, the oldest first; empty where there is one only."""

    def version_of(self, day: date) -> PolicyVersion | None:
        """The version in force on `day`; of days before the first, the first. None: no versions."""
        begun = (one for one in reversed(self.versions) if (one.valid_from or day) <= day)
        return next(begun, self.versions[0] if self.versions else None)

    def on(self, day: date) -> ServicePolicy:
        """The policy as it is, or was, on `day`."""
        found = self.version_of(day)
        return self if found is None else replace(found.policy, versions=self.versions)

    def at(self, moment: datetime) -> ServicePolicy:
        """The policy in force at `moment`, by the shop's date."""
        return self.on(self.calendar.day_of(moment))

    def next_opening(self, moment: datetime) -> datetime | None:
        """When people next start to answer, in the shop's zone; None when they never do.

        Each day has the hours of the version that is in force on it.
        """
        today = self.calendar.day_of(moment)
        days = (today + timedelta(days=ahead) for ahead in range(DAYS_LOOKED_AHEAD))
        openings = (self.on(day).hours.opening_of(day) for day in days)
        return next((one for one in openings if one is not None and one > moment), None)

    def day_for(self, order: Order, today: date) -> date:
        """The day whose version an order is judged by."""
        return self.calendar.day_of(order.placed_at) if self.orders_follow == "placed" else today

    def for_order(self, order: Order, today: date) -> ServicePolicy:
        """The policy that an order is judged by."""
        return self.on(self.day_for(order, today))

    def rule(self, verb: str) -> RequestRule:
        """The rule of one kind of request, such as "cancel_order"."""
        return self.requests[verb]

    def methods_for(self, address: Address | None) -> tuple[Method, ...]:
        """The ways to send goods back from `address`, in the file's order."""
        country = "" if address is None else address.country
        return tuple(
            method
            for method in self.rule("return_items").methods
            if not method.countries or country in method.countries
        )
