"""The inbox's filter as an address has it: `?status=waiting&intent=ask_returns&q=tent`.

One field, one line of `FIELDS`. A source of further terms gets its filter by one more line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import parse_qsl, urlencode

from conversations.inbox.filters import Days, InboxFilter, tenths_below, tenths_from
from conversations.inbox.pages import Place
from gateway.console.labels import FEELINGS, OUTCOMES, RESOLUTIONS, TIMES, WAITS
from gateway.console.periods import day_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = ["FIELDS", "STATUSES", "Field", "InboxQuery"]

LONGEST_VALUE: Final = 160
LONGEST_TEXT: Final = 200
MOST_VALUES: Final = 30
PARTS_OF_A_PLACE: Final = 2
MOST_DIGITS: Final = 18
DAYS: Final = {
    "since": "From",
    "until": "To",
    "began_since": "Began from",
    "began_until": "Began to",
}
STATUSES: Final = {
    "": "All",
    "waiting": "Waiting",
    "agent": "Agents",
    "bot": "Bot",
    "resolved": "Resolved",
}


@dataclass(frozen=True)
class Field:
    """A filter: the parameter, its label, and how it is chosen.

    `known` offers the values that conversations have had, `typed` takes any of them written,
    `fixed` has choices of its own, `below` and `from` take a share in per cent of a figure whose
    tenths are terms. `kind` is the terms', where it is not the parameter's name.
    """

    name: str
    label: str
    how: Literal["known", "typed", "fixed", "below", "from"] = "known"
    choices: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""

    @property
    def by_value(self) -> bool:
        """Whether name=value is looked for, too: such terms are of a kind of their own."""
        return self.name in {"entity", "slot"}

    @property
    def of(self) -> str:
        """The kind of its terms."""
        return self.kind or self.name


PER_CENT: Final = {str(share): f"{share} %" for share in range(90, 0, -10)}
FIELDS: Final = (
    Field("channel", "Channel"),
    Field("customer", "Customer id", "typed"),
    Field("intent", "Intent"),
    Field("confusion", "Intent corrected"),
    Field("confidence_below", "Confidence below", "below", PER_CENT, "confidence"),
    Field("entity", "Entity", "typed"),
    Field("slot", "Slot", "typed"),
    Field("action", "Action"),
    Field("handoff", "Handed over after"),
    Field("mood", "Mood now", "fixed", FEELINGS),
    Field("sentiment", "Sentiment of a turn", "fixed", FEELINGS),
    Field("propensity_from", "Likely to buy from", "from", PER_CENT, "propensity"),
    Field("unanswered", "Unanswered", "fixed", {"yes": "Something was not answered"}),
    Field("gap", "Unanswered matter", "typed"),
    Field("outcome", "Served", "fixed", OUTCOMES),
    Field("resolution", "Resolution", "fixed", RESOLUTIONS),
    Field("first_reply", "First reply took", "fixed", TIMES),
    Field("wait", "Waited for an agent", "fixed", WAITS),
    Field("agent_reply", "Agent spoke after", "fixed", TIMES),
    Field("rating", "Rating", "fixed", {str(n): f"{n} of 5" for n in range(1, 6)}),
    Field("thumbs", "Thumbs", "fixed", {"up": "Up", "down": "Down"}),
    Field("tag", "Tag"),
    Field("assignee", "Assignee", "fixed", {"me": "Me", "nobody": "Nobody"}),
    Field("reviewed", "Reviewed", "fixed", {"yes": "Yes", "no": "Not yet"}),
)


@dataclass(frozen=True)
class InboxQuery:
    """A filter with its address; what cannot be used in an address is left out."""

    pairs: tuple[tuple[str, str], ...] = ()
    after: Place | None = None

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]]) -> InboxQuery:
        """Take what is ours of an address, in one order."""
        names = ["status", *(each.name for each in FIELDS), *DAYS, "q"]
        kept: list[tuple[str, str]] = []
        after = None
        for name, raw in given:
            value = raw.strip()[: LONGEST_TEXT if name == "q" else LONGEST_VALUE]
            if name == "after":
                after = _place(value)
            elif name in names and value and (name, value) not in kept and _fits(name, value):
                kept.append((name, value))
        kept.sort(key=lambda pair: names.index(pair[0]))
        return cls(tuple(kept[:MOST_VALUES]), after)

    @classmethod
    def parse(cls, address: str) -> InboxQuery:
        """Take what is ours of the query part of an address."""
        return cls.read(parse_qsl(address))

    @property
    def address(self) -> str:
        """The filter without the place in it."""
        return urlencode(self.pairs)

    def values(self, name: str) -> list[str]:
        """What is chosen of a field."""
        return [value for other, value in self.pairs if other == name]

    def value(self, name: str) -> str:
        """The one thing chosen of a field, empty for none."""
        return next(iter(self.values(name)), "")

    def without(self, name: str, value: str = "") -> str:
        """The address less a field, or less one of its values."""
        return urlencode(
            [pair for pair in self.pairs if pair[0] != name or (value and pair[1] != value)]
        )

    def with_status(self, status: str) -> str:
        """The address with another status."""
        rest = [pair for pair in self.pairs if pair[0] != "status"]
        return urlencode([("status", status), *rest] if status else rest)

    def chips(self) -> list[tuple[str, str, str]]:
        """What is filtered by: label, value, and the address without it."""
        labels = {each.name: each for each in FIELDS}
        return [
            (
                labels[name].label if name in labels else DAYS[name],
                _shown(labels.get(name), value),
                self.without(name, value),
            )
            for name, value in self.pairs
            if name not in {"status", "q"}
        ]

    def filter(self, me: str) -> InboxFilter:
        """What to look for; `me` is the id of the agent who asks."""
        terms: dict[str, tuple[str, ...]] = {}
        if statuses := self.values("status"):
            terms["status"] = tuple(statuses)
        for each in FIELDS:
            if chosen := self.values(each.name):
                kind = f"{each.of}_value" if each.by_value and "=" in chosen[0] else each.of
                terms[kind] = _values(each, chosen, me)
        until = _moment(self.value("until"))
        return InboxFilter(
            terms,
            text=self.value("q"),
            since=_moment(self.value("since")),
            until=None if until is None else until + timedelta(days=1),
            began=self._began,
        )

    @property
    def _began(self) -> Days | None:
        first, last = day_from(self.value("began_since")), day_from(self.value("began_until"))
        return Days(first or date.min, last or date.max) if first or last else None


def _values(of: Field, chosen: Sequence[str], me: str) -> tuple[str, ...]:
    if of.how == "below":
        return tenths_below(int(chosen[0]) / 100)
    if of.how == "from":
        return tenths_from(int(chosen[0]) / 100)
    return tuple(me if (of.name, value) == ("assignee", "me") else value for value in chosen)


def _fits(name: str, value: str) -> bool:
    if name in DAYS:
        return day_from(value) is not None
    if name == "status":
        return value in STATUSES
    shares = {each.name for each in FIELDS if each.how in {"below", "from"}}
    return name not in shares or value in PER_CENT


def _shown(of: Field | None, value: str) -> str:
    return of.choices.get(value, value) if of else value


def _moment(day: str) -> datetime | None:
    """When a day begins."""
    found = day_from(day)
    return None if found is None else datetime.combine(found, time(tzinfo=UTC))


def _place(value: str) -> Place | None:
    parts = value.split(".")
    if len(parts) != PARTS_OF_A_PLACE:
        return None
    if not all(part.isdecimal() and len(part) <= MOST_DIGITS for part in parts):
        return None
    return Place(int(parts[0]), int(parts[1]))
