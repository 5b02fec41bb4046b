"""A page as JSON: {"title": …, "content": Markdown}, as knowledge bases export them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from knowledge.importers.fields import safe_url
from knowledge.importers.markdown import read_markdown
from knowledge.importers.personal import personal_records
from knowledge.text import plain
from knowledge.validity import days_told
from records import decoded

if TYPE_CHECKING:
    from pathlib import Path

    from knowledge.documents import Document

__all__ = ["is_json_page", "read_json_page"]

LARGEST = 1_000_000
_TITLE = ("title", "name", "question", "heading")
_CONTENT = ("content", "body", "text", "markdown", "answer")
_DAYS = ("valid_from", "valid_until")
_ADDRESS = ("url", "link", "source_url")


def is_json_page(path: Path) -> bool:
    """Whether a .json file holds one page of text, not records."""
    if path.suffix.lower() != ".json" or path.stat().st_size > LARGEST:
        return False
    return _page(decoded(path.read_bytes())) is not None


def read_json_page(text: str) -> Document:
    """The outline of the page; its title is empty when the page has none."""
    page = _page(text) or {}
    valid_from, valid_until = days_told({name: _first(page, (name,)) for name in _DAYS})
    document = read_markdown(_first(page, _CONTENT))
    return replace(
        document,
        title=plain(_first(page, _TITLE)) or document.title,
        url=safe_url(_first(page, _ADDRESS)),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _page(text: str) -> dict[str, Any] | None:
    if not text.lstrip("\ufeff \t\r\n").startswith("{"):
        return None
    try:
        page = json.loads(text)
    except (ValueError, RecursionError):
        return None  # the tables' reader says what is wrong with it
    if not isinstance(page, dict) or "price" in page or not _first(page, _CONTENT):
        return None
    if personal_records(page):
        return None
    return page


def _first(page: dict[str, Any], keys: tuple[str, ...]) -> str:
    found = (page[key] for key in keys if isinstance(page.get(key), str) and page[key].strip())
    return next(found, "")
