"""The action server as the agents' console asks it: a suggested reply, articles, a summary.

The models live there; this process loads none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout

from gateway.errors import AssistantAway

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Assistant"]

WITHIN_S: Final = 25.0
"""A model on a CPU takes its time; an agent can go on writing meanwhile."""


class Assistant:
    """Asks the action server; every method raises AssistantAway."""

    def __init__(self, port: int, token: str) -> None:
        self._base = f"http://127.0.0.1:{port}/internal/assist"
        self._headers = {"X-Service-Token": token}
        self._open: ClientSession | None = None

    async def suggest(self, question: str, history: Sequence[tuple[str, str]]) -> dict[str, Any]:
        """A reply with ``text`` (empty for none), ``citations``, ``confidence`` and ``model``."""
        return await self._ask("suggestion", {"question": question, "history": list(history)})

    async def articles(self, query: str) -> list[dict[str, Any]]:
        """Passages of the shop's pages: citations with the passage's ``text``."""
        found = await self._ask("articles", {"question": query})
        articles: list[dict[str, Any]] = found["articles"]
        return articles

    async def summary(self, talk: str) -> dict[str, Any]:
        """A conversation in a few sentences: ``text``, empty without a ``model``."""
        return await self._ask("summary", {"talk": talk})

    async def close(self) -> None:
        """Close the connections."""
        if self._open is not None:
            await self._open.close()

    async def _ask(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        if self._open is None:
            self._open = ClientSession(headers=self._headers, timeout=ClientTimeout(total=WITHIN_S))
        try:
            async with self._open.post(f"{self._base}/{path}", json=body) as response:
                if not response.ok:
                    raise AssistantAway(f"The action server answered {response.status}.")
                answer: dict[str, Any] = await response.json()
                return answer
        except (ClientError, OSError, TimeoutError, ValueError) as error:
            raise AssistantAway("The action server does not answer.") from error
