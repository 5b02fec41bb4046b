"""The widget as a shopper meets it, by names and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.async_api import expect

if TYPE_CHECKING:
    import re

    from playwright.async_api import Locator, Page

SHORT = 5_000  # ms


class WidgetPage:
    """A page with `<tilly-chat>` on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("tilly-chat")
        self.panel = page.get_by_role("dialog")
        self.launcher = page.locator("tilly-chat .launcher")
        self.input = page.get_by_label("Your message")
        self.log = page.get_by_role("log")
        self.typing = page.locator("tilly-chat .typing")
        self.state = page.locator("tilly-chat .strip.state")
        self.notice = page.locator("tilly-chat .strip.notice")

    async def open(self) -> None:
        await self.launcher.click()
        await expect(self.panel).to_be_visible()
        await self.shows("automated assistant")

    async def say(self, text: str) -> None:
        await self.input.fill(text)
        await self.input.press("Enter")

    async def shows(self, text: str | re.Pattern[str]) -> None:
        await expect(self.log).to_contain_text(text, timeout=SHORT)

    async def sees_no(self, text: str) -> None:
        await expect(self.log).not_to_contain_text(text, timeout=SHORT)

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    def bubbles(self) -> Locator:
        return self.page.locator("tilly-chat .bubble")

    async def focused(self) -> str:
        """What has the focus inside the widget: its tag and classes."""
        return str(
            await self.page.evaluate(
                "(() => { const f = document.querySelector('tilly-chat').shadowRoot.activeElement;"
                " return f ? [f.localName, ...f.classList].join('.') : ''; })()"
            )
        )
