from __future__ import annotations

import re

import pytest


async def test_an_agent_signs_in_and_out(browse, staff, audit):
    """The inbox is theirs until they leave, and both are in the log."""
    browser = browse()
    response, _ = await browser.get("/console?status=waiting")
    assert "/console/sign-in?next=/console?status%3Dwaiting" == response.headers["Location"]
    response, _ = await browser.sign_in("agent")
    assert (303, "/console") == (response.status, response.headers["Location"])
    assert 200 == (await browser.get("/console"))[0].status
    await browser.post("/console/sign-out")
    assert 303 == (await browser.get("/console"))[0].status
    done = [(entry.agent, entry.action) for entry in audit.entries()]
    assert [("Agent", "session.ended"), ("Agent", "session.began")] == done


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browse, staff):
    """HttpOnly, SameSite, of the whole host and of this session only."""
    response, _ = await browse().sign_in("agent")
    cookie = response.headers["Set-Cookie"]
    assert re.fullmatch(r"console=[\w-]{43}; HttpOnly; Path=/; SameSite=Lax", cookie)


async def test_a_refusal_tells_nothing_of_accounts(browse, staff, audit):
    """A wrong password and an unknown address get the same page; the log knows which it was."""
    pages = [(await browse().sign_in(who, "wrong"))[1] for who in ("agent", "nobody")]
    assert pages[0] == pages[1]
    assert "The e-mail address or the password is wrong." in pages[0]
    assert ["", staff["agent"].id] == [entry.subject for entry in audit.entries()]


async def test_a_planted_token_is_worth_nothing_after_signing_in(browse, staff):
    """The session after signing in is never the one that the browser came with."""
    browser = browse()
    first, _ = await browser.sign_in("agent")
    planted = first.cookies["console"].value
    second, _ = await browser.sign_in("agent")
    assert planted != second.cookies["console"].value
    thief = browse()
    thief.session.cookie_jar.update_cookies({"console": planted})
    assert 303 == (await thief.get("/console"))[0].status


async def test_guessing_is_slowed_down(browse, staff):
    """After ten tries an account can be tried again later only, with the right password too."""
    browser = browse()
    answers = [(await browser.sign_in("agent", f"guess {n}"))[0].status for n in range(11)]
    assert [401] * 10 + [429] == answers
    response, _ = await browser.sign_in("agent")
    assert 429 == response.status
    assert int(response.headers["Retry-After"]) > 0
    assert 303 == (await browser.sign_in("lead"))[0].status


@pytest.mark.parametrize(
    ("next_", "onward"),
    [
        ("/console/inbox?q=tent", "/console/inbox?q=tent"),
        ("https://evil.example/console", "/console"),
        ("//evil.example", "/console"),
        ("/console\\@evil.example", "/console"),
        ("/consoleevil", "/console"),
    ],
)
async def test_signing_in_leads_into_the_console_only(browse, staff, next_, onward):
    """No address of elsewhere is followed."""
    response, _ = await browse().post(
        "/console/sign-in", email="agent@shop.example", password="correct horse battery", next=next_
    )
    assert onward == response.headers["Location"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
async def test_other_sites_cannot_sign_anybody_in_or_post_anything(browse, agent, staff, origin):
    """A form of another origin is refused, before and after signing in."""
    secret = {"email": "agent@shop.example", "password": "correct horse battery"}
    response, _ = await browse().post("/console/sign-in", origin=origin, **secret)
    assert 403 == response.status
    response, _ = await agent.post("/console/sign-out", origin=origin)
    assert 403 == response.status


async def test_a_form_needs_the_sessions_own_token(agent, admin):
    """Neither none nor somebody else's is taken."""
    for csrf in ("", admin.csrf, "ü"):
        assert 403 == (await agent.post("/console/sign-out", csrf=csrf))[0].status
    assert 303 == (await agent.post("/console/sign-out"))[0].status


async def test_pages_forbid_what_scripts_of_others_would_need(agent):
    """No inline script, no framing, no caching, no address given away."""
    response, text = await agent.get("/console")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
    assert "img-src 'self' https: http://localhost:8080;" in policy  # where the shop's pictures are
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "no-store" == response.headers["Cache-Control"]
    assert not re.search(r"<script(?! src=)|\son\w+=|\sstyle=|javascript:", text)


async def test_a_part_of_a_page_asks_to_sign_in_again(browse):
    """When the session ends, the list that asks by itself sends the browser to the form."""
    response, _ = await browse().get("/console/inbox/rows", **{"HX-Request": "true"})
    assert (401, "/console/sign-in") == (response.status, response.headers["HX-Redirect"])


async def test_the_log_is_for_admins(agent, admin):
    """Admins read what was done; others are told which role it needs."""
    response, text = await agent.get("/console/audit")
    assert 403 == response.status
    assert "admin" in text
    response, text = await admin.get("/console/audit")
    assert 200 == response.status
    assert "session.began" in text


async def test_without_a_provider_nothing_of_one_is_there(browse):
    """Neither a link on the form nor the addresses behind it."""
    assert "sign-in/provider" not in (await browse().get("/console/sign-in"))[1]
    for place in ("provider", "callback"):
        assert 404 == (await browse().get(f"/console/sign-in/{place}"))[0].status
