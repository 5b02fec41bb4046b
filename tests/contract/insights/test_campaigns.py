"""Campaigns on a real database: drawn by lot, kept within their budget, told apart from chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Thread

import pytest
from sqlalchemy import insert

from commerce import Customer, Customers, Order, OrderLine, OrderStatus, SqlOrders
from commerce.tables import newsletter
from database import reading, writing
from insights.promotions.audience import audience_of
from insights.promotions.campaigns import Campaigns, Status
from insights.promotions.coupons import CampaignCoupons, settle
from insights.promotions.errors import CampaignInvalid
from insights.promotions.plans import Channel, Plan
from insights.promotions.results import results_of
from insights.tables import customer_profiles, insight_runs, uplift_scores

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
PEOPLE = 400
PLAN = Plan(
    name="Spring",
    channel=Channel.EMAIL,
    code="SPRING10",
    percent=Decimal(10),
    most_off=Decimal(20),
    holdout=0.25,
    budget=Decimal(100),
    days=14,
    window_days=14,
)


class Promotions:
    """A shop of four hundred customers in two segments, and its campaigns."""

    def __init__(self, engine):
        self.engine = engine
        self.now = NOW
        self.campaigns = Campaigns(engine, Decimal("0.25"))
        self.coupons = CampaignCoupons(engine, lambda: self.now)
        self.sold = 0
        ids = [f"C-{at}" for at in range(PEOPLE)]
        Customers(engine).upsert([Customer(each, each, f"{each}@mail.example") for each in ids])
        run = {"kind": "segments", "at": NOW, "until": NOW, "result": {}}
        profile = {"run_id": 1, "figures": {}, "likes": {}, "reasons": []}
        with writing(engine) as connection:
            connection.execute(insert(insight_runs).values(id=1, **run))
            connection.execute(
                insert(customer_profiles),
                [{"customer_id": each, "segment_id": int(each[2:]) % 2, **profile} for each in ids],
            )

    def started(self, **changes):
        with writing(self.engine) as connection:
            campaign_id = self.campaigns.plan(connection, replace(PLAN, **changes), self.now)
            self.campaigns.start(connection, campaign_id, self.now)
        return self.campaigns.get(campaign_id)

    def order(self, customer_id, coupon="", discount="0.00", total="100.00", at=None):
        self.sold += 1
        line = OrderLine("T", None, "Tent", {}, 1, Decimal(100))
        order = Order(
            f"O-{self.sold}", f"HP-{self.sold}", customer_id, OrderStatus.PLACED, at or self.now,
            (line,), None, Decimal(total), "USD", coupon=coupon, discount=Decimal(discount),
        )  # fmt: skip
        SqlOrders(self.engine).upsert([order])


@pytest.fixture
def shop(engine):
    return Promotions(engine)


def test_who_wants_no_mail_is_neither_written_to_nor_held_out(shop):
    """Unsubscribed customers are no part of the draw, so that both arms are alike."""
    letter = {"email_key": "c-7@mail.example", "email": "C-7@mail.example", "confirmed": True}
    with writing(shop.engine) as connection:
        connection.execute(insert(newsletter).values(subscribed=False, changed_at=NOW, **letter))
        connection.execute(insert(uplift_scores).values(customer_id="C-9", effect=-0.1, lost=True))
    with reading(shop.engine) as connection:
        everybody = audience_of(connection, PLAN)
        odd = audience_of(connection, replace(PLAN, segments=(1,), without_lost=True))

    assert len(everybody.customers) == PEOPLE - 1
    assert everybody.unsubscribed == 1
    assert len(odd.customers) == PEOPLE // 2 - 2
    assert odd.lost == 1

    campaign = shop.started()
    chosen = shop.campaigns.recipients(campaign)
    assert "C-7" not in chosen
    assert len(chosen) / (PEOPLE - 1) == pytest.approx(0.75, abs=0.1)
    held = results_of(shop.engine, campaign, NOW + timedelta(days=1)).newest.held
    assert held.customers == PEOPLE - 1 - len(chosen)


def test_a_discount_above_the_shops_cap_is_refused(shop):
    """Whatever a lead types, the shop's cap stands; an amount is held against its minimum."""
    for changes in (
        {"percent": Decimal(30)},
        {"percent": None, "amount": Decimal(20), "minimum": Decimal(50)},
        {"holdout": 0.0},
        {"budget": Decimal(5)},
    ):
        with pytest.raises(CampaignInvalid):
            shop.started(**changes)
    shop.started()
    with pytest.raises(CampaignInvalid, match="taken"):
        shop.started()


def test_a_budget_that_is_used_up_ends_the_campaign_and_its_code(shop):
    """What coupons took off is booked once, whoever used them."""
    campaign = shop.started()
    assert shop.coupons.find("SPRING10").discount.most == 20
    for at in range(5):
        shop.order(f"C-{at}", coupon="SPRING10", discount="17.00", total="153.00")

    assert settle(shop.engine, NOW) == 5
    assert settle(shop.engine, NOW) == 0
    campaign = shop.campaigns.get(campaign.id)
    assert campaign.spent == Decimal(85)
    assert campaign.status is Status.USED_UP  # 15 are left, and a coupon may cost 20
    assert shop.coupons.find("SPRING10") is None


def test_coupons_in_the_chat_never_promise_more_than_the_budget(shop):
    """Many at once get no more coupons than are paid for, each is drawn once, and it stays."""
    shop.started(channel=Channel.CHAT)
    customers = [f"C-{at}" for at in range(40)]
    given = {}

    def ask(some):
        given.update({each: shop.coupons.give(each) for each in some})

    threads = [Thread(target=ask, args=(customers[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    happy = [each for each in customers if given[each]]
    assert len(happy) == 5  # 100 pay for five coupons of 20
    assert shop.coupons.give(happy[0]).again
    assert shop.coupons.held(happy[0]).coupon.code == "SPRING10"
    # One redeems it for less than it might have cost: there is room for no more yet.
    shop.order(happy[0], coupon="SPRING10", discount="4.00")
    assert settle(shop.engine, NOW) == 1
    assert shop.coupons.give(happy[0]) is None
    assert shop.coupons.held(happy[0]) is None


def test_a_stopped_campaign_gives_nothing(shop):
    """Its code no longer holds, and it cannot be started again."""
    campaign = shop.started(channel=Channel.CHAT)
    with writing(shop.engine) as connection:
        shop.campaigns.stop(connection, campaign.id, NOW)
    assert shop.coupons.give("C-1") is None
    assert shop.coupons.find("SPRING10") is None
    with writing(shop.engine) as connection, pytest.raises(CampaignInvalid):
        shop.campaigns.start(connection, campaign.id, NOW)
    # So does one whose days are over.
    campaign = shop.started(code="SUMMER")
    shop.now = NOW + timedelta(days=15)
    assert shop.coupons.find("SUMMER") is None
    assert campaign.status_at(shop.now) is Status.ENDED


def test_an_effect_is_found_and_none_is_not_made_up(shop):
    """Orders of the window count, of whoever was drawn, coupon or no coupon."""
    campaign = shop.started()
    chosen = shop.campaigns.recipients(campaign)
    held = sorted({f"C-{at}" for at in range(PEOPLE)} - set(chosen))
    for each in [*chosen[:150], *held[:10]]:
        shop.order(each, at=NOW + timedelta(days=2))
    shop.order(held[-1], at=NOW + timedelta(days=20))  # too late to count
    shop.order(held[-2], at=NOW - timedelta(days=2))  # before it began

    before, after = (
        results_of(shop.engine, campaign, NOW + timedelta(days=days)).newest for days in (1, 30)
    )
    assert not before.bought.certain
    assert (after.treated.bought, after.held.bought) == (150, 10)
    assert after.bought.low > 0  # how many were held out is drawn
    assert after.spend.low > 0
    assert after.bought.value == pytest.approx(150 / len(chosen) - 10 / len(held))
