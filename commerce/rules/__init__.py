"""The rules of service: each judges one kind of request by the shop's policy.

A rule returns the terms, or raises NotAllowed with one of these codes. Facts stand in brackets.

sign_in               nobody is signed in
not_offered           the shop does not take this request in the chat; a person decides
too_late              [number, status, alternative: "return_items" where the shop takes returns]
not_delivered_yet     [number, status] what can be asked only after delivery
order_closed          [number, status] the order was cancelled, lost or came back
already_changed       [number, after: the request carried out before that closed it for this one]
reason_not_allowed    [reason, label, allowed: (Reason, ...)]
condition_not_allowed [condition, label, allowed: (Reason, ...)]
method_not_allowed    [method, allowed: (Method, ...)]
refund_target_not_allowed  [target, allowed: (PaymentMethod, ...)]
window_over           [title, last_day, days, tier, alternative: "claim_warranty" while it runs]
claim_window_over     [number, last_day, days] too long after delivery to report the parcel
delivery_unknown      [number] the shop does not tell when the order arrived: a person decides
not_returnable        [title]
nothing_left          [title, left] so many pieces are not there, or on their way back already
no_such_line          [position]
no_lines              nothing was chosen
variant_unavailable   [title, options, available: (Variant, ...)]
variant_unknown       [title, sku, available: (Variant, ...)] no variant of the same product
same_variant          [title, available: (Variant, ...)]
not_exchangeable      [title, product_type, alternative: "return_items"]
address_incomplete    [missing: (field, ...)]
address_unchanged     []
country_fixed         [country]
payment_method_unknown  [allowed: (PaymentMethod, ...)]
payment_method_same   [label]
payment_kind_not_allowed  [kind, allowed: (PaymentMethod, ...)]
gift_card_balance     [label, balance, needed, currency, allowed: (PaymentMethod, ...)]
too_early             [number, due_on, from_day] a parcel not late enough to count as lost
photo_needed          [kind]
too_many_photos       [most]
wish_not_allowed      [wish, allowed]
already_claimed       [reference]
warranty_over         [title, covered_until]
email_invalid         [email]
too_many_tries        []
superseded            [] a newer proposal took its place, or it was withdrawn
terms_changed         [] what was agreed no longer holds (a price, the stock): propose it again
refused_by_shop       [reason: text of the shop's own system, or ""]
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from commerce.errors import NotAllowed
    from commerce.orders import OrderLine

__all__ = ["LineOffer"]


@dataclass(frozen=True)
class LineOffer:
    """A line of an order, and whether a request can be taken for it.

    `left` is how many pieces of it; `last_day` None means without limit. `refused` says why not.
    `faulty_only`: it comes back only when the shop is at fault (faulty, damaged, wrong).
    """

    position: int
    line: OrderLine
    left: int
    last_day: date | None = None
    refused: NotAllowed | None = None
    faulty_only: bool = False
