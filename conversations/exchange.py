"""What a shopper sends and the one reply it gets.

`Exchange.accept` stores a message before anyone acknowledges it; `Exchange.finish` stores
its reply, or keeps it from the shopper when somebody else answers by then. Both are
idempotent: a repeated client id finds the first message, a turn that has its reply keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, insert, select, update

from conversations import tracker_outbox
from conversations.answering import stands
from conversations.conversations import fresh_id
from conversations.errors import ButtonUnknown, ButtonUsed, MessageNotFound
from conversations.frames import Frame, append, isoformat, lock, now
from conversations.inbox.changes import mark_changed
from conversations.masking import mask_card_numbers
from conversations.photos import send
from conversations.replies import INSERT_MESSAGE, store_reply
from conversations.tables import buttons, conversations, feedback, frames, messages
from conversations.withheld import withhold_reply
from database import reading, writing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine, Row

    from conversations.conversations import Answering
    from conversations.replies import BotMessage, Outcome

__all__ = ["Accepted", "Exchange", "Finished", "Unanswered"]

# What the dialogue engine reads when a photo comes without a word.
PHOTO_ALONE = '/inform{"choice": "photo"}'

# Built once: making a statement costs as much as running it.
_WHERE = select(messages.c.conversation_id).where(messages.c.id == bindparam("turn"))
_TURN = select(messages).where(messages.c.id == bindparam("turn"))
_REPEATED = select(messages).where(
    messages.c.conversation_id == bindparam("of"), messages.c.client_id == bindparam("client")
)
_FRAME = select(frames.c.body).where(
    frames.c.conversation_id == bindparam("of"), frames.c.seq == bindparam("at")
)


@dataclass(frozen=True)
class Accepted:
    """A stored message of the shopper.

    `forwarded` is what the dialogue engine reads: the masked text, or a button's payload. `epoch`
    is the one that its turn belongs to.
    """

    turn_id: str
    forwarded: str
    frame: Frame
    answering: Answering
    epoch: int
    repeated: bool = False
    reply: Frame | None = None
    """The reply, when a repeated message already has it."""


@dataclass(frozen=True)
class Finished:
    """The stored reply; `first` is False when the turn had one already, which stands."""

    frame: Frame
    outcome: Outcome
    first: bool


@dataclass(frozen=True)
class Unanswered:
    """An accepted message without a reply."""

    turn_id: str
    conversation_id: str


class Exchange:
    """Messages in, replies out, of every conversation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def accept(
        self,
        conversation_id: str,
        client_id: str,
        text: str,
        photos: Sequence[Mapping[str, Any]] = (),
    ) -> Accepted:
        """Store typed text, card numbers masked, with the uploaded photos that it sends.

        `photos` is what the frame shows of them, ``id`` at least. Raises ConversationNotFound,
        and PhotoNotFound for a photo that is not of this conversation.
        """
        text = mask_card_numbers(text)
        payload = None if text else PHOTO_ALONE
        with writing(self._engine) as connection:
            conversation = lock(connection, conversation_id)
            if repeated := _repeated(connection, conversation, client_id):
                return repeated
            accepted = _store(connection, conversation, client_id, text, payload, photos)
            photo_ids = [photo["id"] for photo in photos]
            send(connection, conversation_id, photo_ids, accepted.turn_id)
            return accepted

    def click(self, conversation_id: str, client_id: str, button_id: str) -> Accepted:
        """Store a click and use the button up.

        Raises ConversationNotFound, ButtonUnknown for one that this conversation was not
        sent, ButtonUsed for one that was clicked before.
        """
        with writing(self._engine) as connection:
            conversation = lock(connection, conversation_id)
            if repeated := _repeated(connection, conversation, client_id):
                return repeated
            button = connection.execute(
                select(buttons).where(
                    buttons.c.id == button_id, buttons.c.conversation_id == conversation_id
                )
            ).first()
            if button is None:
                raise ButtonUnknown("This conversation was sent no such button.")
            if button.used_by is not None:
                raise ButtonUsed("This button was clicked before; each can be used once.")
            accepted = _store(connection, conversation, client_id, button.title, button.payload)
            connection.execute(
                update(buttons).where(buttons.c.id == button_id).values(used_by=accepted.turn_id)
            )
            return accepted

    def finish(
        self,
        turn_id: str,
        outcome: Outcome,
        replies: Sequence[BotMessage],
        latency_ms: float | None = None,
    ) -> Finished:
        """Store the one reply of a turn. Raises MessageNotFound for an unknown turn.

        When the epoch of the turn has passed, it ends as held, and what it would have said is
        kept for the agents.
        """
        with writing(self._engine) as connection:
            conversation, asked = _open_turn(connection, turn_id)
            if asked.outcome is not None:
                frame = _frame(connection, asked.conversation_id, asked.reply_seq)
                return Finished(frame, asked.outcome, first=False)
            if not stands(conversation, asked.epoch):
                tracker_outbox.withheld(connection, conversation.id, turn_id)
                if outcome == "answered":
                    withhold_reply(connection, conversation, turn_id, replies)
                outcome, replies = "held", ()
            return Finished(
                store_reply(connection, asked, outcome, replies, latency_ms), outcome, first=True
            )

    def hold(self, turn_id: str, forwarded: str) -> Finished:
        """End a turn that a person answers; the bot is told of `forwarded`, what was written.

        Raises MessageNotFound for an unknown turn.
        """
        with writing(self._engine) as connection:
            _, asked = _open_turn(connection, turn_id)
            if asked.outcome is not None:
                frame = _frame(connection, asked.conversation_id, asked.reply_seq)
                return Finished(frame, asked.outcome, first=False)
            at = asked.at.timestamp()
            tracker_outbox.heard(connection, asked.conversation_id, forwarded, turn_id, at)
            return Finished(store_reply(connection, asked, "held", (), None), "held", first=True)

    def stands(self, conversation_id: str, epoch: int) -> bool:
        """Whether a turn of this epoch may speak, as it is at this moment."""
        query = select(conversations).where(conversations.c.id == conversation_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).first()
        return row is not None and stands(row, epoch)

    def unanswered(self) -> list[Unanswered]:
        """Accepted messages without a reply, oldest first."""
        query = (
            select(messages.c.id, messages.c.conversation_id)
            .where(messages.c.outcome.is_(None), messages.c.sender == "shopper")
            .order_by(messages.c.at)
        )
        with reading(self._engine) as connection:
            return [Unanswered(row.id, row.conversation_id) for row in connection.execute(query)]

    def rate(
        self, conversation_id: str, message_id: str, value: Literal["up", "down"], reason: str
    ) -> None:
        """Keep a thumbs up or down on a reply; a later one replaces it.

        Raises MessageNotFound for a message that is not of this conversation or not ours.
        """
        known = select(messages.c.id).where(
            messages.c.id == message_id,
            messages.c.conversation_id == conversation_id,
            messages.c.sender != "shopper",
        )
        with writing(self._engine) as connection:
            lock(connection, conversation_id)
            if connection.execute(known).first() is None:
                raise MessageNotFound("This conversation was sent no such message.")
            mark_changed(connection, conversation_id)
            said = {"value": value, "reason": mask_card_numbers(reason) or None, "at": now()}
            changed = connection.execute(
                update(feedback).where(feedback.c.message_id == message_id).values(**said)
            )
            if changed.rowcount == 0:
                connection.execute(
                    insert(feedback).values(
                        message_id=message_id, conversation_id=conversation_id, **said
                    )
                )


def _open_turn(connection: Connection, turn_id: str) -> tuple[Row[Any], Row[Any]]:
    """A turn's conversation, locked, and its message. Raises MessageNotFound."""
    conversation_id = connection.execute(_WHERE, {"turn": turn_id}).scalar()
    if conversation_id is None:
        raise MessageNotFound(f"There is no turn {turn_id!r}.")
    conversation = lock(connection, conversation_id)
    return conversation, connection.execute(_TURN, {"turn": turn_id}).one()


def _repeated(connection: Connection, conversation: Row[Any], client_id: str) -> Accepted | None:
    row = connection.execute(_REPEATED, {"of": conversation.id, "client": client_id}).first()
    if row is None:
        return None
    reply = row.reply_seq and _frame(connection, conversation.id, row.reply_seq)
    return Accepted(
        turn_id=row.id,
        forwarded=row.text,
        frame=_frame(connection, conversation.id, row.seq),
        answering=conversation.answering,
        epoch=conversation.epoch,
        repeated=True,
        reply=reply,
    )


def _store(
    connection: Connection,
    conversation: Row[Any],
    client_id: str,
    text: str,
    payload: str | None,
    photos: Sequence[Mapping[str, Any]] = (),
) -> Accepted:
    turn_id, at = fresh_id(), now()
    shown: dict[str, Any] = {"type": "accepted", "id": client_id, "turn": turn_id, "text": text}
    if photos:
        shown["photos"] = list(photos)
    (frame,) = append(connection, conversation.id, [{**shown, "at": isoformat(at)}])
    connection.execute(
        INSERT_MESSAGE,
        {
            "id": turn_id,
            "conversation_id": conversation.id,
            "seq": frame.seq,
            "sender": "shopper",
            "text": text,
            "at": at,
            "turn_id": turn_id,
            "epoch": conversation.epoch,
            "client_id": client_id,
            "clicked": payload is not None and not photos,
        },
    )
    return Accepted(
        turn_id=turn_id,
        forwarded=payload or text,
        frame=frame,
        answering=conversation.answering,
        epoch=conversation.epoch,
    )


def _frame(connection: Connection, conversation_id: str, seq: int) -> Frame:
    body = connection.execute(_FRAME, {"of": conversation_id, "at": seq}).scalar_one()
    return Frame(seq, body)
