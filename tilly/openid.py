"""The shop's own OpenID provider, as the settings describe it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agents import Role
from agents.claims import RoleMapping
from tilly.errors import SettingInvalid

if TYPE_CHECKING:
    from agents.openid import OpenIDProvider
    from tilly.settings import Settings

__all__ = ["CALLBACK", "build_provider", "build_role_mapping"]

CALLBACK: Final = "/console/sign-in/callback"


def build_provider(settings: Settings) -> OpenIDProvider | None:
    """The provider; None when none is set. Raises SettingInvalid."""
    if not settings.oidc_issuer:
        return None
    # Imported here: a store without such a provider needs no HTTP client.
    from agents.openid import OpenIDProvider, is_safe

    if not is_safe(settings.oidc_issuer):
        raise SettingInvalid("TILLY_OIDC_ISSUER must be an https address.")
    if not settings.oidc_client_id:
        raise SettingInvalid("TILLY_OIDC_CLIENT_ID is not set; the provider gave you one.")
    return OpenIDProvider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        f"{settings.base_url}{CALLBACK}",
    )


def build_role_mapping(settings: Settings) -> RoleMapping:
    """Which group has which role. Raises SettingInvalid."""
    roles: dict[str, Role] = {}
    for pair in settings.oidc_roles:
        group, _, role = pair.rpartition("=")
        if not group or role not in set(Role):
            raise SettingInvalid(
                f"TILLY_OIDC_ROLES has {pair!r}; it must be group=role, where a role is one of"
                f" {', '.join(Role)}."
            )
        roles[group] = Role(role)
    if bool(roles) != bool(settings.oidc_role_claim):
        raise SettingInvalid("TILLY_OIDC_ROLE_CLAIM and TILLY_OIDC_ROLES need each other.")
    return RoleMapping(settings.oidc_role_claim, roles)
