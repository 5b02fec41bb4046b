"""Erasing a person from every store, to the end even if the process dies on the way.

The plan, which names the person, is a file of its own until the erasure is done: whoever finds it
goes on. Every step may be repeated. At the end all stores are counted again, every byte of the
data folder is searched, and the plan is deleted; what stays is a certificate without personal
data.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from database import reading, writing
from privacy.byte_search import search_apart
from privacy.certificate import certificate
from privacy.errors import ErasureNotFound, ErasureUnfinished
from privacy.subject import Subject
from privacy.table_search import mentions_in
from privacy.tables import erasures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine, Row

    from privacy.byte_search import Searched
    from privacy.stores import PersonalStore

__all__ = ["Erasure", "Erasures", "Registry"]

ROUNDS: Final = 3
"""What is written while it is being erased is erased by the next round."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Registry:
    """All stores in the order in which they are erased, and what lies outside of them.

    `impersonal` says of every other table why it holds nothing of a customer.
    """

    stores: Sequence[PersonalStore]
    impersonal: Mapping[str, str]
    outside: Sequence[str] = ()


@dataclass(frozen=True)
class Erasure:
    """One erasure; `certificate` is None until it is done, `trouble` why it is not yet."""

    id: str
    subject_hash: str
    requested_at: datetime
    requested_by: str | None
    trouble: str
    certificate: Mapping[str, Any] | None


class Erasures:
    """The erasures of one store, of which one process at a time carries out what is planned."""

    def __init__(self, engine: Engine, registry: Registry, folder: Path, key: str) -> None:
        """`folder` is the data folder; `key` keeps the hashes of ids from being guessed."""
        self._engine = engine
        self.registry = registry
        self._folder = folder
        self._plans = folder / "erasures"
        self._key = key.encode()

    def hash_of(self, subject_id: str) -> str:
        """What stays of a person's id."""
        return hmac.new(self._key, subject_id.encode(), hashlib.sha256).hexdigest()

    def request(self, subject: Subject, by: str | None = None) -> str:
        """Plan an erasure, or find the one of this person that is planned; its id."""
        if (known := self.planned(subject.id)) is not None:
            return known
        erasure_id = secrets.token_hex(16)
        self._write_plan(erasure_id, subject)
        self._enter(erasure_id, subject, by)
        return erasure_id

    def planned(self, given: str) -> str | None:
        """The erasure that waits for the person with this id or e-mail address."""
        for erasure_id in self.waiting():
            subject = self._plan(erasure_id)
            if given == subject.id or given.lower() in subject.emails:
                return erasure_id
        return None

    def waiting(self) -> list[str]:
        """The erasures that are not done, the oldest first."""
        if not self._plans.exists():
            return []
        plans = sorted(self._plans.glob("*.json"), key=lambda path: path.stat().st_mtime)
        return [path.stem for path in plans]

    def carry_out(self, erasure_id: str, *, in_use: bool = True) -> Mapping[str, Any]:
        """Erase what is planned, or go on with it; the certificate.

        `in_use` says that the rest of the store runs. Raises ErasureUnfinished when it has to be
        tried again, ErasureNotFound when nothing is planned.
        """
        subject = self._plan(erasure_id)
        self._enter(erasure_id, subject, None)
        row = self._row(erasure_id)
        if row.certificate is None:
            try:
                self._erase(erasure_id, subject, row, in_use=in_use)
            except ErasureUnfinished as error:
                self._note(erasure_id, trouble=str(error)[:500])
                raise
        (self._plans / f"{erasure_id}.json").unlink()
        done: Mapping[str, Any] = self._row(erasure_id).certificate
        return done

    def get(self, erasure_id: str) -> Erasure:
        """Raises ErasureNotFound."""
        return _erasure(self._row(erasure_id))

    def latest(self, limit: int = 100) -> list[Erasure]:
        """The newest erasures."""
        query = select(erasures).order_by(erasures.c.requested_at.desc()).limit(limit)
        with reading(self._engine) as connection:
            return [_erasure(row) for row in connection.execute(query)]

    def _erase(self, erasure_id: str, subject: Subject, row: Row[Any], *, in_use: bool) -> None:
        found = row.found
        if found is None:
            found = self._counts(subject)
            self._note(erasure_id, found=found)
        remaining: Mapping[str, int] = {}
        for _ in range(ROUNDS):
            for store in self.registry.stores:
                store.erase(subject)
            remaining = self._counts(subject)
            if not any(remaining.values()):
                break
        else:
            left = ", ".join(name for name, count in remaining.items() if count)
            raise ErasureUnfinished(f"Something new was written meanwhile ({left}); tried again.")
        for store in self.registry.stores:
            store.tidy()
        kept = [each for store in self.registry.stores for each in store.kept(subject)]
        searched = self._search(subject, in_use=in_use)
        proved = certificate(
            erasure_id=erasure_id,
            subject_hash=row.subject_hash,
            requested_at=row.requested_at,
            finished_at=datetime.now(UTC),
            requested_by=row.requested_by,
            subject=subject,
            stores=self.registry.stores,
            found=found,
            remaining=remaining,
            kept=kept,
            searched=searched,
            outside=self.registry.outside,
        )
        self._note(erasure_id, certificate=proved, trouble="")

    def _search(self, subject: Subject, *, in_use: bool) -> Searched:
        """Every byte of the data folder, a database file elsewhere, and a server's rows."""
        places = [self._folder]
        if self._engine.dialect.name == "sqlite" and self._engine.url.database:
            file = Path(self._engine.url.database).resolve()
            places += [] if file.is_relative_to(self._folder) else [file]
        searched = search_apart(places, subject.phrases, in_use=in_use, but=[self._plans])
        rows = mentions_in(self._engine, subject.phrases)
        return replace(searched, mentions=(*searched.mentions, *rows))

    def _counts(self, subject: Subject) -> dict[str, int]:
        return {store.name: store.count(subject) for store in self.registry.stores}

    def _row(self, erasure_id: str) -> Row[Any]:
        query = select(erasures).where(erasures.c.id == erasure_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        if row is None:
            raise ErasureNotFound("There is no such erasure.")
        return row

    def _enter(self, erasure_id: str, subject: Subject, by: str | None) -> None:
        """Make the row of a plan, unless it has one: a crash may have come between the two."""
        row = {
            "id": erasure_id,
            "subject_hash": self.hash_of(subject.id),
            "requested_at": datetime.now(UTC),
            "requested_by": by,
        }
        with writing(self._engine) as connection:
            known = select(erasures.c.id).where(erasures.c.id == erasure_id)
            if connection.execute(known).first() is None:
                connection.execute(insert(erasures).values(**row))

    def _note(self, erasure_id: str, **values: Any) -> None:
        with writing(self._engine) as connection:
            connection.execute(update(erasures).where(erasures.c.id == erasure_id).values(**values))

    def _plan(self, erasure_id: str) -> Subject:
        try:
            return Subject.from_json((self._plans / f"{erasure_id}.json").read_text())
        except FileNotFoundError:
            raise ErasureNotFound("This erasure is not planned here.") from None

    def _write_plan(self, erasure_id: str, subject: Subject) -> None:
        """On disk before anything is erased, and whole or not at all."""
        self._plans.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._plans / f"{erasure_id}.new"
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(subject.to_json())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._plans / f"{erasure_id}.json")


def _erasure(row: Row[Any]) -> Erasure:
    return Erasure(
        id=row.id,
        subject_hash=row.subject_hash,
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        trouble=row.trouble,
        certificate=row.certificate,
    )
