"""Documents as an outline: sections under their headings, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = ["FAQ", "Block", "Document", "Outline", "Section"]

FAQ = re.compile(r"\b(faqs?|frequently asked|questions? (and|&) answers?|q ?& ?a)\b", re.IGNORECASE)
"""A heading over questions with their answers."""

_REVIEWS = re.compile(r"^\W*(customer |user |product )?(reviews?|testimonials?)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"^(?:q(?:uestion)?\s*\d*\s*[:.)]\s*)?(?P<question>[^\n]{3,300}?\?)\s*", re.IGNORECASE
)
_ANSWER = re.compile(r"^a(?:nswer)?\s*\d*\s*[:.)]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """A paragraph, a list item or a table row; `lead` is the line that introduces it."""

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Section:
    """What stands under one heading; `path` are the headings that lead there, title aside."""

    path: tuple[str, ...]
    blocks: tuple[Block, ...]
    kind: str | None = None


@dataclass(frozen=True)
class Document:
    """A document read from its file; what the file does not say is None."""

    title: str
    sections: tuple[Section, ...]
    url: str | None = None
    updated_at: date | None = None
    product: str | None = None
    kind: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None


class Outline:
    """Collects headings and blocks in reading order into the sections of a document."""

    def __init__(self) -> None:
        self.title = ""
        self._stack: list[tuple[int, str]] = []
        self._blocks: list[Block] = []
        self._sections: list[Section] = []
        self._lead = ""

    def heading(self, level: int, text: str) -> None:
        """Begin the section under a heading; the first of level 1 is the title."""
        text = plain(text).rstrip(":")
        if not text:
            return
        self._close()
        if level == 1 and not self.title and not self._stack:
            self.title = text
            return
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()
        self._stack.append((level, text))

    def paragraph(self, text: str) -> None:
        """Add a paragraph; an FAQ's "Question? Answer." becomes an entry of its own."""
        text = _lines(text)
        if text and not self._entry(text):
            self._blocks.append(Block(text, self._lead_of(text)))

    def item(self, text: str, marker: str = "-", parents: Sequence[str] = ()) -> None:
        """Add a list item; `parents` are the texts of the items it stands under."""
        text = _lines(text)
        if not text or (not parents and self._entry(text)):
            return
        lead = parents[-1] if parents else self._lead
        self._blocks.append(Block(f"{'  ' * len(parents)}{marker} {text}", lead))

    def row(self, header: Sequence[str], cells: Sequence[str]) -> None:
        """Add a table row, as a line that can be read without the table."""
        names = [plain(name) for name in header]
        values = [plain(cell) for cell in cells]
        sized = names[:1] and names[0].lower() == "size"  # a size chart: each line is told in full
        if len(values) == 2 and values[0] and not sized:  # noqa: PLR2004  a key and its value
            self._blocks.append(Block(f"{values[0]}: {values[1]}", self._lead))
            return
        names += [""] * (len(values) - len(names))
        parts = (
            f"{name}: {value}" if name else value
            for name, value in zip(names, values, strict=False)
            if value
        )
        if line := "; ".join(parts):
            self._blocks.append(Block(line, self._lead))

    def sections(self) -> tuple[Section, ...]:
        """All that was collected."""
        self._close()
        return tuple(self._sections)

    @property
    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._stack)

    def _lead_of(self, text: str) -> str:
        lead, self._lead = self._lead, ""
        if text.endswith(":"):
            self._lead = text.rsplit("\n", 1)[-1]
            return ""
        return lead if "\n" not in text and text[:1].islower() else ""

    def _entry(self, text: str) -> bool:
        """Take a review or an FAQ entry out of the section it is listed in."""
        path = self._path
        if path and _REVIEWS.search(path[-1]):
            self._sections.append(Section(path, (Block(text),), "review"))
            return True
        question = _QUESTION.match(text)
        if question is None or not (path and FAQ.search(" ".join(path))):
            return False
        answer = _ANSWER.sub("", text[question.end() :])
        entry = (*path, question["question"])
        if answer:
            self._sections.append(Section(entry, (Block(answer),), "faq"))
        else:  # the answer is in the blocks that follow
            self._close()
            level = self._stack[-1][0]
            if self._stack[-1][1].endswith("?"):
                self._stack.pop()
            else:
                level += 1
            self._stack.append((level, question["question"]))
        return True

    def _close(self) -> None:
        if self._blocks:
            self._sections.append(Section(self._path, tuple(self._blocks)))
        self._blocks, self._lead = [], ""


def _lines(text: str) -> str:
    return plain(text, lines=True)
