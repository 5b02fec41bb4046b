"""The figures of the page of numbers, each a table with its chart.

What each counts stands on the page in words (`templates/numbers.html`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conversations.inbox.terms import Term
from gateway.console.counting import NONE, Cell, Column, Figure, count_cell, share_cell
from gateway.console.labels import FEELINGS, OUTCOMES, RESOLUTIONS, TIMES, WAITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gateway.console.counting import Counts
    from gateway.console.periods import Step

__all__ = ["OVER_TIME", "SATISFIED", "STARS", "figures_of"]

OVER_TIME: Final = ("outcome", "resolution", "rating", "mood")
"""The kinds of terms that are told step by step."""
STARS: Final = ("1", "2", "3", "4", "5")
SATISFIED: Final = ("4", "5")
_SERIES: Final = {
    "contained": "good",
    "ticket": "warm",
    "person": "cool",
    "bot": "good",
    "agent": "cool",
    "open": "plain",
    "positive": "good",
    "neutral": "plain",
    "negative": "bad",
}


def figures_of(counts: Counts) -> list[Figure]:
    """All figures, in the order of the page."""
    return [make(counts) for make in _FIGURES]


def _containment(counts: Counts) -> Figure:
    return Figure(
        "containment",
        "Containment",
        *_over_time(counts, "outcome", OUTCOMES, "Containment", ("contained",)),
        chart="stacked",
    )


def _resolution(counts: Counts) -> Figure:
    return Figure(
        "resolution",
        "Resolution",
        *_over_time(counts, "resolution", RESOLUTIONS, "Share resolved", ("bot", "agent")),
        chart="stacked",
    )


def _sentiment(counts: Counts) -> Figure:
    return Figure(
        "sentiment",
        "Sentiment",
        *_over_time(counts, "mood", FEELINGS, "Share negative", ("negative",)),
        chart="stacked",
    )


def _satisfaction(counts: Counts) -> Figure:
    rows = []
    for step, found in counts.by_step:
        rated = sum(found[Term("rating", stars)] for stars in STARS)
        satisfied = sum(found[Term("rating", stars)] for stars in SATISFIED)
        sum_ = sum(int(stars) * found[Term("rating", stars)] for stars in STARS)
        rows.append(
            (
                _step_cell(step),
                count_cell(rated, step.days, "rating", *STARS),
                count_cell(satisfied, step.days, "rating", *SATISFIED),
                count_cell(rated - satisfied, step.days, "rating", *STARS[:3]),
                share_cell(satisfied, rated),
                Cell(round(sum_ / rated, 3), f"{sum_ / rated:.1f}") if rated else NONE,
            )
        )
    return Figure(
        "satisfaction",
        "Customer satisfaction",
        (
            *(_unit(counts), Column("Rated"), Column("4 or 5 stars", "good")),
            *(Column("1 to 3 stars", "bad"), Column("CSAT"), Column("Average")),
        ),
        tuple(rows),
        "stacked",
    )


def _ratings(counts: Counts) -> Figure:
    rated = counts.number("rating", *STARS)
    rows = (
        (
            Cell(f"{stars} of 5", f"{stars} of 5"),
            counts.cell("rating", stars),
            share_cell(counts.number("rating", stars), rated),
        )
        for stars in reversed(STARS)
    )
    columns = (Column("Stars"), Column("Conversations", "accent"), Column("Share"))
    return Figure("ratings", "Ratings", columns, tuple(rows), "bars")


def _handoffs(counts: Counts) -> Figure:
    return Figure(
        "handoffs",
        "Handoffs by reason",
        (Column("Reason"), Column("Conversations", "accent"), Column("Share of handed over")),
        _ranked(counts, "handoff", counts.number("outcome", "person")),
        "bars",
    )


def _replies(counts: Counts) -> Figure:
    kinds = (("first_reply", TIMES), ("wait", WAITS), ("agent_reply", TIMES))
    shown = {
        value: label
        for value, label in WAITS.items()
        if any(counts.number(kind, value) for kind, _ in kinds)
    }
    rows = (
        (Cell(label, label), *(counts.cell(kind, value) for kind, _ in kinds))
        for value, label in shown.items()
    )
    return Figure(
        "response-times",
        "Response times",
        (
            *(Column("Time"), Column("First reply", "good")),
            *(Column("Waited for an agent", "warm"), Column("Agent spoke", "cool")),
        ),
        tuple(rows),
        "bars",
    )


def _unanswered(counts: Counts) -> Figure:
    return Figure(
        "unanswered",
        "Unanswered matters",
        (Column("Asked"), Column("Conversations", "accent"), Column("Share of all")),
        _ranked(counts, "gap", counts.number("outcome", *OUTCOMES)),
        "bars",
    )


def _intents(counts: Counts) -> Figure:
    return Figure(
        "intents",
        "Intents",
        (Column("Intent"), Column("Conversations", "accent"), Column("Share of all")),
        _ranked(counts, "intent", counts.number("outcome", *OUTCOMES)),
        "bars",
    )


def _confusion(counts: Counts) -> Figure:
    return Figure(
        "confusion",
        "Intents corrected",
        (Column("Heard → right"), Column("Conversations", "accent"), Column("Share of all")),
        _ranked(counts, "confusion", counts.number("outcome", *OUTCOMES)),
        "bars",
    )


_FIGURES: Final = (
    *(_containment, _resolution, _handoffs, _satisfaction, _ratings),
    *(_replies, _sentiment, _unanswered, _intents, _confusion),
)


def _over_time(
    counts: Counts, kind: str, values: Mapping[str, str], share: str, parts: tuple[str, ...]
) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
    """Columns and rows of a kind of which a conversation has one value, step by step."""
    rows = []
    for step, found in counts.by_step:
        whole = sum(found[Term(kind, value)] for value in values)
        rows.append(
            (
                _step_cell(step),
                count_cell(whole, step.days, kind, *values),
                *(count_cell(found[Term(kind, value)], step.days, kind, value) for value in values),
                share_cell(sum(found[Term(kind, value)] for value in parts), whole),
            )
        )
    named = (Column(label, _SERIES[value]) for value, label in values.items())
    return (_unit(counts), Column("Conversations"), *named, Column(share)), tuple(rows)


def _ranked(counts: Counts, kind: str, whole: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (Cell(value, value.replace("_", " ")), counts.cell(kind, value), share_cell(number, whole))
        for value, number in counts.ranked(kind)
    )


def _unit(counts: Counts) -> Column:
    return Column({"day": "Day", "week": "Week from", "month": "Month"}[counts.period.unit])


def _step_cell(step: Step) -> Cell:
    return Cell(str(step.days.first), step.label)
