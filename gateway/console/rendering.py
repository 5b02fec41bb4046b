"""Templates: everything in them is escaped, but Markdown of the bot's, which holds no HTML."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from conversations.teaching.bot_domain import UNTAUGHT
from gateway.console.labels import INSIGHTS

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

__all__ = ["markdown", "render"]

# Browsers read a backslash as a slash, and leave out white space: neither may hide a scheme.
_ADDRESS = re.compile(r"(?:https?://|/(?![/\\\\]))[^\s\\\\]*\Z", re.IGNORECASE)
TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **values: Any) -> Markup:
    """A template filled in; what is put into another one is not escaped again."""
    filled = _environment().get_template(template).render(**values)
    return Markup(filled)  # noqa: S704 - templates escape what they are filled with


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "markdown": markdown,
        "iso": _iso,
        "when": _when,
        "day": _day,
        "month": _month,
        "figure": _figure,
        "signed": _signed,
        "percent": _percent,
        "spoken": _spoken,
        "sentence": _sentence,
        "web": _web,
    }
    environment.globals["insight_tabs"] = INSIGHTS
    return environment


@cache
def _reader() -> MarkdownIt:
    # No HTML and no pictures: a link is followed by a click, a picture is fetched unasked.
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def markdown(text: str) -> Markup:
    """Markdown as the shopper sees it; links of any scheme but http, https and mailto are text."""
    tokens = _reader().parse(text)
    for token in tokens:
        for part in token.children or ():
            if part.type == "link_open":
                part.attrs |= {"rel": "noopener noreferrer nofollow", "target": "_blank"}
    rendered = _reader().renderer.render(tokens, _reader().options, {})
    return Markup(rendered)  # noqa: S704 - the renderer escapes everything but its own tags


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _when(moment: datetime) -> str:
    """For who has no script: the script shows it in the agent's own zone."""
    return f"{moment:%d %b %Y, %H:%M} UTC"


def _day(moment: date | str) -> str:
    """A day as people write it; ISO text is what results kept as JSON have."""
    known = date.fromisoformat(moment[:10]) if isinstance(moment, str) else moment
    return f"{known:%d %b %Y}"


def _month(month: str) -> str:
    """Of "2026-11": "Nov 2026"."""
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"


def _figure(value: float | Decimal, digits: int = 0) -> str:
    return _typeset(f"{_rounded(value, digits):,.{digits}f}")


def _signed(value: float, digits: int = 0) -> str:
    """A difference, with its sign."""
    return _typeset(f"{_rounded(value, digits):+,.{digits}f}")


def _rounded(value: float | Decimal, digits: int) -> float:
    return round(float(value), digits) + 0.0  # of -0.0 would be made "-0"


def _typeset(number: str) -> str:
    return number.replace("-", "\N{MINUS SIGN}")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _spoken(name: str) -> str:
    """An identifier as words: ask_order_status is "ask order status"."""
    return "not understood" if name in UNTAUGHT else name.replace("_", " ")


def _sentence(words: str) -> str:
    """Words with a capital letter first; `capitalize` would make the others small."""
    return words[:1].upper() + words[1:]


def _web(address: object) -> bool:
    """Whether a link or picture may have this address: of the web, or of this server."""
    return isinstance(address, str) and bool(_ADDRESS.match(address))
