"""A policy file with versions: which of them holds on which day, and what is wrong with one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import yaml

from commerce import PolicyInvalid
from commerce.policy_file import load_policy

CURRENT = {"returns": {"windows_days": {"general": 45}}}
OLD = {"valid_until": date(2031, 3, 31), "returns": {"windows_days": {"general": 30}}}
NEW = {"valid_from": date(2031, 4, 1)}


@pytest.fixture
def load(tmp_path):
    """Reads a policy with these versions, as on a day of 2031."""

    def read(*versions, today=date(2031, 6, 1), **more):
        file = tmp_path / "policy.yml"
        file.write_text(yaml.safe_dump({**CURRENT, "versions": list(versions), **more}))
        return load_policy(file, today=today)

    return read


def window(policy):
    return policy.returns.window_days(None, "standard")


def test_a_day_has_the_version_in_force(load):
    """The last day of the old one and the first of the new one touch."""
    policy = load(OLD, NEW)
    assert [30, 45] == [window(policy.on(day)) for day in (date(2031, 3, 31), date(2031, 4, 1))]
    assert (45, 30) == (window(policy), window(load(OLD, NEW, today=date(2031, 1, 1))))


def test_a_version_ends_where_the_next_begins(load):
    """Its last day need not be written; the order in the file does not matter."""
    policy = load(NEW, {"returns": OLD["returns"]})
    assert date(2031, 3, 31) == policy.version_of(date(2030, 1, 1)).valid_until
    assert 30 == window(policy.on(date(2030, 1, 1)))


def test_days_before_the_first_version_have_the_first(load):
    """An order from before the file's memory is judged by the oldest rules there are."""
    policy = load({"valid_from": date(2031, 1, 1), **OLD}, NEW)
    assert 30 == window(policy.on(date(2029, 1, 1)))


def test_what_a_version_does_not_name_is_as_the_file_says(load):
    """Only the keys that were other are written twice."""
    policy = load(OLD, NEW, refunds={"business_days": 9})
    assert 9 == policy.on(date(2030, 1, 1)).refunds.business_days.last


def test_a_file_without_versions_holds_on_every_day(load, tmp_path):
    """Nothing changes for a shop that has none."""
    (tmp_path / "plain.yml").write_text(yaml.safe_dump(CURRENT))
    policy = load_policy(tmp_path / "plain.yml")
    assert policy is policy.on(date(2000, 1, 1))
    assert policy.version_of(date(2000, 1, 1)) is None


@pytest.mark.parametrize(
    ("versions", "key", "told"),
    [
        ([OLD, {"valid_from": date(2031, 3, 15)}], "versions[2].valid_from", "until 2031-03-31"),
        (
            [OLD, {"valid_from": date(2031, 4, 11)}],
            "versions[2].valid_from",
            "from 2031-04-01 to 2031-04-10",
        ),
        ([OLD, {}], "versions[2].valid_from", "only one can have been the first"),
        ([OLD], "versions[1].valid_until", "no version follows"),
        (
            [{"valid_from": date(2031, 4, 1), "valid_until": date(2031, 3, 1)}],
            "versions[1].valid_until",
            "before its valid_from",
        ),
        ([{"valid_from": "soon"}], "versions[1].valid_from", "must be a date"),
        ([OLD, {**NEW, "returns": 3}], "versions[2].returns", "must be a section"),
        (
            [OLD, {**NEW, "returns": {"windows_days": {"general": -1}}}],
            "versions[2].returns.windows_days.general",
            "whole number",
        ),
        ("2031", "versions", "must be a list"),
    ],
)
def test_a_mistake_names_the_key_and_the_days(load, tmp_path, versions, key, told):
    """Overlaps, gaps and bad dates never silently choose a version."""
    file = tmp_path / "policy.yml"
    file.write_text(yaml.safe_dump({**CURRENT, "versions": versions}))
    with pytest.raises(PolicyInvalid, match=told) as error:
        load_policy(file)
    assert key == error.value.key


def test_people_are_back_by_the_hours_of_the_day_they_are_back_on(load):
    """Hours that begin tomorrow hold tomorrow, whatever held on the evening it was asked."""
    policy = load(
        {**OLD, "support": {"weekdays": ["08:00", "17:00"]}},
        {**NEW, "support": {"weekdays": ["10:00", "17:00"]}},
        today=date(2031, 3, 31),
    )
    monday, tuesday = datetime(2031, 3, 31, tzinfo=UTC), datetime(2031, 4, 1, tzinfo=UTC)
    assert monday.replace(hour=8) == policy.next_opening(monday)
    assert tuesday.replace(hour=10) == policy.next_opening(monday.replace(hour=20))
    assert policy.at(monday).hours.is_open(monday.replace(hour=9))
    assert not policy.at(tuesday).hours.is_open(tuesday.replace(hour=9))


def test_orders_keep_the_version_of_the_day_they_were_placed(load, order):
    """Unless the shop says that they follow what holds when they ask."""
    early = order(placed_at=datetime(2031, 3, 30, tzinfo=UTC))
    today = date(2031, 4, 5)
    assert 30 == window(load(OLD, NEW).for_order(early, today))
    assert 45 == window(load(OLD, NEW, orders_follow="asked").for_order(early, today))
    late = order(placed_at=datetime(2031, 3, 31, tzinfo=UTC) + timedelta(days=1))
    assert 45 == window(load(OLD, NEW).for_order(late, today))
