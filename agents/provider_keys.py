"""The keys that a provider signs with, fetched again when it signs with a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import jwt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

__all__ = ["ProviderKeys"]

KEPT_S: Final = 3600.0
NOT_AGAIN_WITHIN_S: Final = 10.0
"""However many tokens with unknown keys are shown, the provider is not asked more often."""


class ProviderKeys:
    """The published keys, by their ids."""

    def __init__(
        self,
        get: Callable[[str], Awaitable[Mapping[str, Any]]],
        clock: Callable[[], float],
    ) -> None:
        self._get = get
        self._clock = clock
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched = 0.0

    async def get(self, address: str, kid: str | None) -> jwt.PyJWK:
        """The key of this id; without one it is the only key there is.

        Raises jwt.PyJWKSetError when the provider publishes no such key.
        """
        age = self._clock() - self._fetched
        if age > KEPT_S or (self._find(kid) is None and age > NOT_AGAIN_WITHIN_S):
            self._keys = _signing_keys(await self._get(address))
            self._fetched = self._clock()
        if (key := self._find(kid)) is None:
            raise jwt.PyJWKSetError("The provider publishes no such key.")
        return key

    def _find(self, kid: str | None) -> jwt.PyJWK | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)


def _signing_keys(published: Mapping[str, Any]) -> dict[str | None, jwt.PyJWK]:
    keys = {}
    for each in published.get("keys", ()):
        try:
            key = jwt.PyJWK(each)
        except jwt.PyJWTError:
            continue  # of a kind that we do not know; others may do
        if each.get("use", "sig") == "sig" and key.key_type != "oct":
            keys[key.key_id] = key
    return keys
