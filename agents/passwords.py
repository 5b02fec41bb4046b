"""Passwords, hashed by Argon2id (RFC 9106) with the parameters in each hash."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["LONGEST", "SHORTEST", "Passwords"]

SHORTEST = 12
LONGEST = 256
"""Longer ones would only cost the server time."""


class Passwords:
    """Hashes and checks; by default with OWASP's figures: 19 MiB, two passes, one lane."""

    def __init__(self, *, memory_kib: int = 19_456, passes: int = 2) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        # Costs as much to check as any, and no password is known to match it.
        self._nobody = f"$argon2id$v=19$m={memory_kib},t={passes},p=1${'A' * 22}${'A' * 43}"

    def hash(self, password: str) -> str:
        """What to store."""
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Whether it is the password; without a stored one it takes as long and is not."""
        try:
            self._hasher.verify(stored or self._nobody, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether it was hashed with other parameters than are used now."""
        return self._hasher.check_needs_rehash(stored)
