"""A shopper's sentence as an example that the bot may learn from.

Personal data gives way to what the training data writes in its place: an invented name, address or
order number of the same shape. The marks of entities are Rasa's: `[SO-20417](order_number)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final

from generation.personal_data import substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Example", "Mark", "MarkupInvalid", "Pseudonyms", "example_of", "read_marked"]

LONGEST: Final = 500
"""Characters of an example; longer messages teach nothing about one intent."""
ORDER_NUMBER: Final = "order_number"
INVENTED: Final = {
    "e-mail": "jane@example.com",
    "phone": "555 0134",
    "address": "12 Main Street",
    "card": "my card",
}
FIRST_NAME, LAST_NAME = "Jane", "Miller"
SHORTEST_NAME: Final = 3
_DIGITS, _LETTERS = "2041783659", "SOAB"
_NUMBERED = re.compile(r"(?<![\w$€£.,-])[A-Za-z]{0,5}[-_]?\d{4,12}\b(?![.,]\d)")
_MARKED = re.compile(r"\[(?P<words>[^\[\]]+)\]\((?P<entity>[^()\s]+)\)")


class MarkupInvalid(ValueError):
    """Marks that cannot be read; the message says what to write instead."""


@dataclass(frozen=True)
class Mark:
    """Characters `start` to `end` (exclusive) of a text are an entity."""

    start: int
    end: int
    entity: str


@dataclass(frozen=True)
class Example:
    """A sentence and its marks, in their order."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def marked(self) -> str:
        """The sentence as training data has it."""
        parts, end = [], 0
        for mark in self.marks:
            words = self.text[mark.start : mark.end]
            parts += [self.text[end : mark.start], f"[{words}]({mark.entity})"]
            end = mark.end
        return "".join([*parts, self.text[end:]])

    @property
    def entities(self) -> list[dict[str, Any]]:
        """The marks as plain objects."""
        return [vars(mark) for mark in self.marks]


class Pseudonyms:
    """Invented names and numbers for those of one conversation: the same for the same."""

    def __init__(self, customer_name: str | None = None) -> None:
        words = (customer_name or "").split()
        self._names = {
            word.lower(): FIRST_NAME if place == 0 else LAST_NAME
            for place, word in enumerate(words)
            if len(word) >= SHORTEST_NAME
        }
        self._numbers: dict[str, str] = {}

    def text(self, said: str) -> str:
        """What was said, on one line."""
        line = " ".join(said.split()).translate(str.maketrans("[]", "()"))
        line = _NUMBERED.sub(lambda found: self._number(found[0]), line)
        line = substitute(line, INVENTED.__getitem__)
        for name, other in self._names.items():
            line = re.sub(rf"\b{re.escape(name)}\b", other, line, flags=re.IGNORECASE)
        return line[:LONGEST].strip()

    def value(self, value: str, entity: str) -> str:
        """An entity's value."""
        return self._number(value) if entity == ORDER_NUMBER else self.text(value)

    def _number(self, number: str) -> str:
        """Another number of the same shape: a fixed one, so that nothing can be told from it."""
        if number in self._numbers.values():
            return number
        if number.startswith("#"):
            return "#" + self._number(number[1:])
        shape = number.upper()
        if shape not in self._numbers:
            turn = len(set(self._numbers.values())) % len(_DIGITS)
            digits = cycle(_DIGITS[turn:] + _DIGITS[:turn])
            letters = cycle(_LETTERS)
            self._numbers[shape] = "".join(
                next(digits) if each.isdigit() else next(letters) if each.isalpha() else each
                for each in shape
            )
        return self._numbers[shape]


def example_of(
    said: str, entities: Sequence[Mapping[str, Any]] = (), pseudonyms: Pseudonyms | None = None
) -> Example:
    """What a shopper said as an example; `entities` are marks of NLU's, by `start` and `end`."""
    names = pseudonyms or Pseudonyms()
    parts: list[str] = []
    marks: list[Mark] = []
    end = 0
    for entity in _in_order(said, entities):
        before = _with_edges(said[end : entity["start"]], names)
        words = said[entity["start"] : entity["end"]]
        kept = names.value(words, entity["entity"])
        start = sum(map(len, parts)) + len(before)
        parts += [before, kept]
        marks.append(Mark(start, start + len(kept), entity["entity"]))
        end = entity["end"]
    parts.append(_with_edges(said[end:], names))
    return _trimmed("".join(parts), marks)


def read_marked(written: str) -> Example:
    """An example from its marked sentence. Raises MarkupInvalid."""
    line = " ".join(written.split())
    parts: list[str] = []
    marks: list[Mark] = []
    end = 0
    for found in _MARKED.finditer(line):
        parts.append(line[end : found.start()])
        start = sum(map(len, parts))
        parts.append(found["words"])
        marks.append(Mark(start, start + len(found["words"]), found["entity"]))
        end = found.end()
    parts.append(line[end:])
    text = "".join(parts)
    if "[" in text or "]" in text:
        raise MarkupInvalid("Mark an entity as [words](entity); there are no other brackets.")
    if not text.strip():
        raise MarkupInvalid("An example needs words.")
    if len(text) > LONGEST:
        raise MarkupInvalid(f"An example has at most {LONGEST} characters.")
    return Example(text, tuple(marks))


def _in_order(said: str, entities: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The entities that stand in the text, none upon another."""
    end = 0
    placed = [each for each in entities if isinstance(each.get("start"), int) and each.get("end")]
    for entity in sorted(placed, key=lambda each: (each["start"], -each["end"])):
        if end <= entity["start"] < entity["end"] <= len(said):
            end = entity["end"]
            yield entity


def _with_edges(part: str, names: Pseudonyms) -> str:
    """A part of a sentence, the space around it kept as one blank."""
    kept = names.text(part)
    if not kept:
        return " " if part else ""
    before = " " if part[0].isspace() else ""
    return before + kept + (" " if part[-1].isspace() else "")


def _trimmed(text: str, marks: Sequence[Mark]) -> Example:
    shift = len(text) - len(text.lstrip())
    moved = (Mark(mark.start - shift, mark.end - shift, mark.entity) for mark in marks)
    kept = text.strip()[:LONGEST]
    return Example(kept, tuple(mark for mark in moved if mark.end <= len(kept)))
