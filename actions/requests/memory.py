"""What a request remembers from turn to turn, kept in one slot of the tracker."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SLOT", "Memory", "Task"]

SLOT = "request_memory"


@dataclass(frozen=True)
class Task:
    """Something that the shopper asked for and that waits: the request, and their words for it."""

    request: str
    text: str


@dataclass
class Memory:
    """A request as far as it is known.

    `facts` are what is settled, by field. `said` is what the shopper typed for it, the latest
    last. `asked` is the field of the open question and `options` what was listed with it, as
    [key, title, further words]. `afresh` are fields that only a new answer may fill, since what
    was said for them cannot be. `failures` counts answers in a row that were not understood.
    `waiting` are further tasks, as [request, text]. Once a request is done, `finished` is its
    name, and the facts that the next one of the same kind can do with are kept. `refused` is what
    was refused last: its `verb`, the `order` and the `positions` in it.
    """

    request: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    asked: str = ""
    options: list[list[str]] = field(default_factory=list)
    afresh: list[str] = field(default_factory=list)
    failures: int = 0
    proposal: str = ""
    waiting: list[list[str]] = field(default_factory=list)
    finished: str = ""
    refused: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: object) -> Memory:
        """What a slot holds; a fresh one when it holds nothing that can be read."""
        if not isinstance(stored, dict) or not set(stored) <= set(cls.__dataclass_fields__):
            return cls()
        return cls(**stored)

    def to_json(self) -> Mapping[str, Any]:
        """As a slot keeps it."""
        return asdict(self)

    def next_task(self) -> Task | None:
        """Takes the first of the tasks that wait."""
        return Task(*self.waiting.pop(0)) if self.waiting else None

    def wait(self, task: Task) -> None:
        """Puts a task at the end of those that wait."""
        self.waiting.append([task.request, task.text])
