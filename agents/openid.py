"""Signing in by the shop's own OpenID provider: the authorization code flow with PKCE.

OpenID Connect Core 1.0 (sections 3.1 and 10.1.1), PKCE (RFC 7636) and the advice of RFC 9700: every
attempt has a state, a nonce and a verifier of its own, which are good once, in the browser that
they were made for, for ten minutes. An ID token is believed when the provider's published key
signed it, for us, for this attempt, and it has not expired.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import jwt

from agents.errors import ProviderAway, SignInRefused
from agents.provider_keys import ProviderKeys

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Attempt", "OpenIDProvider"]

SCOPES: Final = "openid email profile"
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "EdDSA",
)
"""Public keys only: the provider alone can sign."""
LEEWAY_S: Final = 60
"""By how much the clocks of two machines may differ."""
ATTEMPT_S: Final = 600.0
MOST_ATTEMPTS: Final = 1000
METADATA_S: Final = 3600.0


@dataclass(frozen=True)
class Attempt:
    """One way through the provider and back; `browser` is the hash of what its cookie holds."""

    browser: str
    nonce: str
    verifier: str
    onward: str
    ends: float


@dataclass
class _Metadata:
    """What the provider says of itself, and until when that is believed."""

    document: Mapping[str, Any] = field(default_factory=dict)
    ends: float = 0.0


class OpenIDProvider:
    """One provider; attempts are kept in memory, so that a state cannot be used twice."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        redirect_uri: str,
        *,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._redirect_uri = redirect_uri
        self._http = http or httpx.AsyncClient(timeout=10.0)
        self._clock = clock
        self._metadata = _Metadata()
        self._keys = ProviderKeys(self._get, clock)
        self._attempts: dict[str, Attempt] = {}

    async def begin(self, browser: str, onward: str) -> str:
        """The provider's address to send a browser to. Raises ProviderAway."""
        document = await self._discovered()
        now = self._clock()
        self._attempts = {s: one for s, one in self._attempts.items() if one.ends > now}
        while len(self._attempts) >= MOST_ATTEMPTS:
            del self._attempts[next(iter(self._attempts))]
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        self._attempts[state] = Attempt(_hash(browser), nonce, verifier, onward, now + ATTEMPT_S)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": self._redirect_uri,
            "scope": SCOPES,
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = str(document["authorization_endpoint"])
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def take(self, state: str, browser: str) -> Attempt:
        """The attempt that a browser comes back from, once. Raises SignInRefused."""
        attempt = self._attempts.pop(state, None)
        ours = attempt is not None and hmac.compare_digest(attempt.browser, _hash(browser))
        if attempt is None or not ours or attempt.ends <= self._clock():
            raise SignInRefused("This sign-in was begun elsewhere or too long ago; begin again.")
        return attempt

    async def claims(self, code: str, attempt: Attempt, issuer: str = "") -> Mapping[str, Any]:
        """Who signed in, as the verified ID token says it.

        `issuer` is the provider's `iss` beside the code (RFC 9207), if it sent one. Raises
        SignInRefused and ProviderAway.
        """
        if issuer and issuer != self._issuer:
            raise SignInRefused("The answer came from another provider; begin again.")
        token = await self._exchanged(code, attempt)
        claims = await self._verified(token)
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode()):
            raise SignInRefused("The provider's answer is not for this sign-in; begin again.")
        return claims

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def _exchanged(self, code: str, attempt: Attempt) -> str:
        document = await self._discovered()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": attempt.verifier,
            "client_id": self._client_id,
        }
        basic = "client_secret_basic" in document.get(
            "token_endpoint_auth_methods_supported", ["client_secret_basic"]
        )
        if self._client_secret and not basic:
            form["client_secret"] = self._client_secret
        auth = (self._client_id, self._client_secret) if self._client_secret and basic else None
        try:
            response = await self._http.post(
                str(document["token_endpoint"]), data=form, auth=auth or httpx.USE_CLIENT_DEFAULT
            )
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway("The sign-in provider does not answer; try again.") from error
        if response.status_code != httpx.codes.OK or not isinstance(answer.get("id_token"), str):
            raise SignInRefused("The provider did not confirm this sign-in; begin again.")
        return str(answer["id_token"])

    async def _verified(self, token: str) -> Mapping[str, Any]:
        document = await self._discovered()
        try:
            header = jwt.get_unverified_header(token)
            key = await self._keys.get(str(document["jwks_uri"]), header.get("kid"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=ALGORITHMS,
                audience=self._client_id,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise SignInRefused("The provider's answer cannot be believed; begin again.") from error
        if claims.get("azp", self._client_id) != self._client_id:
            raise SignInRefused("The provider's answer is for somebody else; begin again.")
        return claims

    async def _discovered(self) -> Mapping[str, Any]:
        if self._metadata.ends <= self._clock():
            document = await self._get(
                f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            )
            if document.get("issuer") != self._issuer:
                raise ProviderAway("TILLY_OIDC_ISSUER is not what the provider calls itself.")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not is_safe(str(document.get(name, ""))):
                    raise ProviderAway(f"The provider's {name} is no https address.")
            self._metadata = _Metadata(document, self._clock() + METADATA_S)
        return self._metadata.document

    async def _get(self, address: str) -> Mapping[str, Any]:
        try:
            response = await self._http.get(address)
            response.raise_for_status()
            found = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise ProviderAway("The sign-in provider cannot be reached; try again.") from error
        return found if isinstance(found, dict) else {}


def is_safe(address: str) -> bool:
    """Whether secrets may be sent there: over TLS, or to this machine."""
    parts = urlsplit(address)
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    return parts.scheme == "https" or (parts.scheme == "http" and here)


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
