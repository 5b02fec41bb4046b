"""Signing in by an OpenID provider, and everything that a hostile one, or a thief, may try."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from agents import Role
from gateway.app import init_app
from gateway.console.state import CONSOLE
from tilly.settings import Settings

CLIENT = "tilly-console"
SECRET = "the secret of the client"
ADA = {"email": "ada@shop.example", "email_verified": True, "name": "Ada Lovelace"}


class Provider:
    """Signs with real RS256 keys; `tamper` changes the claims of the next tokens."""

    def __init__(self):
        self.keys = {}
        self.rotate("first")
        self.person = dict(ADA)
        self.tamper = lambda claims: claims
        self.sign = self._sign
        self.codes = {}
        self.fetched = 0

    def rotate(self, kid):
        self.kid = kid
        self.keys = {kid: rsa.generate_private_key(public_exponent=65537, key_size=2048)}

    async def start(self):
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._about)
        app.router.add_get("/keys", self._published)
        app.router.add_post("/token", self._token)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.issuer = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self):
        await self._runner.cleanup()

    def consent(self, address):
        """What the provider's own page does: a code for whoever asks, back by their address."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"/console/sign-in/callback?code={code}&state={asked['state']}"

    async def _about(self, _request):
        return web.json_response(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    async def _published(self, _request):
        self.fetched += 1
        keys = [
            json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())) | {"kid": kid}
            for kid, key in self.keys.items()
        ]
        return web.json_response({"keys": keys})

    async def _token(self, request):
        form = await request.post()
        asked = self.codes.pop(form.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        ).rstrip(b"=")
        if (
            asked is None
            or request.headers.get("Authorization") != f"Basic {basic}"
            or asked["code_challenge"] != challenge.decode()
            or asked["redirect_uri"] != form["redirect_uri"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        return web.json_response({"id_token": self.sign(self.tamper(claims))})

    def _sign(self, claims):
        key = self.keys[self.kid]
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": self.kid})


@pytest.fixture
async def provider():
    provider = Provider()
    await provider.start()
    yield provider
    await provider.stop()


@pytest.fixture
def app(tmp_path, engine, provider):
    """A gateway whose agents may sign in by the provider."""
    settings = Settings(
        data_dir=tmp_path,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_role_claim="groups",
        oidc_roles=("support=agent", "heads=lead"),
    )
    return init_app(settings, engine)


@pytest.fixture
async def browser(browse):
    return browse()


async def go(browser, provider, onward="/console/audit"):
    """To the provider and back, as a person clicks; the gateway's answer to the last click."""
    response, _ = await browser.get(f"/console/sign-in/provider?next={onward}")
    return await browser.get(provider.consent(response.headers["Location"]))


async def test_somebody_new_gets_an_account_with_the_role_of_their_group(
    browser, provider, accounts, audit
):
    """The highest of their groups counts; the session is a fresh one, as after a password."""
    provider.person["groups"] = ["support", "heads", "chess club"]
    response, _ = await go(browser, provider)
    assert (303, "/console/audit") == (response.status, response.headers["Location"])
    ada = accounts.by_email(ADA["email"])
    assert ("Ada Lovelace", Role.LEAD) == (ada.name, ada.role)
    assert 200 == (await browser.get("/console"))[0].status
    assert ["session.began"] == [entry.action for entry in audit.entries()]


async def test_a_role_follows_the_group(browser, provider, staff, accounts):
    """Who has changed groups has another role from the next time on; who is shut out stays out."""
    provider.person |= {"email": "Lead@shop.example", "groups": ["support"]}
    await go(browser, provider)
    assert Role.AGENT == accounts.by_email("lead@shop.example").role
    accounts.disable("lead@shop.example")
    response, _ = await go(browser, provider)
    assert 401 == response.status


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"groups": ["chess club"]}, "no role"),
        ({"groups": [{"support": 1}, None]}, "no role"),
        ({"groups": ["support"], "email_verified": False}, "not verified"),
        ({"groups": ["support"], "email_verified": None}, "not verified"),
        ({"groups": ["support"], "email": None}, "not verified"),
        ({"groups": ["support"], "email": "no address"}, "no usable address"),
    ],
)
async def test_who_is_not_vouched_for_is_refused(browser, provider, accounts, person, why):
    """Without a group that has a role, or a verified address, there is no account."""
    provider.person |= person
    response, text = await go(browser, provider)
    assert (401, True) == (response.status, why in text)
    assert [] == accounts.all()


def unsigned(claims):
    return jwt.encode(claims, None, algorithm="none")


def signed_with_the_clients_secret(claims):
    return jwt.encode(claims, SECRET.ljust(32), algorithm="HS256", headers={"kid": "first"})


def signed_by_somebody_else(claims):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "first"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"], "azp": "another client"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 32_503_680_000},
        {"sub": None},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_this_sign_in_is_refused(browser, provider, accounts, wrong):
    """Wrong nonce, audience, issuer or time: nobody is signed in and no account is made."""
    provider.person["groups"] = ["support"]
    changed = {name: value for name, value in wrong.items() if value is not None}
    provider.tamper = lambda claims: {
        **{name: value for name, value in claims.items() if name not in wrong},
        **changed,
    }
    response, _ = await go(browser, provider)
    assert 401 == response.status
    assert 303 == (await browser.get("/console"))[0].status
    assert [] == accounts.all()


@pytest.mark.parametrize(
    "sign", [unsigned, signed_with_the_clients_secret, signed_by_somebody_else, lambda _: "x.y.z"]
)
async def test_a_token_that_the_provider_did_not_sign_is_refused(browser, provider, accounts, sign):
    """Unsigned, signed with what we know ourselves, with a foreign key, or no token at all."""
    provider.person["groups"] = ["support"]
    provider.sign = sign
    response, _ = await go(browser, provider)
    assert 401 == response.status
    assert [] == accounts.all()


async def test_an_answer_counts_once_and_in_its_own_browser(browse, provider, accounts):
    """A replayed state, a made-up one and a code that was begun in a thief's browser fail."""
    provider.person["groups"] = ["support"]
    ada, thief = browse(), browse()
    response, _ = await ada.get("/console/sign-in/provider")
    back = provider.consent(response.headers["Location"])
    await thief.get("/console/sign-in/provider")
    assert 401 == (await thief.get(back))[0].status
    assert 401 == (await ada.get(back))[0].status, "the thief has used it up"
    response, _ = await ada.get("/console/sign-in/provider")
    back = provider.consent(response.headers["Location"])
    assert 303 == (await ada.get(back))[0].status
    assert 401 == (await ada.get(back))[0].status
    assert 401 == (await ada.get("/console/sign-in/callback?code=x&state=made-up"))[0].status
    assert 1 == len(accounts.all())


async def test_a_planted_session_is_worth_nothing_afterwards(browse, provider):
    """Whatever token the browser had before, it has another one, and that one is over."""
    provider.person["groups"] = ["support"]
    ada, thief = browse(), browse()
    first, _ = await go(thief, provider)
    planted = first.cookies["console"].value
    ada.session.cookie_jar.update_cookies({"console": planted})
    second, _ = await go(ada, provider)
    assert planted != second.cookies["console"].value
    assert 303 == (await thief.get("/console"))[0].status


async def test_a_new_key_of_the_provider_is_found(app, browser, provider):
    """It may change its keys at any time; unknown ones do not have it asked again and again."""
    provider.person["groups"] = ["support"]
    assert 303 == (await go(browser, provider))[0].status
    provider.rotate("second")
    app[CONSOLE].provider._keys._fetched -= 60
    assert 303 == (await go(browser, provider))[0].status
    asked = provider.fetched
    provider.rotate("third")
    assert [401] * 3 == [(await go(browser, provider))[0].status for _ in range(3)]
    assert asked == provider.fetched


async def test_a_provider_that_is_away_is_said(browser, provider):
    """The password is still there to sign in with."""
    await provider.stop()
    response, text = await browser.get("/console/sign-in/provider")
    assert (502, True) == (response.status, "cannot be reached" in text)
    assert 'name="password"' in text


async def test_the_provider_is_offered(browser):
    """Beside the password, and the way back is kept."""
    _, text = await browser.get("/console/sign-in?next=/console/queue")
    assert 'href="/console/sign-in/provider?next=/console/queue"' in text
