"""Texts as they are kept, from the draft to what shoppers did when they saw them."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from database import reading, writing
from insights.content.bandit import Counts, choose
from insights.content.briefs import Brief, Channel, Draft, Length, Persona, Tone
from insights.errors import ProposalSettled, TextMissing
from insights.tables import content_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from random import Random

    from sqlalchemy import Connection, Engine, Row

    from commerce import Product

__all__ = ["APPROVED", "DRAFT", "REJECTED", "Shelf", "Text", "decide", "edit", "records_of"]

DRAFT: Final = "draft"
"""Waits for a person."""
APPROVED: Final = "approved"
REJECTED: Final = "rejected"
BATCH: Final = 500
BY_HAND: Final = "a person"


@dataclass(frozen=True)
class Text:
    """A text on a product; `records` is a digest of what its records said then."""

    id: str
    product_id: str
    brief: Brief
    draft: Draft
    written_by: str
    remarks: tuple[str, ...]
    records: str
    status: str
    made_at: datetime
    decided_at: datetime | None
    decided_by: str | None
    counts: Counts


def records_of(product: Product) -> str:
    """A digest of all that a text may rest on: what changes it makes the text out of date."""
    told = [product.title, product.brand, product.description, list(product.attributes.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class Shelf:
    """Every text; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(
        self, product: Product, brief: Brief, draft: Draft, by: str, remarks: Sequence[str]
    ) -> str:
        """Keep a draft, in place of the text of the same order; returns its id."""
        of_order = [content_texts.c.product_id == product.id, *_same(brief)]
        row = {
            "id": uuid.uuid4().hex,
            "product_id": product.id,
            **asdict(brief),
            **asdict(draft),
            "written_by": by,
            "remarks": list(remarks),
            "records": records_of(product),
            "status": DRAFT,
            "made_at": datetime.now(UTC),
            "shown": 0,
            "followed": 0,
        }
        with writing(self._engine) as connection:
            connection.execute(content_texts.delete().where(*of_order))
            connection.execute(insert(content_texts).values(row))
        return str(row["id"])

    def all(self, status: str = "", channel: str = "", product_id: str = "") -> list[Text]:
        """The texts, those on one product side by side; empty filters take every one."""
        wanted = {"status": status, "channel": channel, "product_id": product_id}
        query = (
            select(content_texts)
            .where(*(content_texts.c[name] == value for name, value in wanted.items() if value))
            .order_by(content_texts.c.product_id, content_texts.c.channel, content_texts.c.variant)
        )
        with reading(self._engine) as connection:
            return [_text(row) for row in connection.execute(query)]

    def get(self, text_id: str) -> Text:
        """The text with this id. Raises TextMissing."""
        with reading(self._engine) as connection:
            return _get(connection, text_id)

    def chosen(
        self, products: Iterable[Product], channel: Channel, random: Random
    ) -> dict[str, Text]:
        """For each product the approved text to show now, by its id.

        None for a product without one, or whose records have changed since the text was written.
        """
        arms: dict[str, dict[str, Text]] = {}
        records = {product.id: records_of(product) for product in products}
        for text in self.all(status=APPROVED, channel=channel):
            if records.get(text.product_id) == text.records:
                arms.setdefault(text.product_id, {})[text.id] = text
        return {
            product: texts[choose({id_: text.counts for id_, text in texts.items()}, random)]
            for product, texts in arms.items()
        }

    def count(self, shown: Sequence[str] = (), followed: Sequence[str] = ()) -> None:
        """Count texts that were seen, and those whose product was then looked at."""
        columns = content_texts.c
        with writing(self._engine) as connection:
            if shown:
                connection.execute(
                    update(content_texts)
                    .where(columns.id.in_(shown[:BATCH]), columns.status == APPROVED)
                    .values(shown=columns.shown + 1)
                )
            if followed:
                connection.execute(
                    update(content_texts)
                    .where(columns.id.in_(followed[:BATCH]), columns.followed < columns.shown)
                    .values(followed=columns.followed + 1)
                )


def decide(
    connection: Connection, text_id: str, agent_id: str, status: str, seen: Draft | None = None
) -> Text:
    """Approve or reject a draft in the caller's transaction, or take an approved one back.

    Raises TextMissing, and ProposalSettled where the words are no more those that were `seen`.
    """
    text = _get(connection, text_id)
    if seen is not None and seen != text.draft:
        raise ProposalSettled("Somebody has edited that text meanwhile: read it again.")
    if text.status == status or (text.status == REJECTED and status == APPROVED):
        raise ProposalSettled(f"That text is {text.status} already.")
    now = datetime.now(UTC)
    connection.execute(
        update(content_texts)
        .where(content_texts.c.id == text_id)
        .values(status=status, decided_at=now, decided_by=agent_id)
    )
    return replace(text, status=status, decided_at=now, decided_by=agent_id)


def edit(connection: Connection, text_id: str, draft: Draft, remarks: Sequence[str]) -> Text:
    """Put a person's words in place of a text; it is a draft again, and counts from nothing.

    Raises TextMissing.
    """
    text = _get(connection, text_id)
    changed = {
        **asdict(draft), "remarks": list(remarks), "written_by": BY_HAND, "status": DRAFT,
        "decided_at": None, "decided_by": None, "shown": 0, "followed": 0,
    }  # fmt: skip
    connection.execute(update(content_texts).where(content_texts.c.id == text_id).values(changed))
    return replace(text, draft=draft, status=DRAFT)


def _get(connection: Connection, text_id: str) -> Text:
    row = connection.execute(select(content_texts).where(content_texts.c.id == text_id)).first()
    if row is None:
        raise TextMissing("There is no such text; it may have been written anew.")
    return _text(row)


def _same(brief: Brief) -> list[Any]:
    return [content_texts.c[name] == value for name, value in asdict(brief).items()]


def _text(row: Row[Any]) -> Text:
    told = row._asdict()
    brief = Brief(
        Channel(told["channel"]),
        Persona(told["persona"]),
        Tone(told["tone"]),
        Length(told["length"]),
        told["variant"],
    )
    same = ("id", "product_id", "written_by", "records", "status", "made_at", "decided_at")
    return Text(
        **{name: told[name] for name in same},
        brief=brief,
        draft=Draft(told["headline"], told["body"]),
        remarks=tuple(told["remarks"]),
        decided_by=told["decided_by"],
        counts=Counts(told["shown"], told["followed"]),
    )
