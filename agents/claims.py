"""What an OpenID provider says of somebody, and who that is here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents.errors import SignInRefused
from agents.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Introduced", "RoleMapping", "introduced"]


@dataclass(frozen=True)
class RoleMapping:
    """Which of the provider's groups has which role; without a claim, nobody's is changed.

    `claim` may lead into the token by dots, as in ``realm_access.roles``.
    """

    claim: str = ""
    roles: Mapping[str, Role] | None = None

    def role_of(self, claims: Mapping[str, Any]) -> Role | None:
        """The highest role that the claims give; None without a mapping.

        Raises SignInRefused for somebody who has none of the groups.
        """
        if not self.claim:
            return None
        value: Any = claims
        for part in self.claim.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        groups = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        given = {(self.roles or {}).get(group) for group in groups if isinstance(group, str)}
        for role in reversed(Role):
            if role in given:
                return role
        raise SignInRefused("The shop's provider gives you no role in the console.")


@dataclass(frozen=True)
class Introduced:
    """Somebody whom the provider vouches for."""

    email: str
    name: str
    role: Role | None


def introduced(claims: Mapping[str, Any], mapping: RoleMapping) -> Introduced:
    """Who the claims are of. Raises SignInRefused without a verified e-mail address or a role."""
    email = claims.get("email")
    if not isinstance(email, str) or claims.get("email_verified") not in (True, "true"):
        raise SignInRefused("The shop's provider has not verified your e-mail address.")
    name = claims.get("name")
    return Introduced(
        email, name if isinstance(name, str) and name.strip() else email, mapping.role_of(claims)
    )
