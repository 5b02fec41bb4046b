"""After delivery: returning goods for a refund, or exchanging them for other variants."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from commerce.errors import NotAllowed
from commerce.rules import LineOffer
from commerce.rules.case import pieces_left
from commerce.rules.claims import alternative_to_return
from commerce.rules.money import NOTHING, payer, refund, refund_to
from commerce.rules.variants import other_variants, swaps_of
from commerce.terms import ExchangeTerms, ReturnTerms

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from commerce.commands import ExchangeItems, LineCount, ReturnItems
    from commerce.policy import Method
    from commerce.rules.case import Case

__all__ = ["exchange_items", "exchange_offer", "return_items", "return_offer"]


def return_items(case: Case, command: ReturnItems) -> ReturnTerms:
    """The price of what comes back, less the label, and with shipping when the shop is at fault."""
    case.check()
    reason = case.reason(command.reason)
    at_fault = reason is not None and reason.at_fault
    _check_lines(case, command.lines, at_fault=at_fault)
    if not at_fault:
        case.condition(command.condition)
    method = _method(case, command.method)
    by_shop = method is not None and method.shop_label
    fee = case.policy.returns.label_fee(case.customer.tier) if by_shop and not at_fault else NOTHING
    goods = sum(
        (case.line(each.position).unit_price * each.quantity for each in command.lines), NOTHING
    )
    shipping = _shipping(case) if at_fault else NOTHING
    most = case.order.total - case.order.refunded - case.history.promised
    amount = max(min(goods + shipping - fee, most), NOTHING)
    return ReturnTerms(
        number=case.order.number,
        currency=case.order.currency,
        titles=tuple(case.line(each.position).title for each in command.lines),
        goods=goods,
        shipping=shipping,
        label_fee=fee,
        refund=refund_to(case, command.refund_to, amount),
        last_day=_soonest(case, [each.position for each in command.lines]),
        reason=reason.label if reason else "",
        method=method.label if method else "",
        shop_label=by_shop,
    )


def exchange_items(case: Case, command: ExchangeItems) -> ExchangeTerms:
    """Other variants of the same products, priced by the policy."""
    case.check()
    reason = case.reason(command.reason)
    at_fault = reason is not None and reason.at_fault
    for change in command.changes:
        offer = exchange_offer(case, change.position, at_fault=at_fault)
        if offer.refused is not None:
            raise offer.refused
    swaps = swaps_of(case, command.changes, available=pieces_left, same_allowed=at_fault)
    difference = sum((swap.difference for swap in swaps), NOTHING)
    method = payer(case, command.payment_method_id, difference)
    rules = (case.policy.rule(verb) for verb in ("exchange_items", "return_items"))
    return ExchangeTerms(
        number=case.order.number,
        currency=case.order.currency,
        swaps=swaps,
        difference=difference,
        method_id=method.id if method else "",
        kind=method.kind if method else "",
        label=method.label if method else "",
        refunds=(refund(case, method, -difference),) if difference < 0 else (),
        last_day=_soonest(case, [change.position for change in command.changes]),
        final=all("exchange_requested" not in rule.statuses for rule in rules),
    )


def return_offer(case: Case, position: int, *, at_fault: bool | None = None) -> LineOffer:
    """Whether a line can be returned; `at_fault` None: not known yet, so a fault is assumed."""
    line = case.line(position)
    left = pieces_left(line)
    product = case.product_of(line)
    kept = product is not None and not case.policy.returns.returnable(product.tags)
    refused = None
    last_day = None
    try:
        if not left:
            raise NotAllowed("nothing_left", title=line.title, left=0)
        if kept and at_fault is False:
            raise NotAllowed("not_returnable", title=line.title)
        last_day = _last_day(case, position)
        if last_day is not None and case.today > last_day:
            raise NotAllowed(
                "window_over",
                title=line.title,
                last_day=last_day,
                days=case.policy.returns.window_days(product, case.customer.tier),
                tier=case.customer.tier,
                alternative=alternative_to_return(case, line),
            )
    except NotAllowed as error:
        refused = error
    return LineOffer(position, line, left, last_day, refused, faulty_only=kept)


def exchange_offer(case: Case, position: int, *, at_fault: bool | None = None) -> LineOffer:
    """Whether a line can be exchanged: as for a return, and only for what there is."""
    offer = return_offer(case, position, at_fault=at_fault)
    if offer.refused is not None:
        return offer
    line = offer.line
    kind = case.policy.returns.product_type(case.product_of(line))
    if case.rule.product_types and kind not in case.rule.product_types:
        refused = NotAllowed(
            "not_exchangeable", title=line.title, product_type=kind, alternative="return_items"
        )
    elif not other_variants(case, line) and not at_fault:
        refused = NotAllowed("variant_unavailable", title=line.title, options={}, available=())
    else:
        return offer
    return LineOffer(position, line, offer.left, offer.last_day, refused)


def _check_lines(case: Case, lines: tuple[LineCount, ...], *, at_fault: bool) -> None:
    if not lines:
        raise NotAllowed("no_lines")
    if len({each.position for each in lines}) < len(lines):
        raise NotAllowed("no_such_line", position=lines[-1].position)
    for each in lines:
        offer = return_offer(case, each.position, at_fault=at_fault)
        if offer.refused is not None:
            raise offer.refused
        if not 0 < each.quantity <= offer.left:
            raise NotAllowed("nothing_left", title=offer.line.title, left=offer.left)


def _method(case: Case, key: str) -> Method | None:
    allowed = case.policy.methods_for(case.order.address or case.customer.address)
    if not allowed or (len(allowed) == 1 and not key):
        return allowed[0] if allowed else None
    for method in allowed:
        if method.key == key:
            return method
    raise NotAllowed("method_not_allowed", method=key, allowed=allowed)


def _shipping(case: Case) -> Decimal:
    if not case.policy.refunds.shipping_when_at_fault or case.history.shipping_refunded:
        return NOTHING
    return max(case.order.total - case.order.goods, NOTHING)


def _last_day(case: Case, position: int) -> date | None:
    product = case.product_of(case.line(position))
    days = case.policy.returns.window_days(product, case.customer.tier)
    if days is None:
        return None
    if case.delivered_on is None:
        raise NotAllowed("delivery_unknown", number=case.order.number)
    return case.delivered_on + timedelta(days=days)


def _soonest(case: Case, positions: list[int]) -> date | None:
    days = [day for each in positions if (day := _last_day(case, each)) is not None]
    return min(days, default=None)
