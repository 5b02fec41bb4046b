from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from commerce.columns import LARGEST, Money, is_exact, storable
from database import UtcDateTime

DIALECTS = pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()])


@DIALECTS
@given(st.decimals(-LARGEST + 1, LARGEST - 1, places=3))
def test_money_comes_back_as_it_went_in(dialect, amount):
    """No amount with up to three decimal places drifts."""
    stored = Money().process_bind_param(amount, dialect)
    assert amount == Money().process_result_value(stored, dialect)


def test_money_is_stored_as_whole_thousandths_on_sqlite():
    """SQLite, which has no decimals, compares and sums whole numbers."""
    assert 49950 == Money().process_bind_param(Decimal("49.95"), sqlite.dialect())


def test_money_reads_with_two_places_unless_it_has_three():
    """Amounts look as people write them."""
    read = [str(Money().process_result_value(n, sqlite.dialect())) for n in (49000, 1125)]
    assert ["49.00", "1.125"] == read


@DIALECTS
@pytest.mark.parametrize("text", ["0.0001", "1.00000000000000000000000000000001", "1e11", "NaN"])
def test_money_that_would_be_rounded_is_refused(dialect, text):
    """What cannot be stored exactly is not stored."""
    with pytest.raises(ValueError, match="no amount of money"):
        Money().process_bind_param(Decimal(text), dialect)


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_is_judged(amount):
    """No decimal, however odd, makes the check itself fail."""
    assert is_exact(amount) in {True, False}


@DIALECTS
@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001  # zones are drawn
    st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_a_moment_comes_back_in_utc(dialect, naive, zone):
    """The same point in time is read back, whatever zone it was written in."""
    moment = naive.replace(tzinfo=zone)
    read = UtcDateTime().process_result_value(
        UtcDateTime().process_bind_param(moment, dialect), dialect
    )
    assert (moment, UTC) == (read, read.tzinfo)


def test_a_time_without_zone_is_refused():
    """A time that names no point in time is not stored."""
    with pytest.raises(ValueError, match="no time zone"):
        UtcDateTime().process_bind_param(datetime(2025, 1, 1), sqlite.dialect())  # noqa: DTZ001  # the case


@given(st.text(st.characters(codec=None)))
def test_any_text_becomes_storable(text):
    """NUL and lone surrogates, which PostgreSQL refuses, never reach it."""
    stored = storable(text)
    assert "\0" not in stored.encode("utf-8").decode("utf-8")
