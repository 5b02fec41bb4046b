"""A shop's policy file: read, completed by the defaults, and refused by the key."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import yaml

from commerce import OrderStatus, PolicyInvalid
from commerce.policy_file import DEFAULT_POLICY, load_policy
from commerce.policy_sections import policy_from
from demo.policy import POLICY_FILE
from tilly.settings import ROOT

TAU = ROOT / "benchmarks" / "tasks" / "policy.yml"


def changed(**sections):
    """The default policy with keys of sections replaced."""
    data = yaml.safe_load(DEFAULT_POLICY.read_text())
    for name, keys in sections.items():
        data[name] = {**data.get(name, {}), **keys} if isinstance(keys, dict) else keys
    return data


def test_a_shop_without_a_file_has_sensible_rules():
    """Cancelled until packed, thirty days to return, seven business days to refund."""
    policy = load_policy()
    assert (OrderStatus.PLACED,) == policy.rule("cancel_order").statuses
    assert 30 == policy.returns.window_days(None, "standard")
    assert (5, 7) == (policy.refunds.business_days.first, policy.refunds.business_days.last)


def test_a_file_replaces_the_keys_that_it_names(tmp_path):
    """Two reasons are two reasons, not two more; all else stays."""
    file = tmp_path / "policy.yml"
    file.write_text("requests:\n  cancel_order: {until: shipped, reasons: {late: too late}}\n")
    policy = load_policy(file)
    rule = policy.rule("cancel_order")
    assert [("late", "too late")] == [(each.key, each.label) for each in rule.reasons]
    assert OrderStatus.PARTLY_SHIPPED in rule.statuses
    assert load_policy().rule("return_items") == policy.rule("return_items")


def test_the_demo_store_works_by_the_figures_that_its_texts_state():
    """The same file prices the orders, holds the texts, and rules the service desk."""
    policy = load_policy(POLICY_FILE)
    assert 44 == policy.returns.windows_days["electronics"] + policy.returns.tier_extra_days["gold"]
    assert Decimal("6.95") == policy.returns.label_fee("standard")
    assert 7 == policy.claims.kinds["damaged"].within_days
    assert Decimal(10) == policy.coupons["HELLO10"].discount.percent
    assert ("clothing", "footwear") == policy.rule("exchange_items").product_types


def test_a_stricter_shop_can_be_said():
    """The rules of tau-bench's retail store: no windows, once-only changes, two reasons."""
    policy = load_policy(TAU)
    assert None is policy.returns.window_days(None, "gold")
    assert ("change_items",) == policy.rule("cancel_order").not_after
    assert ("original", "own_gift_card") == policy.rule("return_items").refund_to
    assert not policy.rule("report_parcel").offered


def test_people_answer_in_the_shops_own_time():
    """Eight in the morning in New York is not eight in the morning in Greenwich."""
    hours = load_policy(POLICY_FILE).hours
    monday_9_am = datetime(2026, 3, 16, 13, 0, tzinfo=UTC)
    sunday = datetime(2026, 3, 15, 16, 0, tzinfo=UTC)
    assert hours.is_open(monday_9_am)
    assert not hours.is_open(sunday)
    assert datetime(2026, 3, 16, 12, 0, tzinfo=UTC) == hours.next_opening(sunday)
    assert not hours.is_open(datetime(2026, 12, 25, 16, 0, tzinfo=UTC))


def test_business_days_leave_out_weekends_and_closed_days():
    """A refund promised within three business days before Christmas comes after it."""
    calendar = load_policy(POLICY_FILE).calendar
    assert date(2026, 12, 28) == calendar.after(date(2026, 12, 22), 3)


@pytest.mark.parametrize(
    ("sections", "key"),
    [
        ({"requests": {"cancel_oder": {}}}, "requests.cancel_oder"),
        ({"requests": {"cancel_order": {"resons": {}}}}, "requests.cancel_order.resons"),
        ({"requests": {"cancel_order": {"until": "sent"}}}, "requests.cancel_order.until"),
        ({"requests": {"cancel_order": {"statuses": ["pending"]}}}, "cancel_order.statuses"),
        ({"requests": {"cancel_order": {"not_after": ["magic"]}}}, "cancel_order.not_after"),
        ({"requests": {"return_items": {"refund_to": ["me"]}}}, "return_items.refund_to"),
        ({"returns": {"windows_days": {"shoes": 30}}}, "returns.windows_days"),
        ({"returns": {"windows_days": {"general": -1}}}, "returns.windows_days.general"),
        ({"returns": {"windows_days": {"general": True}}}, "returns.windows_days.general"),
        ({"returns": {"label": {"standard": "free"}}}, "returns.label.standard"),
        ({"refunds": {"business_days": [7, 5]}}, "refunds.business_days"),
        ({"refunds": {"days": 5}}, "refunds.days"),
        ({"claims": {"kinds": {"stolen": {}}}}, "claims.kinds.stolen"),
        ({"warranty": {"years": {}}}, "warranty.years"),
        ({"coupons": {"X": {}}}, "coupons.X"),
        ({"coupons": {"X": {"percent": 120}}}, "coupons.X.percent"),
        ({"coupons": {"X": {"percent": 10, "valid_until": "soon"}}}, "coupons.X.valid_until"),
        ({"newsletter": {"coupon": "NONE"}}, "newsletter.coupon"),
        ({"support": {"zone": "Mars/Olympus"}}, "support.zone"),
        ({"support": {"weekdays": ["5 pm", "9 am"]}}, "support.weekdays"),
        ({"support": {"weekdays": ["25:00", "26:00"]}}, "support.weekdays"),
        ({"requests": ["cancel_order"]}, "requests"),
    ],
)
def test_a_mistake_is_refused_by_its_key(sections, key):
    """A slip of the pen never silently changes what a shop allows."""
    with pytest.raises(PolicyInvalid) as error:
        policy_from(changed(**sections))
    assert key in error.value.key


@pytest.mark.parametrize("content", ["- a list", "a: [", "\0"])
def test_a_file_that_is_no_policy_is_refused(tmp_path, content):
    """So is a file that is not there."""
    file = tmp_path / "policy.yml"
    file.write_text(content)
    for path in (file, tmp_path / "none.yml"):
        with pytest.raises(PolicyInvalid, match="file"):
            load_policy(path)
