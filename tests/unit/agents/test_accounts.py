from __future__ import annotations

import pytest
from sqlalchemy import select

import database
from agents import Accounts, Passwords, Role
from agents.errors import AgentInvalid, AgentKnown, AgentNotFound, SessionEnded, SignInRefused
from agents.tables import agents

PASSWORD = "correct horse battery"


@pytest.fixture
def ada(accounts):
    return accounts.add("Ada@Shop.example ", name="Ada", role=Role.LEAD, password=PASSWORD)


def test_an_agent_signs_in_by_their_address_in_any_case(accounts, ada):
    """The account comes back as it was made."""
    assert ("ada@shop.example", "Ada", Role.LEAD) == (ada.email, ada.name, ada.role)
    assert ada == accounts.authenticate("ADA@shop.example", PASSWORD)


@pytest.mark.parametrize("email", ["ada@shop.example", "nobody@shop.example", "no address", ""])
def test_a_wrong_password_and_an_unknown_address_are_the_same(accounts, ada, email):
    """Neither the words nor the work differ, so that accounts cannot be found by trying."""
    with pytest.raises(SignInRefused) as refusal:
        accounts.authenticate(email, "wrong")
    assert "The e-mail address or the password is wrong." == str(refusal.value)


def test_an_unknown_address_is_checked_against_a_hash_too(accounts, passwords, monkeypatch):
    """Refusing takes the time of a hash in any case."""
    checked = []
    monkeypatch.setattr(passwords, "matches", lambda *given: checked.append(given) or False)
    with pytest.raises(SignInRefused):
        accounts.authenticate("nobody@shop.example", PASSWORD)
    assert [(None, PASSWORD)] == checked


def test_the_password_is_not_in_the_database(accounts, ada, engine):
    """What is stored is an Argon2id hash."""
    with database.reading(engine) as connection:
        stored = connection.execute(select(agents.c.password)).scalar_one()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


def test_a_hash_of_weaker_days_is_replaced_at_sign_in(accounts, ada, engine):
    """Stronger parameters reach everyone who signs in."""
    stronger = Passwords(memory_kib=16, passes=1)
    Accounts(engine, stronger).authenticate(ada.email, PASSWORD)
    with database.reading(engine) as connection:
        assert "m=16," in connection.execute(select(agents.c.password)).scalar_one()


def test_a_disabled_agent_is_out_at_once(accounts, ada, sessions):
    """Neither the password nor an open session is good for anything."""
    token = sessions.start(ada.id)
    assert accounts.disable(ada.email).disabled
    with pytest.raises(SignInRefused):
        accounts.authenticate(ada.email, PASSWORD)
    with pytest.raises(SessionEnded):
        sessions.agent_of(token)


def test_a_new_password_ends_open_sessions(accounts, ada, sessions):
    """Who knew the old one is out."""
    token = sessions.start(ada.id)
    accounts.set_password(ada.email, "another long password")
    with pytest.raises(SessionEnded):
        sessions.agent_of(token)
    assert ada == accounts.authenticate(ada.email, "another long password")


@pytest.mark.parametrize(
    ("email", "name", "password"),
    [
        ("ada", "Ada", PASSWORD),
        ("@shop.example", "Ada", PASSWORD),
        ("a\nb@shop.example", "Ada", PASSWORD),
        ("a@shop.example", " ", PASSWORD),
        ("a@shop.example", "Ada", "eleven char"),
        ("a@shop.example", "Ada", "x" * 257),
    ],
)
def test_what_makes_no_account_is_refused(accounts, email, name, password):
    """An address, a name and a long enough password are wanted."""
    with pytest.raises(AgentInvalid):
        accounts.add(email, name=name, role=Role.AGENT, password=password)


def test_an_address_has_one_account(accounts, ada):
    """A second account under it is refused."""
    with pytest.raises(AgentKnown):
        accounts.add("ADA@shop.example", name="Eve", role=Role.ADMIN, password=PASSWORD)


def test_nobody_has_no_account(accounts):
    """An unknown address cannot be disabled."""
    with pytest.raises(AgentNotFound):
        accounts.disable("nobody@shop.example")


def test_an_agent_of_the_shops_own_provider_has_no_password_to_guess(accounts):
    """Without a password nothing signs in."""
    accounts.add("eve@shop.example", name="Eve", role=Role.AGENT, password=None)
    with pytest.raises(SignInRefused):
        accounts.authenticate("eve@shop.example", "nobody's password")


def test_roles_are_in_order():
    """A lead may do what an agent may, and not the other way round."""
    assert Role.ADMIN.covers(Role.AGENT)
    assert Role.LEAD.covers(Role.LEAD)
    assert not Role.AGENT.covers(Role.LEAD)
