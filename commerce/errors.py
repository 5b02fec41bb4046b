"""Errors of the commerce package.

CommerceError
├── NotFound            missing or not yours: the two are never told apart
│   ├── CustomerNotFound
│   ├── GiftCardNotFound
│   ├── OrderNotFound
│   ├── ProductNotFound
│   └── ProposalNotFound
├── NotAllowed          the shop's policy or its system refuses; `code` and `facts` say why
├── OrderChanged        an order is no longer as it was when it was judged
├── PolicyInvalid       a policy file breaks a rule; names the key
├── PriceMoved          a product no longer costs what it did when its new price was proposed
├── ShopUnreachable     the shop's own system did not answer
└── RecordInvalid       a product, customer or order breaks a rule; names the field
"""

from __future__ import annotations

from typing import Any


class CommerceError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class NotFound(CommerceError):
    """Missing or not yours: the two are never told apart."""


class CustomerNotFound(NotFound):
    """No customer has this id."""


class OrderNotFound(NotFound):
    """The customer has no such order, whether or not somebody else has."""


class GiftCardNotFound(NotFound):
    """No gift card has this code, or too many codes were tried."""


class ProposalNotFound(NotFound):
    """This customer was proposed no such thing in this conversation."""


class ProductNotFound(NotFound):
    """The catalogue has no such product."""


class NotAllowed(CommerceError):
    """The shop refuses a request.

    `code` names the rule, such as "too_late"; `facts` carry what the shopper must be told, as
    values (Decimal, date, tuple, str). `commerce.rules` lists the codes.
    """

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(f"The request is refused: {code}.")
        self.code = code
        self.facts = facts


class OrderChanged(CommerceError):
    """An order is no longer as it was when it was judged: judge it again."""


class PriceMoved(CommerceError):
    """A product no longer costs what it did when its new price was proposed."""


class PolicyInvalid(CommerceError):
    """A policy file breaks a rule; `key` says where, `reason` says which."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"The policy's {key} {reason}.")
        self.key = key
        self.reason = reason


class ShopUnreachable(CommerceError):
    """The shop's own system did not answer, or not in a way that can be read."""


class RecordInvalid(CommerceError):
    """A product, customer or order breaks a rule; `field` says where, `reason` says which."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}.")
        self.field = field
        self.reason = reason
