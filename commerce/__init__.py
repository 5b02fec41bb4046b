"""Catalogue, customers and orders: the rules and the SQL of a store."""

from commerce.cart import Cart, CartLine
from commerce.carts import Carts
from commerce.catalogue import Catalogue
from commerce.customers import Address, Customer, Customers, PaymentMethod
from commerce.errors import (
    CommerceError,
    CustomerNotFound,
    GiftCardNotFound,
    NotAllowed,
    NotFound,
    OrderNotFound,
    PolicyInvalid,
    ProductNotFound,
    ProposalNotFound,
    RecordInvalid,
)
from commerce.gift_cards import GiftCard, GiftCards
from commerce.money import money
from commerce.order_system import OrderSystem, SqlOrders
from commerce.orders import LineStatus, Order, OrderLine, OrderStatus, Payment, Shipment
from commerce.past_returns import PastReturn, replace_records
from commerce.policy import ServicePolicy
from commerce.policy_file import load_policy
from commerce.products import Product, Variant
from commerce.service_desk import ServiceDesk
from commerce.terms import Outcome, Proposal

__all__ = [
    "Address",
    "Cart",
    "CartLine",
    "Carts",
    "Catalogue",
    "CommerceError",
    "Customer",
    "CustomerNotFound",
    "Customers",
    "GiftCard",
    "GiftCardNotFound",
    "GiftCards",
    "LineStatus",
    "NotAllowed",
    "NotFound",
    "Order",
    "OrderLine",
    "OrderNotFound",
    "OrderStatus",
    "OrderSystem",
    "Outcome",
    "PastReturn",
    "Payment",
    "PaymentMethod",
    "PolicyInvalid",
    "Product",
    "ProductNotFound",
    "Proposal",
    "ProposalNotFound",
    "RecordInvalid",
    "ServiceDesk",
    "ServicePolicy",
    "Shipment",
    "SqlOrders",
    "Variant",
    "load_policy",
    "money",
    "replace_records",
]
