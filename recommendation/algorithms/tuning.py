"""Chooses settings one at a time by what they reach on sessions kept back."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["tuned"]

Settings = TypeVar("Settings")


def tuned(
    start: Settings,
    choices: Mapping[str, Sequence[Any]],
    reached: Callable[[Settings], float],
    *,
    rounds: int = 2,
) -> tuple[Settings, float]:
    """Coordinate ascent from `start` over the fields in `choices`; the settings and their figure.

    Stops early when a round changes nothing.
    """
    unknown = set(choices) - {field.name for field in fields(start)}  # type: ignore[arg-type]
    if unknown:
        raise ValueError(f"{type(start).__name__} has no field {', '.join(sorted(unknown))}.")
    chosen, highest = start, reached(start)
    for _ in range(rounds):
        before = chosen
        for name, values in choices.items():
            tried = getattr(chosen, name)
            for value in values:
                if value == tried:
                    continue
                changed: Settings = replace(chosen, **{name: value})  # type: ignore[type-var]
                if (figure := reached(changed)) > highest:
                    chosen, highest = changed, figure
        if chosen == before:
            break
    return chosen, highest
