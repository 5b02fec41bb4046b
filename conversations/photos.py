"""The photos that shoppers send: a row for each, and a file beside the database.

A photo is uploaded first and then sent with a message; until then nobody but the one who
uploaded it knows of it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from conversations.conversations import fresh_id
from conversations.errors import PhotoNotFound, PhotoRefused
from conversations.frames import lock, now
from conversations.tables import photos
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Row

    from conversations.images import CleanPhoto

__all__ = ["MOST_PHOTOS", "Photo", "Photos", "send"]

MOST_PHOTOS = 20
"""Of one conversation."""
BATCH = 200


@dataclass(frozen=True)
class Photo:
    """One photo; `message_id` is None until it was sent with a message."""

    id: str
    conversation_id: str
    message_id: str | None
    width: int
    height: int
    uploaded_at: datetime


class Photos:
    """The photos of all conversations; `folder` holds the files, each a JPEG drawn anew."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def add(self, conversation_id: str, clean: CleanPhoto) -> Photo:
        """Keep a photo; the same picture again is the photo that is there already.

        Raises ConversationNotFound, and PhotoRefused when the conversation has too many.
        """
        digest = hashlib.sha256(clean.data).hexdigest()
        photo_id = fresh_id()
        self._keep(photo_id, clean.data)
        photo = None
        try:
            with writing(self._engine) as connection:
                lock(connection, conversation_id)
                ours = photos.c.conversation_id == conversation_id
                known = connection.execute(
                    select(photos).where(ours, photos.c.digest == digest)
                ).first()
                count = connection.execute(select(func.count()).where(ours)).scalar_one()
                if known is None and count < MOST_PHOTOS:
                    connection.execute(
                        insert(photos).values(
                            id=photo_id,
                            conversation_id=conversation_id,
                            digest=digest,
                            width=clean.width,
                            height=clean.height,
                            uploaded_at=now(),
                        )
                    )
                    photo = _photo(_row(connection, conversation_id, photo_id))
        finally:
            if photo is None:  # nobody could find the file any more
                self._path(photo_id).unlink(missing_ok=True)
        if photo is not None:
            return photo
        if known is None:
            raise PhotoRefused("too_many", f"A conversation may have {MOST_PHOTOS} photos.")
        return _photo(known)

    def photos_of(self, conversation_id: str) -> tuple[Photo, ...]:
        """The photos that were sent in a conversation, oldest first.

        What a claim attaches: ``OpenClaim(..., photo_ids=[photo.id for photo in photos_of(...)])``.
        Photos that were uploaded and not sent are not among them.
        """
        query = (
            select(photos)
            .where(photos.c.conversation_id == conversation_id, photos.c.message_id.is_not(None))
            .order_by(photos.c.uploaded_at, photos.c.id)
        )
        with reading(self._engine) as connection:
            return tuple(_photo(row) for row in connection.execute(query))

    def forget_before(self, moment: datetime) -> int:
        """Erase older photos, a batch at a time; returns how many that were."""
        query = select(photos.c.id).where(photos.c.uploaded_at < moment).limit(BATCH)
        with writing(self._engine) as connection:
            old = list(connection.execute(query).scalars())
            for photo_id in old:  # while there is a row, its file is known
                self._path(photo_id).unlink(missing_ok=True)
            connection.execute(delete(photos).where(photos.c.id.in_(old)))
        return len(old)

    def read(self, photo_id: str) -> bytes:
        """The JPEG. Raises PhotoNotFound."""
        try:
            return self._path(photo_id).read_bytes()
        except OSError:
            raise PhotoNotFound("There is no such photo.") from None

    def _path(self, photo_id: str) -> Path:
        return self._folder / f"{photo_id}.jpg"

    def _keep(self, photo_id: str, data: bytes) -> None:
        """Write the file before its row, so that no row is ever without one."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(photo_id)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)


def send(
    connection: Connection, conversation_id: str, photo_ids: Sequence[str], message_id: str
) -> None:
    """Send photos with a message, inside the caller's write transaction.

    One that was sent before stays with its first message. Raises PhotoNotFound for one that
    is not of this conversation.
    """
    for photo_id in photo_ids:
        if _row(connection, conversation_id, photo_id).message_id is None:
            connection.execute(
                update(photos).where(photos.c.id == photo_id).values(message_id=message_id)
            )


def _row(connection: Connection, conversation_id: str, photo_id: str) -> Row[Any]:
    query = select(photos).where(
        photos.c.id == photo_id, photos.c.conversation_id == conversation_id
    )
    row = connection.execute(query).first()
    if row is None:
        raise PhotoNotFound("This conversation has no such photo; upload it first.")
    return row


def _photo(row: Row[Any]) -> Photo:
    return Photo(
        id=row.id,
        conversation_id=row.conversation_id,
        message_id=row.message_id,
        width=row.width,
        height=row.height,
        uploaded_at=row.uploaded_at,
    )
