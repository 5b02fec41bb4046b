"""Documents as an outline: sections under their headings, then chunks of a bounded size.

A reader of one chunk must not be misled by what was cut off: sentences stay whole, and a
list that is split repeats the line that introduces it ("The warranty does not cover:").
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.chunks import Chunk
from knowledge.text import plain, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

__all__ = [
    "CHUNKER",
    "Block",
    "Document",
    "Outline",
    "Section",
    "chunk_document",
    "identified",
    "pack",
]

CHUNKER = "4"
"""Changes when the same source would give other chunks: all of it is then ingested again."""

MAX_CHARS = 900
"""Of a chunk; MiniLM reads 256 tokens, about 1,100 characters with the headings."""
MAX_FAQ_CHARS = 1800
"""An FAQ entry is one chunk up to here."""
ONE_WORD_CHARS = 80

_POLICY = re.compile(
    r"\b(polic(y|ies)|returns?|refunds?|exchanges?|shipping|delivery|warranty|guarantee|privacy|"
    r"terms|price match)\b",
    re.IGNORECASE,
)
_FAQ = re.compile(
    r"\b(faqs?|frequently asked|questions? (and|&) answers?|q ?& ?a)\b", re.IGNORECASE
)
_REVIEWS = re.compile(r"^\W*(customer |user |product )?(reviews?|testimonials?)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"^(?:q(?:uestion)?\s*\d*\s*[:.)]\s*)?(?P<question>[^\n]{3,300}?\?)\s*", re.IGNORECASE
)
_ANSWER = re.compile(r"^a(?:nswer)?\s*\d*\s*[:.)]\s*", re.IGNORECASE)
_FOLDERS = {"policies": "policy", "policy": "policy", "faq": "faq", "faqs": "faq", "help": "faq"}


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
        if len(values) == 2 and values[0]:  # noqa: PLR2004  a key and its value
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
        if question is None or not (path and _FAQ.search(" ".join(path))):
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


def chunk_document(document: Document, source: str, updated_at: date) -> list[Chunk]:
    """The chunks of a document that no product is linked to yet."""
    whole = document.kind or _kind_of_folder(source)
    if whole is None and _FAQ.search(document.title):
        whole = "faq"
    elif whole is None and _POLICY.search(document.title):
        whole = "policy"
    chunks: list[Chunk] = []
    for section in _gathered(document.sections):
        kind = section.kind or whole or _kind_of_section(section.path)
        question = bool(section.path) and section.path[-1].endswith("?")
        if question and kind == "document":
            kind = "faq"
        blank = Chunk(
            id="", text="", title=document.title, section=" > ".join(section.path), source=source,
            kind=kind, product_id=None, product_title=None, url=document.url,
            updated_at=document.updated_at or updated_at,
        )  # fmt: skip
        texts = pack(section.blocks, MAX_FAQ_CHARS if question else MAX_CHARS)
        chunks.extend(replace(blank, text=text) for text in texts)
    return chunks


def identified(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks, each with the id that its content gives it; repeated ones once."""
    found = {}
    for chunk in chunks:
        content = (chunk.text, chunk.title, chunk.section, chunk.source, chunk.kind,
                   chunk.product_id or "", chunk.product_title or "", chunk.url or "")  # fmt: skip
        id_ = hashlib.sha256("\x1f".join(content).encode("utf-8", "replace")).hexdigest()[:32]
        found[id_] = replace(chunk, id=id_)
    return list(found.values())


def pack(blocks: Sequence[Block], limit: int = MAX_CHARS) -> list[str]:
    """Texts of at most `limit` characters that hold the blocks in order."""
    texts: list[str] = []
    current = ""
    for block in blocks:
        for piece in _pieces(block.text, limit):
            if current and len(current) + 1 + len(piece) > limit:
                texts.append(current)
                current = ""
            if not current and block.lead and len(block.lead) + 1 + len(piece) <= limit:
                current = f"{block.lead}\n{piece}"
            else:
                current = f"{current}\n{piece}" if current else piece
    return [*texts, current] if current else texts


def _pieces(text: str, limit: int) -> Iterator[str]:
    if len(text) <= limit:
        yield text
        return
    current = ""
    for sentence in sentences(text):
        while len(sentence) > limit:  # no sentence at all: cut between words
            cut = sentence.rfind(" ", 1, limit)
            cut = cut if cut > 0 else limit
            if current:
                yield current
                current = ""
            yield sentence[:cut]
            sentence = sentence[cut:].lstrip()  # noqa: PLW2901  what is left of it
        if current and len(current) + 1 + len(sentence) > limit:
            yield current
            current = ""
        current = f"{current} {sentence}" if current else sentence
    if current:
        yield current


def _gathered(sections: Sequence[Section]) -> Iterator[Section]:
    """Sections of one word that follow each other become one: "Brand", "Category", "Colour"."""
    run: list[Section] = []
    for section in sections:
        label = _label(section)
        if run and label is not None and section.path[:-1] == run[0].path[:-1]:
            run.append(section)
            continue
        yield from _joined(run)
        run = [section] if label is not None else []
        if label is None:
            yield section
    yield from _joined(run)


def _joined(run: Sequence[Section]) -> Iterator[Section]:
    blocks = tuple(Block(label) for section in run if (label := _label(section)) is not None)
    if blocks:
        path = run[0].path if len(run) == 1 else run[0].path[:-1]
        yield Section(path, blocks)


def _label(section: Section) -> str | None:
    """A section of one word, with what the word is: "Brand: Fernhill"; None for any other."""
    if len(section.blocks) != 1 or section.kind is not None:
        return None
    text = section.blocks[0].text
    heading = section.path[-1] if section.path else ""
    if len(text) > ONE_WORD_CHARS or "\n" in text or text[-1] in ".!?:" or heading[-1:] == "?":
        return None
    return f"{heading}: {text}" if heading else text


def _kind_of_folder(source: str) -> str | None:
    folders = source.lower().split("/")
    for part in (*reversed(folders[:-1]), folders[-1].rsplit(".", 1)[0]):
        if part in _FOLDERS:
            return _FOLDERS[part]
    return None


def _kind_of_section(path: tuple[str, ...]) -> str:
    headings = " > ".join(path)
    if _FAQ.search(headings):
        return "faq"
    return "policy" if _POLICY.search(headings) else "document"


def _lines(text: str) -> str:
    return plain(text, lines=True)
