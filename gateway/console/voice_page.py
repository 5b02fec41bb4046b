"""What shoppers complain of, what to mend first, how satisfied they are, and the talks behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from conversations.veil import Veil
from gateway.console.insight_pages import InsightPage
from insights.voice.kept import KIND

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from aiohttp import web

    from gateway.console.visit import Visit

__all__ = ["VOICE", "talks"]

COLUMNS: Final = (
    *("aspect", "product", "words", "complaints", "from talks", "praise"),
    *("growth a month", "low", "high", "called"),
)


async def talks(visit: Visit) -> web.Response:
    """`GET /console/voice/talks?theme=…`: the talks that a theme of the newest run counts."""
    theme = visit.request.query.get("theme", "")
    found = await visit.console.read(visit.console.theme_talks.of, theme)
    shown = [
        {"id": one.conversation_id, "at": one.at, "said": Veil(one.customer_name).text(one.said)}
        for one in found
    ]
    return visit.page("voice_talks.html", theme=theme, talks=shown)


def _table(report: Mapping[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    return COLUMNS, _rows(report)


def _rows(report: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    for one in report["themes"]:
        trend = one["trend"] or {}
        growth = (trend.get(name) for name in ("growth", "low", "high"))
        counts = (one[name] for name in ("complaints", "from_talks", "praise"))
        words = " ".join(one["words"])
        called = "yes" if one["called"] else "no"
        yield (one["aspect"], one["product"], words, *counts, *growth, called)


VOICE: Final = InsightPage("voice", KIND, _table)
