"""Nudges: when a page may show an offer of its own accord, by a shop's rules.

The rules are data (docs/recommendations.md), off unless the shop has a file of them. They only
call for a slate: whether one may be shown is the guard's to say, as for every unasked offer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import yaml

from recommendation.errors import NudgesInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

__all__ = ["MadeNudge", "NudgeMoment", "NudgeRule", "NudgeRules", "due", "load_nudges"]

LONGEST_NAME: Final = 32
LONGEST_TEXT: Final = 120
"""Of a teaser, which is a line or two."""
A_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NudgeMoment:
    """What a page and a shopper's visit come to at a moment."""

    product_seconds: float = 0.0
    """How long the page of a product has been looked at; 0 on any other page."""
    cart_idle_seconds: float | None = None
    """Since something was last put into the cart or taken out; None for an empty cart."""
    propensity: float = 0.0
    """Of a purchase in this visit, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class NudgeRule:
    """A rule holds when all that it names is reached; it names one thing at least."""

    name: str
    text: str
    """What the teaser says above the product."""
    product_seconds: float | None = None
    cart_idle_seconds: float | None = None
    propensity: float | None = None

    def holds(self, moment: NudgeMoment) -> bool:
        """Whether it does."""
        reached = (
            (self.product_seconds, moment.product_seconds),
            (self.cart_idle_seconds, moment.cart_idle_seconds),
            (self.propensity, moment.propensity),
        )
        return all(
            wanted is None or (found is not None and found >= wanted) for wanted, found in reached
        )


@dataclass(frozen=True, kw_only=True)
class NudgeRules:
    """A shop's rules, the first that holds first, and how often one shopper sees any."""

    rules: tuple[NudgeRule, ...]
    per_visit: int = 1
    per_day: int = 2


@dataclass(frozen=True)
class MadeNudge:
    """A nudge that was called for; `shown` False: the guard forbade it, or nothing fitted."""

    rule: str
    at: datetime
    shown: bool


def due(
    rules: NudgeRules,
    moment: NudgeMoment,
    made: Sequence[MadeNudge],
    visit_began: datetime,
    now: datetime,
) -> NudgeRule | None:
    """The first rule that holds, unless the shopper has seen enough.

    A rule is tried once in a visit, whatever came of it. `made` are the shopper's nudges of the
    last day at least.
    """
    in_visit = [one for one in made if one.at >= visit_began]
    today = sum(one.shown for one in made if one.at > now - A_DAY)
    if today >= rules.per_day or sum(one.shown for one in in_visit) >= rules.per_visit:
        return None
    tried = {one.rule for one in in_visit}
    return next((one for one in rules.rules if one.name not in tried and one.holds(moment)), None)


def load_nudges(path: Path) -> NudgeRules:
    """Read a file of rules; raises NudgesInvalid naming the key."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise NudgesInvalid(f"{path} cannot be read: {error}") from error
    whole = _record(data, str(path), {"rules", "per_visit", "per_day"})
    listed = whole.get("rules")
    if not isinstance(listed, list) or not listed:
        raise NudgesInvalid(f"{path}: rules must be a list of one rule or more.")
    rules = tuple(_rule(one, f"rules[{place}]") for place, one in enumerate(listed))
    if len({rule.name for rule in rules}) < len(rules):
        raise NudgesInvalid(f"{path}: two rules have the same name.")
    caps = {name: whole[name] for name in ("per_visit", "per_day") if name in whole}
    for name, value in caps.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise NudgesInvalid(f"{path}: {name} must be a whole number of zero or more.")
    return NudgeRules(rules=rules, **caps)


def _rule(data: object, where: str) -> NudgeRule:
    values = _record(data, where, {field.name for field in fields(NudgeRule)})
    for name, longest in (("name", LONGEST_NAME), ("text", LONGEST_TEXT)):
        said = values.get(name)
        if not isinstance(said, str) or not 0 < len(said.strip()) <= longest:
            raise NudgesInvalid(f"{where}: {name} must be a text of 1 to {longest} characters.")
    limits = {name: value for name, value in values.items() if name not in {"name", "text"}}
    if not limits:
        raise NudgesInvalid(f"{where}: it names nothing that has to be reached.")
    for name, value in limits.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise NudgesInvalid(f"{where}: {name} must be a number of zero or more.")
    return NudgeRule(**values)


def _record(data: object, where: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise NudgesInvalid(f"{where} must be keys and values.")
    if unknown := sorted(str(key) for key in data.keys() - known):
        raise NudgesInvalid(f"{where} has no {unknown[0]!r}; it may have {sorted(known)}.")
    return data
