"""The people who work in the console: accounts, roles, sessions and what they did."""

from agents.accounts import Accounts, Agent
from agents.audit import AuditEntry, AuditLog
from agents.passwords import Passwords
from agents.roles import Role
from agents.sessions import Sessions

__all__ = [
    "Accounts",
    "Agent",
    "AuditEntry",
    "AuditLog",
    "Passwords",
    "Role",
    "Sessions",
]
