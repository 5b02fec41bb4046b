"""A suggestion beside the launcher: small, quiet, and gone when it is not wanted."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from test_access import serious

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

NUDGE = {
    "type": "nudge",
    "id": "n1",
    "text": "Still deciding? This may be for you, too.",
    "product": {
        "id": "mug", "title": "Sidecar Insulated Mug", "brand": "Larkmoor", "price": "29.00",
        "currency": "USD", "image": "/pictures/336655.svg", "url": "/other", "rating": 4.5,
        "in_stock": True, "reason": "It is often bought with the Lodestar Tent",
    },
}  # fmt: skip


def teaser(widget):
    return widget.page.get_by_role("complementary", name="A suggestion")


@pytest.fixture
def suggested(gateway, visit):
    """A page on which the chat was opened once, closed again, and a suggestion came."""

    async def suggested(**options):
        widget = await visit(**options)
        await widget.open()
        await widget.page.keyboard.press("Escape")
        await gateway.talk.send(NUDGE)
        await expect(teaser(widget)).to_be_visible()
        return widget

    return suggested


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_keeps_nobody_out(suggested, gateway, scheme):
    """It is announced and reached by keyboard, takes no focus, and has enough contrast."""
    light = scheme == "light"
    gateway.page = {"back": "#fff" if light else "#111", "fore": "#222" if light else "#eee"}
    widget = await suggested(color_scheme=scheme, reduced_motion="reduce")
    assert "button.launcher" == await widget.focused()
    await expect(widget.page.locator("tilly-chat .unseen[role=status]")).to_contain_text("Mug")
    assert [] == await serious(widget.page)
    await widget.page.keyboard.press("Shift+Tab")
    await widget.page.keyboard.press("Escape")
    await expect(teaser(widget)).to_be_hidden()
    (said,) = await gateway.heard("nudge")
    assert {"type": "nudge", "id": "n1", "answer": "dismissed"} == said
    assert "button.launcher" == await widget.focused()


async def test_it_fits_a_phone(suggested, phone):
    """Beside the launcher, inside the screen."""
    widget = await suggested(**phone)
    box, launcher = await teaser(widget).bounding_box(), await widget.launcher.bounding_box()
    assert 0 <= box["x"]
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= launcher["y"]


async def test_following_it_is_told(suggested, gateway):
    """Its link leads to the product."""
    widget = await suggested()
    await teaser(widget).get_by_role("link").click()
    await widget.page.wait_for_url("**/other")
    (said,) = await gateway.heard("nudge")
    assert "followed" == said["answer"]


async def test_it_gives_way_to_the_chat(suggested, gateway):
    """The panel opens in its place; one that comes while it is open is not shown."""
    widget = await suggested()
    await widget.launcher.click()
    await expect(teaser(widget)).to_be_hidden()
    await gateway.talk.send(NUDGE)
    await gateway.talk.send({"type": "typing", "turn": "t"})
    await expect(widget.typing).to_be_visible()
    await expect(teaser(widget)).to_be_hidden()


async def test_no_more_means_never(suggested, gateway):
    """Not on the next page, not in another conversation, and the reports say so."""
    widget = await suggested()
    reports = []

    async def take(route):
        reports.append(route.request.post_data_json["nudges"])
        await route.fulfill(status=202, json={})

    await widget.page.route("**/events/v1", take)
    await teaser(widget).get_by_role("button", name="No more suggestions").click()
    await expect(teaser(widget)).to_be_hidden()
    (said,) = await gateway.heard("nudge")
    assert "stopped" == said["answer"]
    await widget.page.reload()
    await gateway.heard("open", 2)
    report = "document.querySelector('tilly-chat').report([{kind: 'view', page: 'other'}])"
    async with widget.page.expect_response("**/events/v1"):
        await widget.page.evaluate(report)
    assert [False] == reports
    await gateway.talk.send(NUDGE)
    await widget.launcher.click()
    await widget.shows("automated assistant")
    await expect(teaser(widget)).to_be_hidden()
