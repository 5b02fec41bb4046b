"""The shop's own side, built from the settings: its policy, its order system, its links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commerce import Carts, PolicyInvalid, ServiceDesk, SqlOrders, load_policy
from commerce.invoices import InvoiceLinks
from insights.promotions.coupons import CampaignCoupons
from knowledge.outside_links import hosts_of
from tilly.errors import SettingInvalid

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from commerce import Catalogue, Customers, OrderSystem, ServicePolicy
    from commerce.http_orders import HttpOrders
    from tilly.settings import Settings

__all__ = [
    "build_carts",
    "build_coupons",
    "build_desk",
    "build_http_orders",
    "build_invoice_links",
    "build_orders",
    "build_policy",
    "own_hosts",
]

SHORTEST_SECRET = 32


def build_policy(settings: Settings) -> ServicePolicy:
    """The shop's service policy; raises SettingInvalid naming the key that is wrong."""
    try:
        return load_policy(settings.policy_file)
    except PolicyInvalid as error:
        name = settings.policy_file or "the default policy"
        raise SettingInvalid(f"TILLY_POLICY cannot be used ({name}). {error}") from error


def build_orders(settings: Settings, engine: Engine) -> OrderSystem:
    """Where orders are read and changed; raises SettingInvalid."""
    if not settings.orders_url:
        return SqlOrders(engine)
    return build_http_orders(settings, engine)


def build_http_orders(settings: Settings, engine: Engine) -> HttpOrders:
    """The shop's own order system; raises SettingInvalid."""
    if len(settings.orders_secret) < SHORTEST_SECRET:
        raise SettingInvalid(
            f"TILLY_ORDERS_SECRET must have at least {SHORTEST_SECRET} characters, for it signs"
            " what is sent to TILLY_ORDERS_URL."
        )
    # Imported here: a store without such a system needs no HTTP client.
    from commerce.http_orders import HttpOrders
    from commerce.shop_client import ShopClient

    client = ShopClient(
        settings.orders_url, settings.orders_secret, timeout_s=settings.orders_timeout
    )
    return HttpOrders(engine, client, _now)


def build_invoice_links(settings: Settings) -> InvoiceLinks:
    """Makes and reads the links to invoice copies."""
    return InvoiceLinks(settings.base_url, settings.signing_secret(), _now)


def build_desk(
    settings: Settings,
    engine: Engine,
    orders: OrderSystem,
    customers: Customers,
    catalogue: Catalogue,
    policy: ServicePolicy,
) -> ServiceDesk:
    """The service desk."""
    links = build_invoice_links(settings)
    return ServiceDesk(engine, orders, customers, catalogue, policy, _now, invoice_links=links)


def build_carts(
    settings: Settings, engine: Engine, catalogue: Catalogue, policy: ServicePolicy
) -> Carts:
    """The carts; the shop, which shares the customer secret, can read what they hand over."""
    return Carts(
        engine,
        catalogue,
        policy,
        currency=settings.currency,
        checkout_url=settings.checkout_page_url,
        secret=settings.customer_signing_secret(),
        clock=_now,
        campaigns=build_coupons(engine),
    )


def build_coupons(engine: Engine) -> CampaignCoupons:
    """The coupons of running campaigns."""
    return CampaignCoupons(engine, _now)


def own_hosts(settings: Settings) -> frozenset[str]:
    """The hosts that links of the store's sources may lead to."""
    return hosts_of(
        settings.base_url,
        settings.shop_url,
        settings.checkout_page_url,
        settings.privacy_notice_url,
        settings.support_email,
        *settings.link_hosts,
    )


def _now() -> datetime:
    return datetime.now(UTC)
