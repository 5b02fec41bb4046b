"""When something went wrong: a parcel that is missing, late, damaged or wrong, and the warranty."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from commerce.errors import NotAllowed
from commerce.rules import LineOffer
from commerce.rules.money import NOTHING
from commerce.terms import ClaimTerms, WarrantyTerms

if TYPE_CHECKING:
    from datetime import date

    from commerce.commands import ClaimWarranty, OpenClaim
    from commerce.orders import OrderLine
    from commerce.policy import ClaimRule
    from commerce.rules.case import Case

__all__ = [
    "alternative_to_return", "check_claim", "claim_warranty", "report_parcel", "warranty_offer",
]  # fmt: skip

FEBRUARY, LEAP_DAY = 2, 29


def report_parcel(case: Case, command: OpenClaim) -> ClaimTerms:
    """A claim opens an enquiry; people decide, by the wish that is on record."""
    rule = check_claim(case, command.kind)
    if rule.photo and not command.photo_ids:
        raise NotAllowed("photo_needed", kind=command.kind)
    if len(command.photo_ids) > case.policy.claims.most_photos:
        raise NotAllowed("too_many_photos", most=case.policy.claims.most_photos)
    if command.wish not in rule.wishes:
        raise NotAllowed("wish_not_allowed", wish=command.wish, allowed=rule.wishes)
    chosen = [(case.line(each.position), each.quantity) for each in command.lines]
    for line, quantity in chosen:
        if not 0 < quantity <= line.quantity:
            raise NotAllowed("nothing_left", title=line.title, left=line.quantity)
    _check_again(case, command.kind, {each.position for each in command.lines})
    goods = sum((line.unit_price * quantity for line, quantity in chosen), NOTHING)
    return ClaimTerms(
        number=case.order.number,
        currency=case.order.currency,
        kind=command.kind,
        titles=tuple(line.title for line, _ in chosen or [(each, 0) for each in case.order.lines]),
        wish=command.wish,
        amount=goods if chosen else max(case.order.total - case.order.refunded, NOTHING),
        reply=case.policy.claims.reply,
    )


def check_claim(case: Case, kind: str) -> ClaimRule:
    """The policy's rule for a kind of claim, where the order is in its state and its days."""
    rule = case.policy.claims.kinds.get(kind)
    if rule is None or not case.rule.offered:
        raise NotAllowed("not_offered", number=case.order.number, request=case.verb)
    _check_status(case, rule)
    _check_days(case, rule)
    every = set(range(len(case.order.lines)))
    for number, known, of_lines in case.history.claims:
        if known == kind and (not of_lines or every <= set(of_lines)):  # nothing is left to report
            raise NotAllowed("already_claimed", reference=number)
    return rule


def claim_warranty(case: Case, command: ClaimWarranty) -> WarrantyTerms:
    """A claim within the warranty's years; people judge the fault."""
    offer = warranty_offer(case, command.position)
    if offer.refused is not None:
        raise offer.refused
    if case.policy.warranty.photo and not command.photo_ids:
        raise NotAllowed("photo_needed", kind="warranty")
    if len(command.photo_ids) > case.policy.claims.most_photos:
        raise NotAllowed("too_many_photos", most=case.policy.claims.most_photos)
    _check_again(case, "warranty", {command.position})
    assert offer.last_day is not None
    return WarrantyTerms(
        number=case.order.number,
        title=offer.line.title,
        covered_until=offer.last_day,
        reply=case.policy.warranty.reply,
    )


def warranty_offer(case: Case, position: int) -> LineOffer:
    """Whether the warranty still covers a line; `last_day` is its last day."""
    line = case.line(position)
    refused = None
    last_day = None
    try:
        if not case.rule.offered:
            raise NotAllowed("not_offered", number=case.order.number, request=case.verb)
        if case.delivered_on is None:
            code = "delivery_unknown" if case.order.status == "delivered" else "not_delivered_yet"
            raise NotAllowed(code, number=case.order.number, status=case.order.status)
        last_day = _covered_until(case, line, case.delivered_on)
        if case.today > last_day:
            raise NotAllowed("warranty_over", title=line.title, covered_until=last_day)
    except NotAllowed as error:
        refused = error
    return LineOffer(position, line, line.quantity, last_day, refused)


def alternative_to_return(case: Case, line: OrderLine) -> str:
    """What can be had of a thing whose time to return is over: "claim_warranty", or nothing."""
    delivered = case.delivered_on
    offered = case.policy.rule("claim_warranty").offered
    covered = delivered is not None and case.today <= _covered_until(case, line, delivered)
    return "claim_warranty" if offered and covered else ""


def _covered_until(case: Case, line: OrderLine, delivered: date) -> date:
    return _years_after(delivered, case.policy.warranty.years_of(case.product_of(line)))


def _check_status(case: Case, rule: ClaimRule) -> None:
    status = case.order.status
    if status in rule.statuses:
        return
    facts = {"number": case.order.number, "status": status}
    if status in {"placed", "packed", "partly_shipped", "shipped"}:
        raise NotAllowed("not_delivered_yet", **facts)
    raise NotAllowed("order_closed", **facts)


def _check_days(case: Case, rule: ClaimRule) -> None:
    order, parcel = case.order, case.order.shipment
    due = parcel.estimated_delivery if parcel else None
    if rule.after_due_days is not None and order.status in {"shipped", "partly_shipped"} and due:
        from_day = due + timedelta(days=rule.after_due_days + 1)
        if case.today < from_day:
            raise NotAllowed("too_early", number=order.number, due_on=due, from_day=from_day)
    arrived = case.delivered_on
    if rule.within_days is not None and arrived is not None:
        last_day = arrived + timedelta(days=rule.within_days)
        if case.today > last_day:
            raise NotAllowed(
                "claim_window_over", number=order.number, last_day=last_day, days=rule.within_days
            )


def _check_again(case: Case, kind: str, positions: set[int]) -> None:
    for number, known, of_lines in case.history.claims:
        same = not positions or not of_lines or positions & of_lines
        if known == kind and same:
            raise NotAllowed("already_claimed", reference=number)


def _years_after(day: date, years: int) -> date:
    if (day.month, day.day) == (FEBRUARY, LEAP_DAY):
        day -= timedelta(days=1)
    return day.replace(year=day.year + years)
