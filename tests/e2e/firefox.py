"""A headless Firefox, driven by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/).

Playwright drives a patched Firefox of its own only; this one is the distribution's, as people
have it. What is typed and clicked are the browser's own key and pointer events.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession

if TYPE_CHECKING:
    from pathlib import Path

BROWSERS = ("firefox", "firefox-esr")
START_S, SHORT_S = 60, 10
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "Control": "\ue009"}
FIND = """(selector, text) => {
  const within = (root) => [root, ...[...root.querySelectorAll('*')]
    .filter((each) => each.shadowRoot).flatMap((each) => within(each.shadowRoot))];
  for (const root of within(document))
    for (const each of root.querySelectorAll(selector))
      if (each.checkVisibility() && each.textContent.includes(text)) {
        each.scrollIntoView({block: 'nearest'});
        return each;
      }
  return null;
}"""


def installed_firefox() -> str | None:
    """The path of the machine's own Firefox, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


class Firefox:
    """The browser; `errors` are what pages have logged as errors since they were looked at."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self._asked = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def start(self, program: str, profile: Path) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(program, "--headless", "--no-remote", "--remote-debugging-port=0"),
            *("--profile", str(profile)),
            stderr=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(START_S):
            while not (told := LISTENING.search((await self._process.stderr.readline()).decode())):
                assert self._process.returncode is None, "Firefox did not start"
        self._draining = asyncio.create_task(self._process.stderr.read())
        self._session = ClientSession()
        self._socket = await self._session.ws_connect(f"{told[1]}/session", max_msg_size=0)
        self._listening = asyncio.create_task(self._listen())
        await self.ask("session.new", capabilities={})
        await self.ask("session.subscribe", events=["log.entryAdded"])

    async def stop(self) -> None:
        self._process.terminate()
        await self._process.wait()
        await self._listening
        await self._draining
        await self._session.close()

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        self._asked += 1
        answer = self._answers[self._asked] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._asked, "method": method, "params": params})
        async with asyncio.timeout(START_S):
            told = await answer
        assert told["type"] == "success", f"{method}: {told.get('message')}"
        return told["result"]

    async def page(self, url: str, width: int = 1280, height: int = 800) -> Page:
        """A page in a profile of its own."""
        context = await self.ask("browser.createUserContext")
        made = await self.ask("browsingContext.create", type="tab", **context)
        page = Page(self, made["context"])
        viewport = {"width": width, "height": height}
        await self.ask("browsingContext.setViewport", context=page.context, viewport=viewport)
        await page.goto(url)
        return page

    async def _listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message.data)
            if told["type"] == "event":
                if told["params"]["level"] == "error":
                    self.errors.append(told["params"]["text"])
            else:
                self._answers.pop(told["id"]).set_result(told)


class Page:
    """A tab; elements are found by CSS and by words in them, in shadow trees too."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self.context = context

    async def goto(self, url: str) -> None:
        await self._firefox.ask(
            "browsingContext.navigate", context=self.context, url=url, wait="complete"
        )

    async def close(self) -> None:
        await self._firefox.ask("browsingContext.close", context=self.context)

    async def value(self, expression: str) -> Any:
        """What an expression is, as JSON would have it."""
        told = await self._firefox.ask(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert told["type"] == "success", told
        return json.loads(told["result"].get("value", "null"))

    async def element(self, selector: str, text: str = "") -> str:
        """The first that is shown, with these words; waited for."""
        async with asyncio.timeout(SHORT_S):
            while True:
                told = await self._firefox.ask(
                    "script.callFunction",
                    functionDeclaration=FIND,
                    arguments=[{"type": "string", "value": each} for each in (selector, text)],
                    target={"context": self.context},
                    awaitPromise=False,
                )
                if told["type"] == "success" and told["result"]["type"] == "node":
                    return told["result"]["sharedId"]
                await asyncio.sleep(0.05)

    async def sees(self, text: str, selector: str = "body *") -> None:
        """Wait for words."""
        await self.element(selector, text)

    async def click(self, selector: str, text: str = "") -> None:
        node = {"type": "element", "element": {"sharedId": await self.element(selector, text)}}
        moved = {"type": "pointerMove", "x": 0, "y": 0, "origin": node}
        pressed = ({"type": each, "button": 0} for each in ("pointerDown", "pointerUp"))
        await self._act(type="pointer", id="mouse", actions=[moved, *pressed])

    async def fill(self, selector: str, text: str) -> None:
        """Click into a field and type."""
        await self.click(selector)
        await self.press(*text)

    async def press(self, *keys: str, holding: str = "") -> None:
        """Type keys one after the other, while another one may be held down."""
        pressed = [
            {"type": each, "value": KEYS.get(key, key)}
            for key in keys
            for each in ("keyDown", "keyUp")
        ]
        if holding:
            held = KEYS[holding]
            pressed = [
                {"type": "keyDown", "value": held},
                *pressed,
                {"type": "keyUp", "value": held},
            ]
        await self._act(type="key", id="keys", actions=pressed)

    async def _act(self, **source: Any) -> None:
        await self._firefox.ask("input.performActions", context=self.context, actions=[source])
