"""Prompts of a given length, all different but for the rules that each answer begins with."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from generation import Message
from knowledge.prompt import prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["prompts"]

WORDS: Final = (
    *("tent", "waterproof", "seam", "returns", "warranty", "ships", "within", "days", "of"),
    *("delivery", "and", "the", "poles", "are", "aluminium", "while", "members", "pay", "no"),
    *("fee", "for", "parcels", "under", "ten", "kilograms", "unless", "stated", "otherwise"),
)
CHARS_PER_TOKEN: Final = 10
"""More than any tokenizer's: a text this long can be cut to length."""


def prompts(
    count: int,
    tokens: int,
    shared: int,
    length: Callable[[Sequence[Message]], int],
    seed: int,
) -> list[list[Message]]:
    """`count` prompts of `tokens` tokens, the first `shared` of them alike.

    `length` counts the tokens of a prompt. No prompt of another `seed` goes on alike.
    """
    rules = prompt("", [])[0].content
    system = _cut(lambda text: length([Message("system", text)]), rules * 9, shared)
    made = []
    for number in range(count):
        words = random.Random(f"{seed} {number}")  # noqa: S311 - text, no secret
        text = f"{words.random():.12f} " + " ".join(words.choices(WORDS, k=2 * tokens))
        fixed = Message("system", system)
        user = _cut(lambda cut: length([fixed, Message("user", cut)]), text, tokens)  # noqa: B023 - used at once
        made.append([fixed, Message("user", user)])
    return made


def _cut(length: Callable[[str], int], text: str, tokens: int) -> str:
    """The longest beginning of `text` that makes no more than `tokens`."""
    low, high = 0, min(len(text), CHARS_PER_TOKEN * tokens)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if length(text[:middle]) <= tokens else (low, middle - 1)
    return text[:low]
