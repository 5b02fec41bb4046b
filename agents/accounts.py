"""Accounts: who may sign in to the console, and as what."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from agents.errors import AgentInvalid, AgentKnown, AgentNotFound, SignInRefused
from agents.passwords import LONGEST, SHORTEST, Passwords
from agents.roles import Role
from agents.tables import agent_sessions, agents
from database import reading, writing

if TYPE_CHECKING:
    from sqlalchemy import Engine, Row

    from agents.claims import Introduced

__all__ = ["Accounts", "Agent", "agent_from"]

LONGEST_TEXT = 255


@dataclass(frozen=True)
class Agent:
    """Someone who may work in the console."""

    id: str
    email: str
    name: str
    role: Role
    disabled: bool = False


class Accounts:
    """The accounts of one store."""

    def __init__(self, engine: Engine, passwords: Passwords | None = None) -> None:
        self._engine = engine
        self._passwords = passwords or Passwords()

    def add(self, email: str, *, name: str, role: Role, password: str | None) -> Agent:
        """Make an account; without a password its owner signs in by the shop's own provider.

        Raises AgentInvalid and AgentKnown.
        """
        email, name = _address(email), name.strip()
        if not 0 < len(name) <= LONGEST_TEXT:
            raise AgentInvalid("A name has 1 to 255 characters.")
        row = {
            "id": secrets.token_hex(8),
            "email": email,
            "name": name,
            "role": role.value,
            "password": None if password is None else self._hash(password),
            "created_at": datetime.now(UTC),
        }
        try:
            with writing(self._engine) as connection:
                connection.execute(insert(agents).values(**row))
        except IntegrityError:
            raise AgentKnown(f"{email} has an account already.") from None
        return self.by_email(email)

    def by_email(self, email: str) -> Agent:
        """Raises AgentNotFound."""
        return agent_from(self._row(email))

    def all(self) -> list[Agent]:
        """Every account, disabled ones too, by name."""
        query = select(agents).order_by(agents.c.name, agents.c.email)
        with reading(self._engine) as connection:
            return [agent_from(row) for row in connection.execute(query)]

    def disable(self, email: str) -> Agent:
        """Shut an account and end its sessions at once. Raises AgentNotFound."""
        return self._change(email, disabled_at=datetime.now(UTC))

    def set_password(self, email: str, password: str) -> Agent:
        """Replace the password and end all sessions. Raises AgentInvalid and AgentNotFound."""
        return self._change(email, password=self._hash(password))

    def authenticate(self, email: str, password: str) -> Agent:
        """Who signs in with these. Raises SignInRefused, which takes as long as success."""
        try:
            row = self._row(email)
        except (AgentNotFound, AgentInvalid):
            row = None
        open_ = row is not None and row.disabled_at is None
        stored = row.password if row is not None and open_ else None
        if not self._passwords.matches(stored, password) or row is None:
            raise SignInRefused("The e-mail address or the password is wrong.")
        if self._passwords.outdated(row.password):
            self._rehash(row.id, password)
        return agent_from(row)

    def admit(self, who: Introduced) -> Agent:
        """The account of somebody whom the shop's provider vouches for, made when it gives a role.

        A role that the provider gives replaces the one here. Raises SignInRefused for who has
        neither account nor role, and for a disabled account.
        """
        try:
            row = self._row(who.email)
        except AgentInvalid:
            raise SignInRefused("The shop's provider has no usable address of yours.") from None
        except AgentNotFound:
            if who.role is None:
                raise SignInRefused("You have no account here; ask an admin for one.") from None
            name = who.name.strip()[:LONGEST_TEXT]
            return self.add(who.email, name=name, role=who.role, password=None)
        if row.disabled_at is not None:
            raise SignInRefused("Your account here is shut; ask an admin.")
        if who.role is not None and who.role != row.role:
            self._change(who.email, role=who.role.value)
        return self.by_email(who.email)

    def _row(self, email: str) -> Row[Any]:
        email = _address(email)
        with reading(self._engine) as connection:
            row = connection.execute(select(agents).where(agents.c.email == email)).first()
        if row is None:
            raise AgentNotFound(f"Nobody has an account under {email}.")
        return row

    def _change(self, email: str, **values: Any) -> Agent:
        row = self._row(email)
        with writing(self._engine) as connection:
            connection.execute(update(agents).where(agents.c.id == row.id).values(**values))
            connection.execute(delete(agent_sessions).where(agent_sessions.c.agent_id == row.id))
        return self.by_email(email)

    def _hash(self, password: str) -> str:
        if not SHORTEST <= len(password) <= LONGEST:
            raise AgentInvalid(f"A password has {SHORTEST} to {LONGEST} characters.")
        return self._passwords.hash(password)

    def _rehash(self, agent_id: str, password: str) -> None:
        with writing(self._engine) as connection:
            connection.execute(
                update(agents)
                .where(agents.c.id == agent_id)
                .values(password=self._passwords.hash(password))
            )


def agent_from(row: Row[Any]) -> Agent:
    """The account of a row of `agents`."""
    return Agent(row.id, row.email, row.name, Role(row.role), row.disabled_at is not None)


def _address(email: str) -> str:
    email = email.strip().lower()
    name, at, domain = email.rpartition("@")
    if not (name and at and domain) or len(email) > LONGEST_TEXT or not email.isprintable():
        raise AgentInvalid(f"{email!r} is no e-mail address.")
    return email
