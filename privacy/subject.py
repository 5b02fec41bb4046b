"""Whose data is meant."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

__all__ = ["Phrase", "Subject"]


@dataclass(frozen=True)
class Phrase:
    """Words by which the person can be found in any file; `kind` says what they are, in a word."""

    kind: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A person, by every name under which something may be kept of them.

    `customer_id` is empty for a guest, who is known by one conversation alone. `emails` are in
    small letters.
    """

    id: str
    customer_id: str = ""
    conversations: tuple[str, ...] = ()
    visitors: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()

    def to_json(self) -> str:
        """All of it, to go on after a crash; it is personal data itself."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Subject:
        """What `to_json` wrote."""
        told = json.loads(text)
        phrases = tuple(Phrase(**phrase) for phrase in told.pop("phrases"))
        lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
        return cls(**{**told, **lists}, phrases=phrases)
