"""The facts of a request: which is open, which is pointed at, and what it means to settle one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.references import Listed, refer
from actions.requests.field import Found
from actions.requests.utterance import Utterance
from actions.wording import plain, things

if TYPE_CHECKING:
    from collections.abc import Mapping

    from actions.requests.case import Case
    from actions.requests.field import Field
    from actions.requests.request import AnyRequest

__all__ = ["about_what", "next_open", "pointed_at", "settle"]


def next_open(case: Case) -> Field | None:
    """The first fact that the request needs and does not have."""
    return next(
        (
            field
            for field in case.request.fields
            if field.name not in case.facts and field.applies(case)
        ),
        None,
    )


def pointed_at(field: Field, text: str, case: Case) -> Found | None:
    """An answer that points at what was listed: "the second one"."""
    listed = [Listed(key, title, also) for key, title, also in case.memory.options]
    found = refer(text, listed)
    if found is None or found.by == "pronoun":
        return None
    value = field.chosen(found.ids, case)
    return None if value is None else Found(value)


def settle(
    field: Field, value: object, case: Case, requests: Mapping[str, AnyRequest]
) -> Utterance | None:
    """Put a fact down; what depended on its former value is void.

    With it the request may become another of `requests`. Returns what is to be said of the fact;
    raises NotAllowed.
    """
    memory = case.memory
    case.facts[field.name] = value
    if field.name in memory.afresh:
        memory.afresh.remove(field.name)
    _void_after(field.name, case)
    name = case.request.becomes(case)
    if name != memory.request:
        memory.request = name
        case.request = requests[name]
    return field.check(case)


def about_what(case: Case) -> Utterance | None:
    """What is spoken of, where nobody said it: the only order, the only thing in it."""
    order = case.order
    if order is None:
        return None
    chosen = [item["position"] for item in case.facts.get("items", [])]
    lines = [order.lines[position] for position in chosen] or order.lines
    facts = {"number": plain(order.number), "items": things(lines)}
    return Utterance("utter_request_about", facts)


def _void_after(name: str, case: Case) -> None:
    for field in case.request.fields:
        if name in field.depends_on:
            field.void(case)
            _void_after(field.name, case)
