"""Who may speak in a conversation, and as whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from tilly.chat_client import ChatRefused


@pytest.fixture
def customer_of(gateway):
    return lambda client: gateway.chat.store.conversations.customer_of(client.conversation)


async def refusal_of(client, **options):
    with pytest.raises(ChatRefused) as error:
        await client.open(**options)
    return error.value.code


async def test_a_signed_customer_is_bound_to_the_conversation(gateway, sign, customer_of):
    """The customer of the token is the one that actions will read, and the frame names them."""
    async with gateway.client() as client:
        opened = await client.open(customer_token=sign("C-1001", name="Ada"))
        assert opened["customer"] == {"name": "Ada"}
        assert customer_of(client) == "C-1001"


async def test_signing_in_and_out_is_told_to_every_tab(gateway, client, sign, customer_of):
    """Identify and sign_out change the binding and send an identified frame."""
    async with gateway.client(token=client.token) as other:
        await other.open()
        await client.identify(sign("C-1001", name="Ada"))
        assert (await other.wait_for("identified"))["customer"] == {"name": "Ada"}
        assert customer_of(client) == "C-1001"
        await client.sign_out()
        assert (await other.wait_for("identified", count=2))["customer"] is None
        assert customer_of(client) is None


async def test_coming_back_without_a_customer_token_signs_out(gateway, sign, customer_of):
    """On a shared computer the next visitor, not signed in, is nobody's customer."""
    async with gateway.client() as client:
        await client.open(customer_token=sign("C-1001"))
    async with gateway.client(token=client.token) as visitor:
        opened = await visitor.open()
        assert opened["conversation"] == client.conversation
        assert opened["customer"] is None
        assert customer_of(visitor) is None


async def test_another_customer_gets_another_conversation(gateway, sign, client):
    """A conversation once a customer's is never shown to another one."""
    await client.identify(sign("C-1001"))
    await client.wait_for("identified")
    async with gateway.client(token=client.token) as other:
        opened = await other.open(customer_token=sign("C-2002"))
        assert not opened["resumed"]
        assert opened["conversation"] != client.conversation
    await client.sign_out()
    await client.identify(sign("C-2002"))
    error = await client.wait_for("error")
    assert (error["code"], error["token"]) == ("bad_token", "customer")


@pytest.mark.parametrize("kind", ["foreign", "none", "other", "eternal", "nobody", "garbage"])
async def test_a_forged_customer_token_is_refused(gateway, sign, kind, customer_of):
    """Another key, another algorithm, no end, no subject: nothing of it signs anyone in."""
    ends = datetime.now(UTC) + timedelta(hours=1)
    secret = gateway.settings.customer_secret
    token = {
        "foreign": sign(secret="x" * 40),
        "none": jwt.encode({"sub": "C-1001", "exp": ends}, None, algorithm="none"),
        "other": jwt.encode({"sub": "C-1001", "exp": ends}, secret * 2, algorithm="HS512"),
        "eternal": jwt.encode({"sub": "C-1001"}, secret, algorithm="HS256"),
        "nobody": jwt.encode({"exp": ends}, secret, algorithm="HS256"),
        "garbage": "eyJhbGciOiJIUzI1NiJ9.e30",
    }[kind]
    async with gateway.client() as client:
        assert await refusal_of(client, customer_token=token) == "bad_token"
        assert client.frames[0]["token"] == "customer"
        client._customer_token = None
        await client.open()
        assert customer_of(client) is None


async def test_an_expired_customer_token_says_so(gateway, sign):
    """An old token gets the code that tells the page to fetch a new one."""
    async with gateway.client() as client:
        assert await refusal_of(client, customer_token=sign(seconds=-60)) == "expired"


async def test_a_conversation_cannot_be_entered_without_its_token(gateway, client):
    """A forged, an expired, a customer's and an unknown conversation's token are refused."""
    ends = datetime.now(UTC) + timedelta(hours=1)
    secret = gateway.settings.signing_secret()
    cases = {
        "x.y.z": "bad_token",
        jwt.encode({"cid": client.conversation, "exp": ends}, "x" * 40): "bad_token",
        jwt.encode(
            {"cid": client.conversation, "exp": ends - timedelta(days=1)}, secret
        ): "expired",
        jwt.encode({"cid": "gone", "exp": ends}, secret): "expired",
        jwt.encode({"cid": 7, "exp": ends}, secret): "bad_token",
        jwt.encode({"sub": client.conversation, "exp": ends}, secret): "bad_token",
    }
    for token, code in cases.items():
        async with gateway.client(token=token) as stranger:
            assert await refusal_of(stranger) == code
            assert stranger.frames[0]["token"] == "conversation"
            stranger.token = None
            assert not (await stranger.open())["resumed"]
