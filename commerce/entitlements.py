"""What a customer is entitled to for an order, judged on the records; nothing is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commerce.errors import NotAllowed
from commerce.rules.case import ON_THE_WAY

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from decimal import Decimal

    from commerce.orders import Order, OrderStatus
    from commerce.policy import PolicyVersion, ServicePolicy
    from commerce.rules import LineOffer
    from commerce.rules.case import Case

__all__ = ["JUDGED_BY_LINE", "Entitlement", "entitlement_of"]

JUDGED_BY_LINE = frozenset({"return_items", "exchange_items", "claim_warranty"})
"""Requests that are allowed or refused line by line; others are for the whole order."""


@dataclass(frozen=True)
class Entitlement:
    """Whether a request would be taken for an order, and why not.

    `lines` are those that were asked about, empty for requests about whole orders. `refused` is
    why nothing of it can be had. `label_fee` is what the shop's return label costs, None where the
    shop gives none. `days` is the shortest time to return one of the lines, None without limit.
    `until` is the status that ends it. `version` is set where an older version of the policy
    decides, and says something else than today's.
    """

    verb: str
    order: Order
    tier: str
    lines: tuple[LineOffer, ...]
    refused: NotAllowed | None
    label_fee: Decimal | None
    days: int | None
    until: OrderStatus | None
    version: PolicyVersion | None

    @property
    def allowed(self) -> tuple[LineOffer, ...]:
        """The lines for which it can be had."""
        return tuple(offer for offer in self.lines if offer.refused is None)

    @property
    def last_day(self) -> date | None:
        """The last day for all that is allowed; None without limit."""
        days = [offer.last_day for offer in self.allowed if offer.last_day is not None]
        return min(days, default=None)


def entitlement_of(
    case: Case, offers: Sequence[LineOffer], positions: Collection[int], today: ServicePolicy
) -> Entitlement:
    """Judge a case; `offers` are its lines, of which `positions` are meant (none: all).

    `today` is the policy in force now, which the case's own may be older than.
    """
    lines = tuple(offer for offer in offers if not positions or offer.position in positions)
    refused = None
    try:
        if case.verb != "claim_warranty":
            case.check()
        if lines and all(offer.refused for offer in lines):
            refused = lines[0].refused
    except NotAllowed as error:
        refused = error
    returns, tier = case.policy.returns, case.customer.tier
    labels = any(
        method.shop_label
        for method in case.policy.methods_for(case.order.address or case.customer.address)
    )
    windows = [returns.window_days(case.product_of(offer.line), tier) for offer in lines]
    return Entitlement(
        verb=case.verb,
        order=case.order,
        tier=tier,
        lines=lines,
        refused=refused,
        label_fee=returns.label_fee(tier) if labels else None,
        days=min((days for days in windows if days is not None), default=None),
        until=_ending(case),
        version=_older(case, today),
    )


def _ending(case: Case) -> OrderStatus | None:
    """The first status on an order's way in which the request is no longer taken."""
    statuses = case.rule.statuses
    if case.verb in JUDGED_BY_LINE or case.order.status not in ON_THE_WAY:
        return None
    later = ON_THE_WAY[ON_THE_WAY.index(case.order.status) :]
    return next((status for status in later if status not in statuses), None)


def _older(case: Case, today: ServicePolicy) -> PolicyVersion | None:
    """The version that the case is judged by, where today's would judge it by other figures."""
    then, now = case.policy, today
    same = {
        "return_items": then.returns == now.returns,
        "exchange_items": then.returns == now.returns,
        "claim_warranty": then.warranty == now.warranty,
    }.get(case.verb, True)
    if same and then.rule(case.verb) == now.rule(case.verb):
        return None
    return then.version_of(then.day_for(case.order, case.today))
