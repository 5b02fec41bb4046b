"""Why the tables of agents hold nothing of a customer."""

from __future__ import annotations

from typing import Final

__all__ = ["IMPERSONAL"]

IMPERSONAL: Final = {
    "agents": "the shop's own people",
    "agent_sessions": "who of them is signed in",
    "canned_replies": "what agents may say to anybody",
    "audit_log": "what they did, with the random ids of conversations, for as long as it is kept",
}
