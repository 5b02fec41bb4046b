"""What scripted shoppers meet: facts of the day in their words, hours that stand still, judging."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from benchmarks.live import SCENARIOS
from benchmarks.live.facts import GAP, Facts
from benchmarks.live.hours import write_policy
from benchmarks.live.judging import OF_THE_CONVERSATION, same, wrong_in_reply
from commerce.policy_file import load_policy
from commerce.tables import metadata
from conversations.teaching.scenarios import Turn, read_scenarios
from database import connect
from demo.people import person
from demo.seed import seed
from tilly.chat_turns import TurnResult

FEWEST_SCENARIOS = 80


def reply(text="", **more):
    shown = {"citations": (), "products": (), "buttons": ()} | more
    return TurnResult(
        text, (), turn_id="t", status="answered", latency_ms=1, first_token_ms=1, **shown
    )


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    path = tmp_path_factory.mktemp("live") / "shop.db"
    engine = connect(f"sqlite:///{path}")
    metadata.create_all(engine)
    seed(engine, datetime.now(UTC).date())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def scenarios():
    return read_scenarios(SCENARIOS)


def test_the_scenarios_are_many_and_of_every_topic(scenarios):
    assert len(scenarios) >= FEWEST_SCENARIOS
    assert len({scenario.topic for scenario in scenarios}) >= 15


def test_every_gap_of_the_scenarios_has_a_fact(scenarios, engine):
    for scenario in scenarios:
        if scenario.customer:
            person(scenario.customer)
        facts = Facts(engine, scenario.customer)
        for turn in scenario.turns:
            if turn.sign_in:
                person(turn.sign_in)
            required = [
                one
                for each in turn.required
                for one in (each if isinstance(each, list) else [each])
            ]
            for text in (*turn.say, turn.click, *required, *turn.forbidden, *turn.buttons):
                assert isinstance(text, str), (scenario.id, text)
                assert "{order" not in facts.fill(text), scenario.id


def test_every_record_of_the_scenarios_is_of_a_table_that_there_is(scenarios):
    tables = {**metadata.tables, **OF_THE_CONVERSATION}
    for scenario in scenarios:
        for record in scenario.records:
            columns = set(tables[record.table].columns.keys())
            assert columns >= {*record.where, *record.expect}, scenario.id


def test_facts_are_those_of_the_customers_own_orders(engine):
    facts = Facts(engine, "one_in_transit")
    number = facts.fill("{order1}")
    assert facts.fill("no. {order1.digits}") == f"no. {number.removeprefix('HP-')}"
    assert facts.fill("{just_placed.order1}") not in {"", number}
    assert facts.fill("{order1.due}") != facts.fill("{order1.due+8}")
    assert not GAP.search(facts.fill("{order1.tracking} {order1.placed}"))


def test_a_fact_that_is_not_there_is_no_silence(engine):
    with pytest.raises(KeyError):
        Facts(engine, "just_placed").fill("{order1.due}")
    with pytest.raises(IndexError):
        Facts(engine, "no_orders").fill("{order1}")


@pytest.mark.parametrize(("hours", "there"), [("open", True), ("closed", False)])
def test_people_are_there_or_away_whatever_the_time(tmp_path, hours, there):
    policy = load_policy(write_policy(tmp_path / "policy.yml", hours))
    now = datetime.now(UTC)
    assert policy.hours.is_open(now) is there
    assert policy.next_opening(now) is not None


@pytest.mark.parametrize(
    ("stored", "expected", "alike"),
    [
        (Decimal("22.050"), "22.05", True),
        (Decimal("22.05"), "22.50", False),
        ({"city": "Portland", "postcode": "04101"}, {"city": "Portland"}, True),
        ({"city": "Portland"}, {"city": "Bremen"}, False),
        ([{"position": 1, "quantity": 1}], [{"position": 1}], True),
        ([], [{"position": 1}], False),
        (None, "x", False),
        (5, 5, True),
    ],
)
def test_stored_values_are_compared_by_what_they_mean(stored, expected, alike):
    assert same(stored, expected) is alike


@pytest.mark.parametrize(
    ("turn", "given", "problem"),
    [
        (Turn(required=("$22.05",)), reply("You get $22.50."), "lacks $22.05"),
        (Turn(required=(["a", "b"],)), reply("only c"), "lacks a / b"),
        (Turn(forbidden=("done",)), reply("Done!"), "says done"),
        (Turn(buttons=("Yes",)), reply("Shall I?", buttons=({"title": "No"},)), "no button 'Yes'"),
        (Turn(cited=True), reply("So it is."), "cites nothing"),
        (Turn(products=True), reply("Look:"), "shows no product"),
        (Turn(products=("Tent",)), reply(products=({"title": "Boots"},)), "does not show Tent"),
        (Turn(hidden=("Tent",)), reply(products=({"title": "A Tent"},)), "shows Tent"),
    ],
)
def test_what_is_wrong_in_a_reply_is_named(turn, given, problem):
    (found,) = wrong_in_reply(turn, given, str)
    assert problem in found


def test_a_reply_may_say_it_in_other_type(engine):
    turn = Turn(required=("don't", "HP-1"))
    assert not list(wrong_in_reply(turn, reply("I **don\u2019t** know hp\u20111."), str))
