"""The sections of a service policy: what the file says of each matter, as records.

Nothing here asks a database or a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from commerce.business_days import BusinessDays
    from commerce.customers import MethodKind
    from commerce.orders import OrderStatus
    from commerce.products import Product

__all__ = [
    "GENERAL",
    "ClaimRule",
    "Claims",
    "Coupon",
    "Discount",
    "Membership",
    "Method",
    "Newsletter",
    "Reason",
    "RefundTarget",
    "Refunds",
    "RequestRule",
    "Returns",
    "Tries",
    "Warranty",
]

GENERAL = "general"

RefundTarget = Literal["original", "new_gift_card", "own_gift_card", "any"]


@dataclass(frozen=True)
class Reason:
    """A reason or condition that a shopper can give; `label` is how it is said to them.

    `at_fault`: the shop answers for it (faulty, wrong, damaged). `accepted` False: this answer
    ends the request.
    """

    key: str
    label: str
    at_fault: bool = False
    accepted: bool = True


@dataclass(frozen=True)
class Method:
    """A way to send goods back; `countries` empty means from anywhere."""

    key: str
    label: str
    countries: tuple[str, ...] = ()
    shop_label: bool = True
    """The shop issues the return label, and takes its fee."""


@dataclass(frozen=True)
class RequestRule:
    """When one kind of request is taken; the options that a kind does not know stay as they are.

    `not_after`: requests which, once carried out on an order, close it for this one.
    """

    offered: bool = True
    statuses: tuple[OrderStatus, ...] = ()
    not_after: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    conditions: tuple[Reason, ...] = ()
    methods: tuple[Method, ...] = ()
    refund_to: tuple[RefundTarget, ...] = ("original",)
    same_country: bool = False
    kinds: tuple[MethodKind, ...] = ("credit_card", "paypal", "gift_card")
    product_types: tuple[str, ...] = ()
    """Empty: every type of product."""
    price_difference: bool = True
    """Whether a dearer or cheaper variant is charged or refunded."""


@dataclass(frozen=True)
class Returns:
    """How long goods can come back, by type of product and tier; None: without limit."""

    windows_days: Mapping[str, int | None]
    tier_extra_days: Mapping[str, int]
    label: Mapping[str, Decimal]
    type_of_tag: Mapping[str, str]
    type_of_category: Mapping[str, str]
    not_returnable_tags: tuple[str, ...]

    def product_type(self, product: Product | None) -> str:
        """The type that decides the window: by a tag, else by the category, else "general"."""
        if product is None:
            return GENERAL
        of_tags = (kind for tag, kind in self.type_of_tag.items() if tag in product.tags)
        return next(of_tags, self.type_of_category.get(product.category, GENERAL))

    def window_days(self, product: Product | None, tier: str) -> int | None:
        """Days after delivery within which the product can come back."""
        days = self.windows_days.get(self.product_type(product), self.windows_days[GENERAL])
        return None if days is None else days + self.tier_extra_days.get(tier, 0)

    def returnable(self, tags: Collection[str]) -> bool:
        """Whether a product with these tags can come back without a fault."""
        return not set(self.not_returnable_tags) & set(tags)

    def label_fee(self, tier: str) -> Decimal:
        """What a return label costs a member of `tier`; unknown tiers pay the highest fee."""
        return self.label.get(tier, max(self.label.values(), default=Decimal("0.00")))


@dataclass(frozen=True)
class Refunds:
    """How long a refund takes, by the kind of payment method."""

    business_days: BusinessDays
    gift_card_business_days: BusinessDays
    shipping_when_at_fault: bool

    def days_to(self, kind: str) -> BusinessDays:
        """How long a refund to a method of this kind takes."""
        return self.gift_card_business_days if kind == "gift_card" else self.business_days


@dataclass(frozen=True)
class ClaimRule:
    """When one kind of parcel claim is taken.

    `after_due_days`: only so many days after the last estimated delivery day. `within_days`:
    only so many days after delivery.
    """

    statuses: tuple[OrderStatus, ...]
    after_due_days: int | None
    within_days: int | None
    photo: bool
    wishes: tuple[Literal["replacement", "refund"], ...]


@dataclass(frozen=True)
class Claims:
    """Parcel claims by kind: missing, late, damaged, wrong."""

    kinds: Mapping[str, ClaimRule]
    reply: BusinessDays
    most_photos: int


@dataclass(frozen=True)
class Warranty:
    """Years of warranty by type of product, from the day of delivery."""

    years: Mapping[str, int]
    type_of_category: Mapping[str, str]
    photo: bool
    reply: BusinessDays

    def years_of(self, product: Product | None) -> int:
        """How many years the product is covered."""
        kind = GENERAL if product is None else self.type_of_category.get(product.category, GENERAL)
        return self.years.get(kind, self.years[GENERAL])


@dataclass(frozen=True)
class Discount:
    """What a coupon takes off goods worth `minimum` or more: a percentage or an amount."""

    percent: Decimal | None
    amount: Decimal | None
    minimum: Decimal
    most: Decimal | None = None
    """Of what a percentage comes to."""

    def off(self, goods: Decimal) -> Decimal:
        """What it takes off goods of this worth, never more than all of it."""
        if goods < self.minimum:
            return Decimal("0.00")
        worth = self.amount if self.percent is None else goods * self.percent / 100
        least = min(goods, worth or Decimal(0), self.most or goods)
        return least.quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Coupon:
    """A discount code; `not_tags` are products that it does not touch."""

    code: str
    discount: Discount
    valid_until: date | None
    tiers: tuple[str, ...]
    """Empty: for everybody."""
    not_tags: tuple[str, ...]


@dataclass(frozen=True)
class Membership:
    """Tiers by what was spent within `months`, lowest first; `points` names a points programme."""

    tiers: tuple[str, ...]
    thresholds: Mapping[str, Decimal]
    months: int
    points: str


@dataclass(frozen=True)
class Newsletter:
    """What new subscribers get: a coupon of the policy, or nothing."""

    coupon: str


@dataclass(frozen=True)
class Tries:
    """How often a conversation may guess before it is closed to guessing."""

    guest_look_up: int
    gift_card_balance: int
