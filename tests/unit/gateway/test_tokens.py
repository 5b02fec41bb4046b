from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from gateway.errors import SecretTooShort, TokenExpired, TokenRefused
from gateway.tokens import CustomerClaims, Tokens

SECRET = "s" * 32
SHARED = "c" * 32


@pytest.fixture
def tokens():
    return Tokens(secret=SECRET, customer_secret=SHARED, lifetime=timedelta(days=30))


def signed(claims, secret=SHARED, seconds=60):
    return jwt.encode({"exp": datetime.now(UTC) + timedelta(seconds=seconds), **claims}, secret)


def test_a_conversation_token_resumes_its_conversation(tokens):
    """What was signed is read back, and ends when it says."""
    token, ends = tokens.for_conversation("abc")
    assert "abc" == tokens.conversation(token)
    assert timedelta(days=29) < ends - datetime.now(UTC) <= timedelta(days=30)


def test_a_customer_token_names_the_customer(tokens):
    """The subject is the customer's id; the name is optional."""
    assert CustomerClaims("C-1", "Ada") == tokens.customer(signed({"sub": "C-1", "name": " Ada "}))
    assert CustomerClaims("C-1", None) == tokens.customer(signed({"sub": "C-1", "name": ["x"]}))


def test_one_kind_of_token_is_not_the_other(tokens):
    """Even with one secret for both, a conversation's token is no customer's."""
    same = Tokens(secret=SECRET, customer_secret=SECRET, lifetime=timedelta(days=1))
    with pytest.raises(TokenRefused):
        same.customer(same.for_conversation("abc")[0])
    with pytest.raises(TokenRefused):
        same.conversation(signed({"sub": "C-1"}, SECRET))


def test_an_old_token_is_expired_not_forged(tokens):
    """A client learns that it needs a new one."""
    with pytest.raises(TokenExpired):
        tokens.customer(signed({"sub": "C-1"}, seconds=-60))


@pytest.mark.parametrize("subject", ["", "x" * 256, 7, None])
def test_a_subject_must_be_a_customer_id(tokens, subject):
    """A token that names nobody signs nobody in."""
    with pytest.raises(TokenRefused):
        tokens.customer(signed({"sub": subject}))


def test_a_short_secret_is_refused():
    """A secret that could be guessed stops the start."""
    with pytest.raises(SecretTooShort, match="TILLY_CUSTOMER_SECRET"):
        Tokens(secret=SECRET, customer_secret="guess", lifetime=timedelta(days=1))
