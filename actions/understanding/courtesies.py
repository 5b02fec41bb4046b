"""The courtesies around what people come to say: "hi, sorry, could you please …".

Pieces of patterns for others to build on, all in lower case.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CAN_YOU", "WOULD_LIKE", "opening"]

CAN_YOU: Final = r"(?:can|could|would|will) (?:you|i|we)"
"""How a wish is put as a question."""
WOULD_LIKE: Final = r"i(?:'?d| would)? (?:like|want|need|wish)"
"""How a wish is stated; "I'd like to know" states none."""
_USUAL: Final = ("hi", "hello", "hey", "ok(?:ay)?", "oh", "so", "well", "and", "but", "sorry")


def opening(*more: str) -> str:
    """The pattern of a message's start up to its point: of greetings and the like, or of nothing.

    `more` are patterns of words that may stand among the usual ones.
    """
    return rf"^\W*(?:(?:{'|'.join((*_USUAL, *more))})\W+)*"
