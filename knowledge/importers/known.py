"""Products as they are found in a source, and those whose records were read before.

To make a product of its records is most of what reading a file costs. A change of one product
leaves the records of all others as they were, which their digest tells.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from commerce import Product
    from knowledge.importers.tables import Rejected
    from records import Record, Table

__all__ = ["FoundProduct", "Known", "Unchanged"]


@dataclass(frozen=True)
class FoundProduct:
    """A product, the row on which it begins, and the GTINs that it goes by elsewhere.

    `records` is the digest of what it was made of; empty for what is to be read each time.
    """

    product: Product
    row: int
    gtins: tuple[str, ...] = ()
    records: str = ""


@dataclass(frozen=True)
class Unchanged:
    """A product whose records say what they said when it was staged."""

    product_id: str


class Known:
    """The staged products of a source by the digest of their records.

    `settings` are what else a product is made by: other ones give other digests.
    """

    def __init__(
        self, products: Mapping[str, str] | None = None, settings: Sequence[str] = ()
    ) -> None:
        self._products = products or {}
        self._settings = tuple(settings)

    def in_table(self, table: Table) -> Known:
        """The same for one table, whose columns decide what is read as what."""
        return Known(self._products, (*self._settings, *table.columns))

    def read(
        self,
        group: Sequence[Record],
        read: Callable[[Sequence[Record]], Iterator[FoundProduct | Rejected]],
    ) -> Iterator[FoundProduct | Rejected | Unchanged]:
        """What `read` makes of the records of a product, unless they are known.

        Records of which something was refused are read each time, so that it is told again.
        """
        digest = hashlib.sha256(repr(self._settings).encode("utf-8", "replace"))
        for record in group:
            digest.update(repr(record.values).encode("utf-8", "replace"))
        said = digest.hexdigest()
        if product_id := self._products.get(said):
            yield Unchanged(product_id)
            return
        found = list(read(group))
        match found:
            case [FoundProduct() as product]:
                yield replace(product, records=said)
            case _:
                yield from found
