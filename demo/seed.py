"""Fills the demo store with its customers and their orders.

`python -m demo.seed --database-url URL` does it by hand; `tilly up --demo` does it by itself.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import SQLAlchemyError

from commerce import (
    Customer,
    Customers,
    GiftCards,
    Order,
    OrderNotFound,
    SqlOrders,
    replace_records,
)
from demo.drawing import draw_plans
from demo.order_book import FIRST_NUMBER, Draft, draft, finish, spent, tier_for
from demo.payments import methods_of
from demo.people import Person, people
from demo.policy import load_policy
from demo.service_book import gift_cards, past_returns
from knowledge.importers.known import FoundProduct
from knowledge.importers.products import read_products as read_catalogue
from knowledge.importers.tables import open_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from commerce import PaymentMethod, Product

PRODUCTS_FILE = Path(__file__).parent / "catalogue" / "products.jsonl"
RANDOM_SEED = 20


def seed(engine: Engine, today: date, random_seed: int = RANDOM_SEED) -> bool:
    """Fill the store as if `today` were today; False when that was done before.

    The tables must exist. Seeding again on the same day changes nothing, so that what shoppers did
    since then stands; on a later day all customers and orders start afresh, with fresh dates.
    """
    customers, orders = build(today, random_seed)
    stored = SqlOrders(engine)
    if _is_there(stored, orders[-1]):
        return False
    policy = load_policy()
    past = past_returns(orders, customers, policy, today)
    Customers(engine).upsert(customers)
    stored.upsert(orders)
    replace_records(engine, [customer.id for customer in customers], past)
    GiftCards(engine).upsert(gift_cards(policy, today))
    return True


def build(today: date, random_seed: int = RANDOM_SEED) -> tuple[list[Customer], list[Order]]:
    """The customers by id and the orders by number, the newest last. The same for the same day."""
    policy = load_policy()
    products = read_products()
    everybody = people()
    plans = [(person, plan) for person in everybody for plan in person.plans]
    others = [person for person in everybody if not person.key]
    plans += draw_plans(others, products, policy, random_seed)
    by_id = {product.id: product for product in products}
    drafts = [
        draft(person, plan, by_id, today=today, seed=f"{random_seed}/{person.id}/{position}")
        for position, (person, plan) in enumerate(plans)
    ]
    drafts.sort(key=lambda each: (each.placed_at, each.person.id))
    of_person: Mapping[str, list[Draft]] = defaultdict(list)
    for each in drafts:
        of_person[each.person.id].append(each)
    tiers = {
        person.id: person.tier or tier_for(spent(of_person[person.id], today, policy), policy)
        for person in everybody
    }
    methods = {person.id: methods_of(person, random_seed) for person in everybody}
    orders = [
        finish(each, number, tiers[each.person.id], policy, methods[each.person.id])
        for number, each in enumerate(drafts, start=FIRST_NUMBER)
    ]
    customers = [_customer(person, tiers[person.id], methods[person.id]) for person in everybody]
    return customers, orders


def read_products(path: Path = PRODUCTS_FILE) -> list[Product]:
    """The demo store's catalogue."""
    with open_table(path, path.name) as table:
        found = read_catalogue(table)
        return [one.product for one in found if isinstance(one, FoundProduct)]


def _is_there(stored: SqlOrders, order: Order) -> bool:
    try:
        found = stored.access_order(order.customer_id, order.number)
    except OrderNotFound:
        return False
    return found.placed_at == order.placed_at


def _customer(person: Person, tier: str, methods: tuple[PaymentMethod, ...]) -> Customer:
    return Customer(
        person.id,
        person.name,
        person.email,
        person.phone,
        tier,
        person.address,
        payment_methods=methods,
    )


@click.command()
@click.option("--database-url", required=True, help="The store's database; made if missing.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Fill it as of this day.")
def main(database_url: str, today: datetime | None) -> None:
    """Fill a store's database with the demo customers and orders."""
    # Only the command opens a database, and only it needs Alembic.
    from database import connect
    from migrations import upgrade

    try:
        engine = connect(database_url)
        upgrade(database_url)
    except (SQLAlchemyError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise click.ClickException(f"The database cannot be opened: {reason}") from error
    try:
        filled = seed(engine, (today or datetime.now(UTC)).date())
    finally:
        engine.dispose()
    click.echo("The demo orders are in place." if filled else "They were there already.")


if __name__ == "__main__":
    main()
