"""One page for a shop owner: how the assistant does, what it sells, what changes of it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gateway.console.insight_pages import InsightPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["OVERVIEW"]

COLUMNS: Final = ("figure", "value", "low", "high", "of", "before")


def _table(report: Mapping[str, Any]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    return COLUMNS, _rows(report)


def _rows(report: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    """A row for each figure with its interval, what it rests on, and the one of the time before."""
    before = report["shares_before"]
    for name, share in report["shares"].items():
        yield _row(name, share, before[name])
    for name in ("bought", "revenue"):
        yield _row(f"{name} in a visit with a talk", report["visits"][name])
    for name in ("asked", "not_asked", "difference", "adjusted"):
        yield _row(f"bought: {name.replace('_', ' ')}", (report["worth"] or {}).get(name))
    for one in report["comparisons"]:
        change = one["change"]
        yield _row(f"{one['measure']} since {change['after']} of {change['day']}", one["step"])


def _row(
    name: str, told: Mapping[str, float] | None, before: Mapping[str, float] | None = None
) -> Sequence[Any]:
    known = told or {}
    figures = (known.get(part) for part in ("value", "low", "high", "n"))
    return (name, *figures, before["value"] if before else None)


OVERVIEW: Final = InsightPage("overview", "evaluation", _table)
