"""The sign-in flow against somebody else's provider: oidc-provider-mock, made with Authlib."""

from __future__ import annotations

import warnings
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from agents.errors import SignInRefused
from agents.openid import OpenIDProvider

# Authlib announces its own changes, on the provider's side.
pytestmark = pytest.mark.filterwarnings("ignore")

BACK = "http://localhost:8080/console/sign-in/callback"


@pytest.fixture(scope="module")
def issuer():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread

        ada = User(sub="1", claims={"email": "ada@shop.example", "email_verified": True})
        with run_server_in_thread(user_claims=[ada], require_nonce=True) as server:
            yield f"http://localhost:{server.server_port}"


@asynccontextmanager
async def client_of(issuer, secret="secret"):
    provider = OpenIDProvider(issuer, "tilly", secret, BACK)
    yield provider
    await provider.close()


async def consented(address):
    """The code and state with which the provider sends Ada back."""
    async with httpx.AsyncClient() as http:
        response = await http.post(address, data={"sub": "1"})
    query = parse_qs(urlsplit(response.headers["Location"]).query)
    return query["code"][0], query["state"][0]


async def test_ada_is_introduced_by_a_provider_that_is_not_ours(issuer):
    """Discovery, consent, code, token, keys and claims, once."""
    async with client_of(issuer) as provider:
        code, state = await consented(await provider.begin("browser", "/console"))
        attempt = provider.take(state, "browser")
        claims = await provider.claims(code, attempt)
        assert ("1", "ada@shop.example") == (claims["sub"], claims["email"])
        with pytest.raises(SignInRefused):
            await provider.claims(code, attempt)


async def test_the_answer_to_another_attempt_is_refused(issuer):
    """The token carries the nonce of the attempt that it was made for."""
    async with client_of(issuer) as provider:
        first, _ = await consented(await provider.begin("browser", ""))
        _, second = await consented(await provider.begin("browser", ""))
        with pytest.raises(SignInRefused):
            await provider.claims(first, provider.take(second, "browser"))
