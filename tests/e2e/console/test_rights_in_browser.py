"""A customer's rights in a browser: found from a conversation, handed over, erased, certified."""

from __future__ import annotations

import asyncio
import zipfile
from importlib.resources import files

import pytest
from playwright.async_api import expect

from gateway.console.state import CONSOLE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


async def findings(page):
    """What axe-core finds, of any weight."""
    await page.evaluate(AXE)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{each['id']}: {node['html']}" for each in found["violations"] for node in each["nodes"]
    ]


async def test_an_admin_hands_a_customer_their_data_and_erases_it(sign_in, stage, tmp_path):
    """The erasure wants the id typed, and the page turns into its certificate by itself."""
    page = await sign_in("admin")
    await page.goto(f"{stage.url}/console/conversations/{stage.angry}")
    await page.get_by_role("link", name="Export or erase").click()
    await expect(page.get_by_role("row", name="conversations")).to_be_visible()
    assert [] == await findings(page)
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Export as ZIP").click()
    await (await download.value).save_as(tmp_path / "customer.zip")
    with zipfile.ZipFile(tmp_path / "customer.zip") as archive:
        assert "where is my parcel?" in archive.read("messages.jsonl").decode()

    await page.get_by_label("Type C-2 to confirm").fill("C-2")
    await page.get_by_role("button", name="Erase for good").click()
    await expect(page.get_by_role("heading", name="Being erased")).to_be_visible()
    erasures = stage.app[CONSOLE].erasures
    for each in erasures.waiting():  # the worker's part
        await asyncio.to_thread(erasures.carry_out, each)
    await expect(page.get_by_role("heading", name="Certificate of erasure")).to_be_visible()
    assert "Grace" not in await page.inner_text("main")
    assert [] == await findings(page)
    await page.goto(f"{stage.url}/console/inbox")
    await expect(page.get_by_text("Grace Hopper")).to_have_count(0)
    await expect(page.locator(".row")).to_have_count(2)
