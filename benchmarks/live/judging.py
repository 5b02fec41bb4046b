"""Whether a reply, and at the end the records, are as a scenario has them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from benchmarks.wording import folded
from conversations import tables
from database import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from benchmarks.shop_state import ShopState
    from conversations.teaching.scenarios import Record, Scenario, Turn
    from tilly.chat_turns import TurnResult

__all__ = ["same", "wrong_in_records", "wrong_in_reply", "wrong_in_words"]

OF_THE_CONVERSATION = {
    table.name: table for table in (tables.handoffs, tables.tickets, tables.ratings)
}


def wrong_in_reply(turn: Turn, reply: TurnResult, fill: Callable[[str], str]) -> Iterator[str]:
    """What is amiss in one reply."""
    titles = [folded(str(button["title"])) for button in reply.buttons]
    if reply.status == "fault":
        yield "the reply is a fault"
    yield from wrong_in_words(turn, reply.text, fill)
    for offered in turn.buttons:
        if not any(folded(fill(offered)) in title for title in titles):
            yield f"there is no button {fill(offered)!r}"
    if turn.cited and not reply.citations:
        yield "the reply cites nothing"
    yield from _wrong_products(turn, reply)


def wrong_in_words(turn: Turn, said: str, fill: Callable[[str], str]) -> Iterator[str]:
    """What is amiss in what a shopper is told."""
    text = folded(said)
    for required in turn.required:
        alternatives = [required] if isinstance(required, str) else required
        if not any(folded(fill(str(one))) in text for one in alternatives):
            yield f"the reply lacks {' / '.join(fill(str(one)) for one in alternatives)}"
    for forbidden in turn.forbidden:
        if folded(fill(str(forbidden))) in text:
            yield f"the reply says {fill(str(forbidden))}"


def _wrong_products(turn: Turn, reply: TurnResult) -> Iterator[str]:
    if turn.products is True and not reply.products:
        yield "the reply shows no product"
    elif turn.products == () and reply.products:
        yield "the reply shows products, and none should be shown"
    elif not isinstance(turn.products, bool):
        shown = [folded(str(product["title"])) for product in reply.products]
        for title in turn.products:
            if not any(folded(title) in one for one in shown):
                yield f"the reply does not show {title}"
    for title in turn.hidden:
        if any(folded(title) in folded(str(product["title"])) for product in reply.products):
            yield f"the reply shows {title}"


def wrong_in_records(
    scenario: Scenario,
    state: ShopState,
    engine: Engine,
    conversation: str,
    fill: Callable[[str], str],
) -> Iterator[str]:
    """What is amiss in the shop's records, and in what is kept of the conversation for people."""
    changed = state.changes()
    if scenario.unchanged and changed:
        yield f"{', '.join(changed)} changed"
    for record in scenario.records:
        if record.table in OF_THE_CONVERSATION:
            rows: Sequence[Mapping[str, Any]] = _rows(engine, record.table, conversation)
        else:  # only what the conversation changed or added counts
            rows = list(changed.get(record.table, ({}, {}))[1].values())
        yield from _wrong_record(record, rows, fill)


def _rows(engine: Engine, name: str, conversation: str) -> list[Mapping[str, Any]]:
    table = OF_THE_CONVERSATION[name]
    statement = select(table).where(table.c.conversation_id == conversation)
    with reading(engine) as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def _wrong_record(
    record: Record, rows: Sequence[Mapping[str, Any]], fill: Callable[[str], str]
) -> Iterator[str]:
    where = _filled(record.where, fill)
    found = [row for row in rows if all(same(row.get(key), value) for key, value in where.items())]
    if record.count is not None and len(found) != record.count:
        yield f"{record.table} has {len(found)} such changes, not {record.count}"
    elif not found and record.count is None:
        yield f"{record.table} has no change {where}"
    for key, expected in _filled(record.expect, fill).items():
        for row in found:
            if not same(row.get(key), expected):
                yield f"{record.table}.{key} is {row.get(key)!r}, not {expected!r}"


def _filled(values: Mapping[str, Any], fill: Callable[[str], str]) -> dict[str, Any]:
    return {key: fill(value) if isinstance(value, str) else value for key, value in values.items()}


def same(stored: Any, expected: Any) -> bool:
    """Whether a stored value is the expected one; a mapping need only hold what is expected."""
    if isinstance(expected, dict):
        return isinstance(stored, dict) and all(
            same(stored.get(key), value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(stored, list)
            and len(stored) == len(expected)
            and all(map(same, stored, expected))
        )
    if isinstance(stored, Decimal):
        return stored == Decimal(str(expected))
    if isinstance(expected, str):
        return str(stored) == expected
    return bool(stored == expected)
