"""Forecasts as they are kept: reading needs none of the libraries that making them does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from insights.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine


__all__ = ["KIND", "SalesPace", "warned"]

KIND: Final = "forecasts"
FRESH: Final = timedelta(days=3)
"""What was sold before that says little of this week."""
USUALLY: Final = 2 / 3
LEAST_WEEKS: Final = 8


def warned(report: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The products that are likely to run out, the soonest first, then the most wanted."""
    found = [each for each in report["series"] if (each.get("cover") or {}).get("warned")]
    return sorted(found, key=lambda each: (each["cover"]["days"] or 0, -each["ahead"]))


class SalesPace:
    """How fast variants sell, from the newest run; methods may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._runs = Runs(engine)

    def sells_within_a_week(self, skus: Sequence[str], pieces: int, now: datetime) -> bool:
        """Whether as many `pieces` of these variants, one at least, were usually sold in a week.

        True only of what is on record: in two of three of the last weeks. False where the newest
        run is old, or there was none.
        """
        run = self._runs.newest(KIND)
        if run is None or pieces < 1 or now - run.until > FRESH:
            return False
        weeks = _together([run.result["recent"].get(sku, []) for sku in skus])
        return len(weeks) >= LEAST_WEEKS and sum(sold >= pieces for sold in weeks) >= USUALLY * len(
            weeks
        )


def _together(of_variants: Sequence[Sequence[int]]) -> list[int]:
    """Week by week; a variant of which nothing was sold has no weeks."""
    known = [each for each in of_variants if each]
    return [sum(week) for week in zip(*known, strict=True)]
