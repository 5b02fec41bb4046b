"""HTML pages: what a reader sees of them, without menus, forms and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from knowledge.documents import Document, Outline
from knowledge.importers.fields import safe_url
from knowledge.text import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_html"]

_UNREAD = (
    "script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas",
    "form", "button", "select", "input", "nav", "aside", "footer", "dialog",
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CONTAINERS = {
    "article", "section", "main", "div", "header", "body", "html", "figure", "blockquote",
    "details", "center", "[document]",
}  # fmt: skip


_BREAK = "\ue000"  # stands for <br> while white space is collapsed


def read_html(text: str) -> Document:
    """The outline of a page; its title is the first h1, else its title element."""
    soup = BeautifulSoup(text, "html.parser")
    name = soup.title.get_text() if soup.title else ""
    canonical = soup.find("link", rel="canonical")
    address = canonical.get("href") if isinstance(canonical, Tag) else ""
    for element in soup(_UNREAD):
        element.decompose()
    for element in soup(hidden=True):
        element.decompose()
    outline = Outline()
    body = soup.find("main") or soup.find("article") or soup.body or soup
    _walk(body, outline)
    return Document(
        title=outline.title or plain(name),
        sections=outline.sections(),
        url=safe_url(str(address or "")),
    )


def _walk(container: Tag, outline: Outline) -> None:
    loose: list[str] = []
    for child in container.children:
        if isinstance(child, Tag) and _is_block(child):
            _flush(loose, outline)
            _block(child, outline)
        elif isinstance(child, Tag):
            loose.append("\n" if child.name == "br" else child.get_text())
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            loose.append(str(child).replace("\n", " "))
    _flush(loose, outline)


def _flush(loose: list[str], outline: Outline) -> None:
    if text := "".join(loose).strip():
        outline.paragraph(text)
    loose.clear()


def _is_block(tag: Tag) -> bool:
    return (
        tag.name in _HEADINGS
        or tag.name in _CONTAINERS
        or tag.name in {"p", "pre", "ul", "ol", "dl", "table", "summary", "head", "title"}
    )


def _block(tag: Tag, outline: Outline) -> None:
    match tag.name:
        case name if name in _HEADINGS:
            outline.heading(_HEADINGS[name], tag.get_text(" "))
        case "summary":
            outline.heading(6, tag.get_text(" "))
        case "p" | "pre":
            outline.paragraph(_words(tag))
        case "ul" | "ol":
            _list(tag, outline, ())
        case "dl":
            _definitions(tag, outline)
        case "table":
            _table(tag, outline)
        case "head" | "title":
            pass
        case _:
            _walk(tag, outline)


def _list(tag: Tag, outline: Outline, parents: Sequence[str]) -> None:
    for number, item in enumerate(tag.find_all("li", recursive=False), 1):
        marker = f"{number}." if tag.name == "ol" else "-"
        nested = [part.extract() for part in item.find_all(["ul", "ol"], recursive=False)]
        text = _words(item)
        outline.item(text, marker, parents)
        for part in nested:
            _list(part, outline, (*parents, f"{marker} {plain(text)}"))


def _definitions(tag: Tag, outline: Outline) -> None:
    term = ""
    for part in tag.find_all(["dt", "dd"]):
        if part.name == "dt":
            term = plain(part.get_text(" "))
        elif term.endswith("?"):
            outline.heading(6, term)
            outline.paragraph(_words(part))
        else:
            outline.row(("", ""), (term, part.get_text(" ")))


def _table(tag: Tag, outline: Outline) -> None:
    header: list[str] = []
    for row in tag.find_all("tr"):
        cells = row.find_all(["th", "td"])
        texts = [cell.get_text(" ") for cell in cells]
        if not header and all(cell.name == "th" for cell in cells):
            header = texts
        elif texts:
            outline.row(header, texts)


def _words(tag: Tag) -> str:
    if tag.name == "pre":
        return tag.get_text()
    for line_break in tag.find_all("br"):
        line_break.replace_with(_BREAK)
    return " ".join(tag.get_text().split()).replace(_BREAK, "\n")
