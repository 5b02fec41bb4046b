"""A request that takes several questions: its fields, its command, what is said of it."""

from __future__ import annotations

import re  # noqa: TC003  the classes of requests hold patterns
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from actions.requests.case import Case
    from actions.requests.field import Field
    from actions.requests.utterance import Utterance
    from commerce import Order
    from commerce.commands import Command
    from commerce.terms import Outcome, Proposal

__all__ = ["AnyRequest", "ReadRequest", "Request", "WriteRequest"]


class Request(ABC):
    """One kind of request.

    `name` is its intent, `verb` its name in the shop's policy, `cues` the words that ask for it.
    """

    name: ClassVar[str]
    verb: ClassVar[str]
    cues: ClassVar[re.Pattern[str]]
    for_guests: ClassVar[bool] = False
    fields: Sequence[Field]

    def suits(self, order: Order, case: Case) -> bool:
        """Whether an order is in a state that the request is for."""
        return order.status in case.policy_for(order).rule(self.verb).statuses

    def becomes(self, case: Case) -> str:
        """The name of the request that this one is, given the order: its own unless it says so."""
        return self.becomes_for(case.order, case) if case.order else self.name

    def becomes_for(self, order: Order, case: Case) -> str:
        """The name of the request that this one would be for an order."""
        return self.name

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)


class WriteRequest(Request):
    """A request that changes something, once the shopper has agreed to its summary."""

    @abstractmethod
    def command(self, case: Case) -> Command:
        """What is to be done, once every field is settled."""

    @abstractmethod
    def summary(self, proposal: Proposal, case: Case) -> list[Utterance]:
        """What the shopper is asked to say yes to, last, and what is to be known before."""

    @abstractmethod
    def done(self, outcome: Outcome, proposal: Proposal) -> Utterance:
        """What was done."""


class ReadRequest(Request):
    """A request that only looks something up, so that there is nothing to agree to."""

    @abstractmethod
    def finish(self, case: Case) -> list[Utterance]:
        """What was found, once every field is settled."""


AnyRequest = WriteRequest | ReadRequest
