"""What each section of a policy file comes to; every complaint names the key it is about."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commerce.business_days import Calendar, OpeningHours
from commerce.commands import VERBS
from commerce.errors import PolicyInvalid
from commerce.orders import OrderStatus
from commerce.policy import ServicePolicy
from commerce.policy_reader import Section, as_amount, as_count, as_optional_count, as_text
from commerce.policy_sections import (
    GENERAL,
    ClaimRule,
    Claims,
    Coupon,
    Discount,
    Membership,
    Method,
    Newsletter,
    Reason,
    Refunds,
    RequestRule,
    Returns,
    Tries,
    Warranty,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from commerce.customers import MethodKind
    from commerce.policy_sections import RefundTarget

__all__ = ["policy_from"]

STATUSES = [str(status) for status in OrderStatus]
ON_THE_WAY = ["placed", "packed", "partly_shipped", "shipped", "delivered"]
REFUND_TARGETS = ["original", "new_gift_card", "own_gift_card", "any"]
METHOD_KINDS = ["credit_card", "paypal", "gift_card"]
CLAIM_KINDS = ["missing", "late", "damaged", "wrong"]
WISHES = ["replacement", "refund"]
FOLLOWED = ["placed", "asked"]
WORKING_WEEK = 5


def policy_from(data: Mapping[str, Any]) -> ServicePolicy:
    """The policy that `data` is, complete with every section; raises PolicyInvalid."""
    file = Section(dict(data), "")
    support = file.section("support")
    calendar = _calendar(file.section("calendar"), support)
    policy = ServicePolicy(
        requests=_requests(file.section("requests")),
        returns=_returns(file.section("returns")),
        refunds=_refunds(file.section("refunds")),
        claims=_claims(file.section("claims")),
        warranty=_warranty(file.section("warranty")),
        coupons=_coupons(file.section("coupons")),
        calendar=calendar,
        hours=_hours(support, calendar),
        membership=_membership(file.section("membership")),
        newsletter=Newsletter(file.section("newsletter").text("coupon").upper()),
        tries=_tries(file.section("tries")),
        orders_follow=cast("Literal['placed', 'asked']", file.word("orders_follow", FOLLOWED)),
    )
    if policy.newsletter.coupon and policy.newsletter.coupon not in policy.coupons:
        raise PolicyInvalid("newsletter.coupon", "is no code of the section coupons")
    return policy


def _requests(section: Section) -> dict[str, RequestRule]:
    for name in section.names():
        if name not in VERBS:
            raise PolicyInvalid(f"requests.{name}", f"is not known; there are {', '.join(VERBS)}")
    return {verb: _request(section.section(verb)) for verb in VERBS}


def _request(section: Section) -> RequestRule:
    offered = section.flag("offered", default=True)
    statuses = section.words("statuses", STATUSES)
    if until := section.text("until"):
        if until not in ON_THE_WAY:
            raise PolicyInvalid(
                f"{section.key}.until", f"is {until!r}; there are {', '.join(ON_THE_WAY)}"
            )
        statuses = (*ON_THE_WAY[: ON_THE_WAY.index(until)], *statuses)
    rule = RequestRule(
        offered=offered,
        statuses=tuple(OrderStatus(status) for status in statuses),
        not_after=section.words("not_after", VERBS),
        reasons=tuple(section.mapping("reasons", _reason).values()),
        conditions=tuple(section.mapping("conditions", _reason).values()),
        methods=tuple(section.mapping("methods", _method).values()),
        refund_to=cast(
            "tuple[RefundTarget, ...]",
            section.words("refund_to", REFUND_TARGETS, default=["original"]),
        ),
        same_country=section.flag("same_country", default=False),
        kinds=cast(
            "tuple[MethodKind, ...]", section.words("kinds", METHOD_KINDS, default=METHOD_KINDS)
        ),
        product_types=section.words("product_types"),
        price_difference=section.flag("price_difference", default=True),
    )
    section.close()
    return rule


def _reason(value: object, key: str) -> Reason:
    name = key.rpartition(".")[2]
    if isinstance(value, str):
        return Reason(name, value)
    section = Section(value, key)
    reason = Reason(
        name,
        section.text("label", name.replace("_", " ")),
        at_fault=section.flag("at_fault", default=False),
        accepted=section.flag("accepted", default=True),
    )
    section.close()
    return reason


def _method(value: object, key: str) -> Method:
    name = key.rpartition(".")[2]
    section = Section({"label": value} if isinstance(value, str) else value, key)
    method = Method(
        name,
        section.text("label", name.replace("_", " ")),
        countries=section.words("countries"),
        shop_label=section.flag("shop_label", default=True),
    )
    section.close()
    return method


def _returns(section: Section) -> Returns:
    returns = Returns(
        windows_days=section.mapping("windows_days", as_optional_count),
        tier_extra_days=section.mapping("tier_extra_days", as_count),
        label=section.mapping("label", as_amount),
        type_of_tag=section.mapping("type_of_tag", as_text),
        type_of_category=section.mapping("type_of_category", as_text),
        not_returnable_tags=section.words("not_returnable_tags"),
    )
    if GENERAL not in returns.windows_days:
        raise PolicyInvalid("returns.windows_days", f"lacks {GENERAL!r}, for all other products")
    section.close()
    return returns


def _refunds(section: Section) -> Refunds:
    refunds = Refunds(
        business_days=section.business_days("business_days"),
        gift_card_business_days=section.business_days("gift_card_business_days", 0),
        shipping_when_at_fault=section.flag("shipping_when_at_fault", default=True),
    )
    section.close(also=["bank_business_days"])
    return refunds


def _claims(section: Section) -> Claims:
    kinds = section.section("kinds")
    for name in kinds.names():
        if name not in CLAIM_KINDS:
            raise PolicyInvalid(
                f"{kinds.key}.{name}", f"is not known; there are {', '.join(CLAIM_KINDS)}"
            )
    claims = Claims(
        kinds={name: _claim(each) for name, each in kinds.sections().items()},
        reply=section.business_days("reply_business_days"),
        most_photos=section.count("most_photos", 5),
    )
    section.close()
    return claims


def _claim(section: Section) -> ClaimRule:
    rule = ClaimRule(
        statuses=tuple(OrderStatus(each) for each in section.words("statuses", STATUSES)),
        after_due_days=section.optional_count("after_due_days"),
        within_days=section.optional_count("within_days"),
        photo=section.flag("photo", default=False),
        wishes=cast(
            "tuple[Literal['replacement', 'refund'], ...]",
            section.words("wishes", WISHES, default=WISHES),
        ),
    )
    section.close()
    return rule


def _warranty(section: Section) -> Warranty:
    warranty = Warranty(
        years=section.mapping("years", as_count),
        type_of_category=section.mapping("type_of_category", as_text),
        photo=section.flag("photo", default=False),
        reply=section.business_days("reply_business_days"),
    )
    if GENERAL not in warranty.years:
        raise PolicyInvalid("warranty.years", f"lacks {GENERAL!r}, for all other products")
    section.close()
    return warranty


def _coupons(section: Section) -> dict[str, Coupon]:
    return {code.upper(): _coupon(code.upper(), each) for code, each in section.sections().items()}


def _coupon(code: str, section: Section) -> Coupon:
    percent, amount = section.amount("percent"), section.amount("amount")
    if (percent is None) == (amount is None):
        raise PolicyInvalid(section.key, "must have either percent or amount")
    if percent is not None and percent > 100:  # noqa: PLR2004  per cent
        raise PolicyInvalid(f"{section.key}.percent", "is more than 100")
    coupon = Coupon(
        code=code,
        discount=Discount(
            percent,
            amount,
            section.amount("minimum") or Decimal("0.00"),
            section.amount("most"),
        ),
        valid_until=section.day("valid_until"),
        tiers=section.words("tiers"),
        not_tags=section.words("not_tags"),
    )
    section.close()
    return coupon


def _calendar(section: Section, support: Section) -> Calendar:
    name = support.text("zone", "UTC")
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise PolicyInvalid(
            "support.zone", f"is {name!r}; it must be a zone such as America/New_York"
        ) from None
    closed = frozenset(section.words("closed"))
    section.close()
    return Calendar(zone, closed)


def _hours(section: Section, calendar: Calendar) -> OpeningHours:
    weekdays = section.hours("weekdays")
    return OpeningHours(
        days=(*[weekdays] * WORKING_WEEK, section.hours("saturday"), section.hours("sunday")),
        calendar=calendar,
        email=section.text("email"),
        phone=section.text("phone"),
        email_reply=section.business_days("email_reply_business_days", 1),
    )


def _membership(section: Section) -> Membership:
    tiers = section.words("tiers", default=["standard"])
    thresholds = {tier: section.amount(f"{tier}_from") for tier in tiers}
    return Membership(
        tiers=tiers,
        thresholds={tier: each for tier, each in thresholds.items() if each is not None},
        months=section.count("months", 12),
        points=section.text("points"),
    )


def _tries(section: Section) -> Tries:
    tries = Tries(
        guest_look_up=section.count("guest_look_up", 5),
        gift_card_balance=section.count("gift_card_balance", 5),
    )
    section.close()
    return tries
