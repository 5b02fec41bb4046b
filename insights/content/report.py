"""Click-through of the texts that shoppers saw, product by product."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from insights.content.bandit import Rate, rates, winner

if TYPE_CHECKING:
    from collections.abc import Iterable

    from insights.content.shelf import Text

__all__ = ["COLUMNS", "Comparison", "Line", "report_of", "row_of"]

COLUMNS: Final = (
    "id", "product", "channel", "persona", "tone", "length", "variant", "headline", "text",
    "written_by", "status", "shown", "followed",
)  # fmt: skip
"""Of a text in a file."""


@dataclass(frozen=True)
class Line:
    """One text with its rate; `best` where it is better than each of the others."""

    id: str
    text: str
    rate: Rate
    best: bool


@dataclass(frozen=True)
class Comparison:
    """The texts of one product in one channel, which shoppers saw by turns."""

    product_id: str
    channel: str
    shown: int
    lines: tuple[Line, ...]


def report_of(texts: Iterable[Text]) -> list[Comparison]:
    """The approved texts that were shown, the most seen first; a winner only where one is sure.

    The intervals of one comparison hold together; over many comparisons some call is by chance,
    one in twenty at most of those without a difference.
    """
    ordered = sorted(texts, key=_place)
    found = (_compared(*place, list(group)) for place, group in groupby(ordered, key=_place))
    return sorted((one for one in found if one.shown), key=lambda one: -one.shown)


def row_of(text: Text) -> list[str | int]:
    """A text as a row of `COLUMNS`."""
    brief, counts = text.brief, text.counts
    return [
        text.id, text.product_id, brief.channel.value, brief.persona.value, brief.tone.value,
        brief.length.value, brief.variant, text.draft.headline, text.draft.body, text.written_by,
        text.status, counts.shown, counts.followed,
    ]  # fmt: skip


def _place(text: Text) -> tuple[str, str]:
    return text.product_id, text.brief.channel.value


def _compared(product_id: str, channel: str, texts: list[Text]) -> Comparison:
    found = rates([text.counts for text in texts])
    best = winner(found)
    lines = tuple(
        Line(
            text.id,
            " ".join(filter(None, (text.draft.headline, text.draft.body))),
            rate,
            at == best,
        )
        for at, (text, rate) in enumerate(zip(texts, found, strict=True))
    )
    return Comparison(product_id, channel, sum(rate.shown for rate in found), lines)
