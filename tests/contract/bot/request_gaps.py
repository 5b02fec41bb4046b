"""What fills the gaps of the responses that requests say."""

from __future__ import annotations

import re

from commerce import rules

_ORDER = {"number", "items"}
_SWAP = {"number", "swaps", "difference", "method", "days", "total", "reference"}
_RETURN = _ORDER | {"amount", "goods", "fee", "to", "days", "last_day", "reference"}
_OF_KIND = {
    "cancel_order": _ORDER | {"released", "refunds", "days"},
    "change_address": {"number", "address"},
    "change_profile_address": {"address"},
    "change_payment_method": {"number", "amount", "before", "after", "refunds", "days"},
    "change_items": _SWAP,
    "exchange_items": _SWAP,
    "return_items": _RETURN,
    "report_parcel": _ORDER | {"problem", "amount", "days", "reference"},
    "claim_warranty": {"number", "item", "problem", "covered_until", "days", "reference"},
}
_REFUND = {"number", "amount", "to", "due_on", "since"}
_ENTITLED = {"number", "items", "status", "until", "last_day", "days", "tier", "fee", "placed_on"}
_ENTITLED |= {"said", "valid_until"}
# Refusals of the dialogue itself, which the shop does not know.
OWN_CODES = {"no_order", "no_orders", "no_other_payment"}


def refusal_codes():
    """Each code by which the shop refuses, with the names of the facts that come with it."""
    entries = re.split(r"\n(?=[a-z])", rules.__doc__)[1:]
    found = {}
    for entry in entries:
        code = entry.split()[0]
        told = re.search(r"\[(.*?)\](?!\])", entry, re.DOTALL)
        names = re.sub(r"\([^)]*\)|:[^,\]]*", "", told[1]) if told else ""
        found[code] = set(re.findall(r"[a-z_]+", names))
    return found


def of(response):
    """The gaps that may stand in a response; None when it is none of a request's."""
    if response.startswith("utter_refused_"):
        code = response.removeprefix("utter_refused_")
        known = refusal_codes() | {own: set() for own in OWN_CODES}
        plain = re.sub(r"_(return|exchange|address|nothing_else)$", "", code)
        return known[code if code in known else plain]
    for prefix in ("utter_confirm_", "utter_done_"):
        for kind, facts in _OF_KIND.items():
            if response.startswith(prefix + kind):
                return facts
    if response.startswith("utter_entitled_"):
        return _ENTITLED
    if response.startswith("utter_refund_"):
        return _REFUND
    return {
        "utter_cancel_whole_order": _ORDER,
        "utter_invoice": {"number", "link", "until"},
        "utter_no_refund_of_order": {"number"},
        "utter_orders_all": {"orders", "count"},
        "utter_orders_listed": {"orders", "count"},
        "utter_request_about": _ORDER,
        "utter_request_guest_not_found": {"number"},
        "utter_request_order_not_found": {"number"},
        "utter_request_rest_of_address": {"address", "missing"},
        "utter_request_send_back": {"last_day"},
        "utter_request_sold_out": {"item", "options"},
        "utter_request_which_item": {"number"},
        "utter_request_which_items": {"number"},
        "utter_request_which_variant": {"item", "choices"},
    }.get(response)
