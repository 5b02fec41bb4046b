"""Requests that take several questions: one form for all, one class for each.

`build_requests` lists them; `actions.requests.form` is the form's action, `dialogue` its talk.
A request is a class (request.WriteRequest) with its fields, command, summary and outcome;
a field is a class that hears, asks and checks one fact (field.Field).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.requests.request import AnyRequest

__all__ = ["build_requests"]


def build_requests() -> tuple[AnyRequest, ...]:
    """Every request there is."""
    from actions.requests.before_shipping import (
        CancelOrderRequest,
        ChangeAddressRequest,
        ChangePaymentMethodRequest,
    )
    from actions.requests.claims import ClaimWarrantyRequest, ReportParcelRequest
    from actions.requests.guest_order import LookUpOrderRequest
    from actions.requests.newsletter import ManageNewsletterRequest
    from actions.requests.return_items import ReturnItemsRequest
    from actions.requests.swaps import ChangeItemsRequest, ExchangeItemsRequest

    # Where the words of two meet at one place, the more particular comes first.
    return (
        CancelOrderRequest(),
        ReturnItemsRequest(),
        ExchangeItemsRequest(),
        ChangeAddressRequest(),
        ChangePaymentMethodRequest(),
        ChangeItemsRequest(),
        ClaimWarrantyRequest(),
        ReportParcelRequest(),
        LookUpOrderRequest(),
        ManageNewsletterRequest(),
    )
