"""Markdown documents (CommonMark with tables), with optional front matter."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge.chunks import KINDS
from knowledge.documents import Document, Outline
from knowledge.importers.fields import safe_url
from knowledge.text import plain
from knowledge.validity import days_told

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_markdown"]

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<lines>.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_SPECIFICATION = re.compile(r"^[^\W_][^.:!?\n]{0,60}:(\s|$)")
_LABEL = re.compile(r"^[^.:!?\n]{1,60}:$")


_LISTS = {"bullet_list", "ordered_list"}


def read_markdown(text: str) -> Document:
    """The outline of a Markdown document; its title is empty when no heading gives one.

    Front matter may set `title`, `url`, `updated` (a date), `product` (an id of the
    catalogue), `kind`, and the first and last day on which the page holds, `valid_from` and
    `valid_until`; other keys are ignored. Raises SourceRefused when those are no such days.
    """
    matter = _FRONT_MATTER.match(text)
    settings = _settings(matter["lines"]) if matter else {}
    parser = MarkdownIt("commonmark").enable("table")
    outline = Outline()
    tree = SyntaxTreeNode(parser.parse(text[matter.end() :] if matter else text))
    for node in tree.children:
        _block(node, outline)
    document = Document(title=outline.title, sections=outline.sections())
    valid_from, valid_until = days_told(settings)
    return replace(
        document,
        title=settings.get("title") or document.title,
        url=safe_url(settings.get("url", "")),
        updated_at=_date(settings.get("updated", settings.get("date", ""))),
        product=settings.get("product") or None,
        kind=settings["kind"] if settings.get("kind") in KINDS else None,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _settings(lines: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in lines.splitlines() if ":" in line)
    return {key.strip().lower(): plain(value).strip("\"' ") for key, _, value in pairs}


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _block(node: SyntaxTreeNode, outline: Outline) -> None:
    match node.type:
        case "heading":
            outline.heading(int(node.tag[1:]), _text(node))
        case "paragraph":
            if _is_bold_question(node):
                outline.heading(6, _text(node))
            else:
                outline.paragraph(_text(node))
        case "bullet_list" | "ordered_list":
            _list(node, outline, ())
        case "table":
            _table(node, outline)
        case "fence" | "code_block" | "html_block":
            outline.paragraph(node.content)
        case "blockquote":
            for child in node.children:
                _block(child, outline)


def _list(node: SyntaxTreeNode, outline: Outline, parents: Sequence[str]) -> None:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    for item in node.children:
        marker = "-" if number is None else f"{number}."
        own = [
            child for child in item.children if child.type not in {"bullet_list", "ordered_list"}
        ]
        text = "\n".join(filter(None, (_text(child) for child in own)))
        outline.item(text, marker, parents)
        for child in item.children:
            if child not in own:
                _list(child, outline, (*parents, f"{marker} {text}"))
        number = None if number is None else number + 1


def _table(node: SyntaxTreeNode, outline: Outline) -> None:
    header: list[str] = []
    for part in node.children:
        for row in part.children:
            cells = [_text(cell) for cell in row.children]
            if part.type == "thead":
                header = cells
            else:
                outline.row(header, cells)


def _is_bold_question(node: SyntaxTreeNode) -> bool:
    inline = [part for part in _inline(node) if part.type != "text" or part.content.strip()]
    return len(inline) == 1 and inline[0].type == "strong" and _text(node).endswith("?")


def _text(node: SyntaxTreeNode) -> str:
    """The words of a block; lines are joined unless each says a thing of its own."""
    if node.type in {"fence", "code_block", "html_block"}:
        return node.content
    pieces: list[str] = []
    for child in node.walk():
        match child.type:
            case "text" | "code_inline":
                pieces.append(child.content)
            case "image":
                pieces.append(child.content)
            case "softbreak":
                pieces.append("\n")
            case "hardbreak":
                pieces.append("\v\n")
            case "html_inline" if child.content.lower().startswith("<br"):
                pieces.append("\v\n")
    lines = "".join(pieces).split("\n")
    specification = all(_SPECIFICATION.match(line.strip()) for line in lines)
    joined = lines[0]
    for before, line in pairwise(lines):
        ends = before.endswith("\v") or before.rstrip().endswith("?")
        apart = specification or ends or _LABEL.match(before.strip())
        joined += ("\n" if apart else " ") + line
    return "\n".join(line.strip() for line in joined.replace("\v", "").split("\n"))


def _inline(node: SyntaxTreeNode) -> Sequence[SyntaxTreeNode]:
    return node.children[0].children if node.children else ()
