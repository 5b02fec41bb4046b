"""Corrections on every database: the newest that was decided counts, and nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

import database
from conversations.teaching import Annotations, Correction, Example, Status
from conversations.teaching.annotations import AnnotationFilter
from conversations.teaching.tables import corrections


@pytest.fixture
def kept(engine):
    return Annotations(engine)


def propose(engine, turn="t1", intent="ask_stock", by="a1", heard="greet", **more):
    correction = Correction(Example("is it there"), intent, **more)
    with database.writing(engine) as connection:
        return Annotations.propose(connection, "c1", turn, correction, heard=heard, by=by)


def decide(engine, *ids, status=Status.APPROVED, by="lead"):
    with database.writing(engine) as connection:
        return Annotations.decide(connection, ids, status, by)


def test_a_later_correction_supersedes_and_the_history_stays(engine, kept):
    """The turn has both; the list shows the newest."""
    first, second = propose(engine), propose(engine, intent="ask_size", by="a2")
    assert [second, first] == [each.id for each in kept.of_turn("t1")]
    assert ["ask_size"] == [each.correction.intent for each in kept.newest(AnnotationFilter())]
    assert Status.PROPOSED is kept.get(second).status


def test_what_a_lead_decided_last_counts(engine, kept):
    """A new proposal leaves what was agreed in force until somebody decides about it."""
    first = propose(engine)
    assert [first] == decide(engine, first)
    assert [] == decide(engine, first)
    second = propose(engine, intent="ask_size")
    assert [first] == [each.id for each in kept.approved()]
    decide(engine, second)
    assert [second] == [each.id for each in kept.approved()]
    decide(engine, second, status=Status.REJECTED)
    assert [] == kept.approved()
    decided = kept.get(second)
    assert (Status.REJECTED, "lead") == (decided.status, decided.decided_by)


def test_the_list_is_filtered(engine, kept):
    """By author, by intent from and to, by status, and by flag."""
    one = propose(engine, "t1", heard="greet", intent="ask_stock", by="a1")
    two = propose(engine, "t2", heard="thanks", intent="ask_size", by="a2", flagged=True)
    decide(engine, two)
    for wanted, found in {
        AnnotationFilter(): [two, one],
        AnnotationFilter(agent_id="a1"): [one],
        AnnotationFilter(heard="thanks", intent="ask_size"): [two],
        AnnotationFilter(status=Status.PROPOSED): [one],
        AnnotationFilter(status=Status.APPROVED): [two],
        AnnotationFilter(status=Status.REJECTED): [],
        AnnotationFilter(flagged=True): [two],
    }.items():
        assert found == [each.id for each in kept.newest(wanted)]
    assert [one] == [each.id for each in kept.newest(AnnotationFilter(), before=two)]
    assert (["greet", "thanks"], ["ask_size", "ask_stock"]) == kept.intents()


def test_what_was_approved_since_a_moment(engine, kept):
    """The moment of the decision counts, not that of the proposal."""
    first, second = propose(engine, "t1"), propose(engine, "t2")
    decide(engine, first)
    decide(engine, second)
    since = kept.get(second).decided_at
    assert [first, second] == [each.id for each in kept.approved()]
    assert second in [each.id for each in kept.approved(since)]
    assert [] == kept.approved(since.replace(year=since.year + 1))


def test_a_row_cannot_be_changed(engine):
    """The database itself refuses."""
    propose(engine)
    with pytest.raises(DBAPIError, match="superseded"), database.writing(engine) as connection:
        connection.execute(update(corrections).values(intent="greet"))
