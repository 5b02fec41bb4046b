"""The widget in the machine's own Firefox."""

from __future__ import annotations

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]


async def test_a_shopper_talks(firefox, gateway):
    """Opened, asked, answered sentence by sentence, and there again after a reload."""

    async def answer(turn):
        await turn.delta(0, "You have **14 days**.")
        await turn.reply("You have **14 days**. Keep the packaging.")

    gateway.answer = answer
    page = await firefox.page(gateway.url)
    await page.click(".launcher")
    await page.sees("automated assistant", "[role=log] *")
    await page.fill("textarea", "How long?")
    await page.press("Enter")
    await page.sees("You have 14 days. Keep the packaging.", "[role=log] *")
    await page.goto(f"{gateway.url}/other")
    await page.sees("Keep the packaging.", "[role=log] *")
    await page.close()
    assert [] == firefox.errors
