"""What an agent sees of a shopper: without personal data until it is needed.

Found by the same patterns that keep such data from other companies' models: e-mail addresses,
phone numbers, postal addresses and card numbers, and the customer's own name wherever it stands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from generation.personal_data import redact

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Veil"]

HIDDEN: Final = "•••"
SHORTEST_NAME: Final = 3
SHOWN_OF_AN_ID: Final = 2


class Veil:
    """Hides the personal data of one customer; a lifted one hides nothing."""

    def __init__(self, customer_name: str | None = None, *, lifted: bool = False) -> None:
        self.lifted = lifted
        words = [word for word in (customer_name or "").split() if len(word) >= SHORTEST_NAME]
        self._name = (
            re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
            if words
            else None
        )

    def text(self, said: str) -> str:
        """What somebody said."""
        if self.lifted:
            return said
        hidden = redact(said, "hidden")
        return self._name.sub(_initial, hidden) if self._name else hidden

    def name(self, name: str | None) -> str:
        """A customer's name, as initials; empty for none."""
        if self.lifted or not name:
            return name or ""
        return " ".join(word[0] + HIDDEN for word in name.split())

    def identifier(self, customer_id: str | None) -> str:
        """A customer's id, its end only; empty for none."""
        if self.lifted or not customer_id:
            return customer_id or ""
        return HIDDEN + customer_id[-SHOWN_OF_AN_ID:]

    def value(self, value: Any) -> Any:
        """A slot's or entity's value, and whatever it is made of."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return self.mapping(value)
        if isinstance(value, list | tuple):
            return [self.value(item) for item in value]
        return value

    def mapping(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values under their names."""
        return {name: self.value(value) for name, value in values.items()}


def _initial(found: re.Match[str]) -> str:
    return found[0][0] + HIDDEN
