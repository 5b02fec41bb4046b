"""Documents cut into chunks of a bounded size.

A reader of one chunk must not be misled by what was cut off: sentences stay whole, and a
list that is split repeats the line that introduces it ("The warranty does not cover:").
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.chunks import Chunk
from knowledge.documents import FAQ, Block, Section
from knowledge.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from knowledge.documents import Document

__all__ = ["CHUNKER", "chunk_document", "identified", "pack"]

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
_FOLDERS = {"policies": "policy", "policy": "policy", "faq": "faq", "faqs": "faq", "help": "faq"}


def chunk_document(document: Document, source: str, updated_at: date) -> list[Chunk]:
    """The chunks of a document that no product is linked to yet."""
    whole = document.kind or _kind_of_folder(source)
    if whole is None and FAQ.search(document.title):
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
            valid_from=document.valid_from, valid_until=document.valid_until,
        )  # fmt: skip
        texts = pack(section.blocks, MAX_FAQ_CHARS if question else MAX_CHARS)
        chunks.extend(replace(blank, text=text) for text in texts)
    return chunks


def identified(chunks: Sequence[Chunk]) -> list[Chunk]:
    """The chunks, each with the id that its content gives it; repeated ones once."""
    found = {}
    for chunk in chunks:
        content = [chunk.text, chunk.title, chunk.section, chunk.source, chunk.kind,
                   chunk.product_id or "", chunk.product_title or "", chunk.url or ""]  # fmt: skip
        content += [chunk.validity] if chunk.validity else []
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
    if FAQ.search(headings):
        return "faq"
    return "policy" if _POLICY.search(headings) else "document"
