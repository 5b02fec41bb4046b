"""A page may have versions, and an answer rests on the one in force."""

from __future__ import annotations

import json
from datetime import date

import pytest

OLD = "---\nvalid_until: 2021-03-31\n---\n# Returns policy\n\nShoes can be returned within 30 days."
NEW = "---\nvalid_from: 2021-04-01\n---\n# Returns policy\n\nShoes can be returned within 45 days."
ASKED = "how long can shoes be returned?"


def told(shop, **when):
    texts = " ".join(shop.texts(ASKED, **when))
    return [days for days in ("30 days", "45 days") if days in texts]


@pytest.fixture
def dated(shop):
    """A shop with both versions of a page."""
    shop.write("policies/returns-2020.md", OLD)
    shop.write("policies/returns.md", NEW)
    assert not shop.ingest().refusals
    return shop


def test_today_has_todays_version(dated):
    """A general question never meets the old one."""
    assert ["45 days"] == told(dated)


def test_another_day_has_its_own(dated):
    """The last day of the old version and the first of the new one."""
    assert ["30 days"] == told(dated, on=date(2021, 3, 31))
    assert ["45 days"] == told(dated, on=date(2021, 4, 1))


def test_a_page_without_days_always_holds(dated):
    """Only what says when it holds is left out."""
    dated.write("policies/boots.md", "# Boots\n\nShoes can be returned in 30 days or 45 days.")
    dated.ingest()
    assert any("30 days or 45 days" in text for text in dated.texts(ASKED))


def test_json_pages_have_days_too(shop):
    """An export of a knowledge base says them beside the text."""
    page = {
        "title": "Returns",
        "content": "Shoes come back in 30 days.",
        "valid_until": "2021-03-31",
    }
    shop.write("policies/returns.json", json.dumps(page))
    shop.ingest()
    assert [] == told(shop)
    assert ["30 days"] == told(shop, on=date(2021, 1, 1))


def test_a_changed_day_is_a_change(dated):
    """The same text with other days is another passage."""
    dated.write("policies/returns-2020.md", OLD.replace("2021-03-31", "2021-02-28"))
    dated.ingest()
    assert [] == told(dated, on=date(2021, 3, 31))
    assert dated.is_consistent()


@pytest.mark.parametrize(
    ("matter", "reason"),
    [
        ("valid_from: soon", "its valid_from is 'soon', which is no date"),
        ("valid_from: 2021-04-01\nvalid_until: 2021-03-01", "before its valid_from 2021-04-01"),
    ],
)
def test_days_that_are_none_refuse_the_file(shop, matter, reason):
    """By name, for a page in force on the wrong days answers wrongly."""
    shop.write("policies/returns.md", f"---\n{matter}\n---\n# Returns\n\nWithin 30 days.")
    (refusal,) = shop.ingest().refusals
    assert "policies/returns.md" == refusal.file
    assert reason in refusal.reason


@pytest.mark.parametrize(
    ("begins", "reason"),
    [
        ("2021-03-15", "valid until 2021-03-31: both versions of 'Returns policy' are shown"),
        ("2021-05-01", "no version of 'Returns policy' holds from 2021-04-01 to 2021-04-30"),
    ],
)
def test_overlaps_and_gaps_are_reported(dated, begins, reason):
    """With the file, the key and the days, at every ingest until they are put right."""
    dated.write("policies/returns.md", NEW.replace("2021-04-01", begins))
    for _ in range(2):
        (refusal,) = dated.ingest().refusals
        assert ("policies/returns.md", "valid_from") == (refusal.file, refusal.field)
        assert reason in refusal.reason
