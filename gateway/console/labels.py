"""The console's words for the terms that have fixed values, and for the pages of insights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from conversations.inbox.outcomes import LONGER, NEVER, SCALE

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FEELINGS", "INSIGHTS", "OUTCOMES", "RESOLUTIONS", "TIMES", "WAITS"]

_UNITS: Final = ((24 * 3600, "day"), (3600, "h"), (60, "min"), (1, "s"))


def _spoken(seconds: float) -> str:
    size, unit = next((one for one in _UNITS if seconds >= one[0]), _UNITS[-1])
    return f"{seconds / size:g} {unit}"


FEELINGS: Final = {"negative": "Negative", "neutral": "Neutral", "positive": "Positive"}
OUTCOMES: Final = {
    "contained": "Contained by the bot",
    "ticket": "Left a ticket",
    "person": "Went to a person",
}
RESOLUTIONS: Final = {
    "bot": "Resolved by the bot",
    "agent": "Resolved by an agent",
    "open": "Not resolved",
}
TIMES: Final[Mapping[str, str]] = {
    **{f"{end:g}": f"≤ {_spoken(end)}" for end in SCALE},
    LONGER: f"> {_spoken(SCALE[-1])}",
}
"""The steps of the scale in order, by the values of their terms."""
WAITS: Final[Mapping[str, str]] = {**TIMES, NEVER: "nobody came"}
INSIGHTS: Final = {
    "overview": "Overview",
    "voice": "Voice",
    "segments": "Segments",
    "forecasts": "Forecasts",
    "pricing": "Pricing",
    "promotions": "Promotions",
    "content": "Content",
    "models": "Models",
}
"""The pages of insights, in the order of their tabs: the last part of the address, the title."""
