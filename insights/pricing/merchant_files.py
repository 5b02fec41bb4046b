"""The merchant's own files: what products cost the shop, and what others charge for them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from commerce.columns import is_exact
from commerce.tables import products, variants
from database import reading, writing
from insights.errors import DataUnusable
from insights.tables import competitor_prices, product_costs
from records import Broken, Record, Refusal, SourceRefused, open_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Engine

__all__ = ["Imported", "import_competitors", "import_costs"]

PRODUCT: Final = ("product", "product_id", "id", "sku")
COMPETITOR: Final = "competitor"


@dataclass(frozen=True)
class Imported:
    """How many products a file was about, and the rows of it that were not taken."""

    products: int
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class _Row:
    product: str
    amount: Decimal
    competitor: str


def import_costs(engine: Engine, path: Path) -> Imported:
    """Take a CSV of product (or sku) and cost; what it leaves out keeps the cost it had.

    A product whose variants cost different sums costs the largest of them. Raises DataUnusable for
    a file that is none.
    """
    rows, refusals = _read(engine, path, "cost")
    costs: dict[str, Decimal] = {}
    for row in rows:
        costs[row.product] = max(row.amount, costs.get(row.product, row.amount))
    with writing(engine) as connection:
        _forget(connection, costs)
        _insert_costs(connection, costs)
    return Imported(len(costs), refusals)


def import_competitors(engine: Engine, path: Path) -> Imported:
    """Take a CSV of product (or sku), competitor and price in place of all known before.

    Prices of others age: what the file leaves out is not known any longer. Raises DataUnusable for
    a file that is none.
    """
    rows, refusals = _read(engine, path, "price")
    newest = {(row.product, row.competitor): row.amount for row in rows}
    with writing(engine) as connection:
        connection.execute(delete(competitor_prices))
        if newest:
            connection.execute(
                insert(competitor_prices),
                [
                    {"product_id": product, "competitor": competitor, "price": price}
                    for (product, competitor), price in newest.items()
                ],
            )
    return Imported(len({product for product, _ in newest}), refusals)


def _forget(connection: Connection, costs: Mapping[str, Decimal]) -> None:
    for product in costs:
        connection.execute(delete(product_costs).where(product_costs.c.product_id == product))


def _insert_costs(connection: Connection, costs: Mapping[str, Decimal]) -> None:
    if costs:
        connection.execute(
            insert(product_costs),
            [{"product_id": product, "cost": cost} for product, cost in costs.items()],
        )


def _read(engine: Engine, path: Path, amount: str) -> tuple[list[_Row], tuple[Refusal, ...]]:
    """The rows that name a product of the shop and an amount above zero, and the others."""
    of_id = _products(engine)
    rows: list[_Row] = []
    refusals: list[Refusal] = []
    try:
        with open_file(path, legacy_encoding=True) as table:
            columns = {name.strip().lower(): name for name in table.columns}
            product = next((columns[name] for name in PRODUCT if name in columns), None)
            if product is None or amount not in columns:
                message = f"{path.name} needs the columns product (or sku) and {amount}."
                raise DataUnusable(message)
            for one in table.records:
                read = _row(one, of_id, product, columns[amount], columns.get(COMPETITOR, ""))
                if isinstance(read, _Row):
                    rows.append(read)
                else:
                    refusals.append(Refusal(path.name, one.row, *read))
    except SourceRefused as error:
        raise DataUnusable(f"{path.name}: {error}.") from error
    return rows, tuple(refusals)


def _row(
    one: Record | Broken, of_id: Mapping[str, str], product: str, amount: str, competitor: str
) -> _Row | tuple[str | None, str]:
    """The row, or the column that is wrong and why."""
    if isinstance(one, Broken):
        return None, one.reason
    cells = {name: str(value or "").strip() for name, value in one.values.items()}
    known, paid = of_id.get(cells[product]), _amount(cells[amount])
    if known is None:
        return product, f"the shop has no product {cells[product]!r}"
    if paid is None:
        return amount, f"{cells[amount]!r} is no amount above zero"
    return _Row(known, paid, cells.get(competitor, ""))


def _products(engine: Engine) -> dict[str, str]:
    """The id of each product by itself and by every SKU."""
    with reading(engine) as connection:
        by_sku = {
            row.sku: row.product_id
            for row in connection.execute(select(variants.c.sku, variants.c.product_id))
        }
        return by_sku | {row.id: row.id for row in connection.execute(select(products.c.id))}


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip().lstrip("$€£").strip())
    except InvalidOperation:
        return None
    return amount if is_exact(amount) and amount > 0 else None
