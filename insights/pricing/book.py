"""Proposals of prices as they are kept, and what a person decides of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from commerce.repricing import reprice
from database import reading
from insights.errors import ProposalSettled
from insights.tables import price_proposals

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from sqlalchemy import Connection, Engine

__all__ = [
    "APPLIED",
    "APPROVED",
    "KIND",
    "PROPOSED",
    "REJECTED",
    "PriceBook",
    "Proposal",
    "approve",
    "reject",
]

KIND: Final = "pricing"
"""Of the runs that proposals come from (`insights.runs`)."""
PROPOSED: Final = "proposed"
APPROVED: Final = "approved"
"""By a person, and for the shop's own system to take from the file."""
APPLIED: Final = "applied"
"""Approved, and the price of our own catalogue since."""
REJECTED: Final = "rejected"


@dataclass(frozen=True)
class Proposal:
    """A price proposed for a product; `told` is what it rests on (`insights.pricing.shop`)."""

    id: str
    product_id: str
    status: str
    price_before: Decimal
    price: Decimal
    told: Mapping[str, Any]
    made_at: datetime
    decided_at: datetime | None
    decided_by: str | None


class PriceBook:
    """Every proposal; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self) -> list[Proposal]:
        """Those that wait for a person, the largest expected gain first."""
        return sorted(self._with(PROPOSED), key=_gain, reverse=True)

    def approved(self) -> list[Proposal]:
        """All that a person approved, the newest first."""
        return self._with(APPROVED, APPLIED)

    def decided(self, limit: int) -> list[Proposal]:
        """The newest decisions."""
        return self._with(APPROVED, APPLIED, REJECTED)[:limit]

    def _with(self, *statuses: str) -> list[Proposal]:
        query = (
            select(price_proposals)
            .where(price_proposals.c.status.in_(statuses))
            .order_by(price_proposals.c.decided_at.desc(), price_proposals.c.id)
        )
        with reading(self._engine) as connection:
            return [Proposal(**row) for row in connection.execute(query).mappings()]


def approve(
    connection: Connection, proposal_id: str, agent_id: str, *, in_catalogue: bool
) -> Proposal:
    """Say yes inside the caller's write transaction; the catalogue has the price then.

    Without `in_catalogue` the price is only written down, for a shop whose catalogue is elsewhere.
    Raises ProposalSettled, commerce.PriceMoved and commerce.ProductNotFound.
    """
    proposal = _settle(connection, proposal_id, agent_id, APPLIED if in_catalogue else APPROVED)
    if in_catalogue:
        reprice(connection, proposal.product_id, proposal.price_before, proposal.price)
    return proposal


def reject(connection: Connection, proposal_id: str, agent_id: str) -> Proposal:
    """Say no inside the caller's write transaction. Raises ProposalSettled."""
    return _settle(connection, proposal_id, agent_id, REJECTED)


def _settle(connection: Connection, proposal_id: str, agent_id: str, status: str) -> Proposal:
    row = (
        connection.execute(
            select(price_proposals).where(
                price_proposals.c.id == proposal_id, price_proposals.c.status == PROPOSED
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise ProposalSettled("That proposal is settled already, or was made anew meanwhile.")
    decided = {"status": status, "decided_at": datetime.now(UTC), "decided_by": agent_id}
    connection.execute(
        update(price_proposals).where(price_proposals.c.id == proposal_id).values(decided)
    )
    return Proposal(**{**row, **decided})


def _gain(proposal: Proposal) -> float:
    return float(proposal.told["change"]["margin"]["expected"])
