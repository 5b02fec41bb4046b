"""Playing one scenario through the real gateway."""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image

from benchmarks.live.facts import Facts
from benchmarks.live.judging import wrong_in_records, wrong_in_reply, wrong_in_words
from benchmarks.live.variation import varied
from benchmarks.wording import folded
from demo.people import person
from tilly.chat_client import ChatClient, ChatRefused
from tilly.identity import customer_token

if TYPE_CHECKING:
    import random

    from sqlalchemy import Engine

    from benchmarks.shop_state import ShopState
    from conversations.teaching.scenarios import Scenario, Turn
    from tilly.chat_turns import TurnResult
    from tilly.testing import Store

__all__ = ["Played", "Stage", "play"]

# The gateway knows a photo that it has already, so each is of a size of its own.
_widths = itertools.count(64)


@dataclass(frozen=True)
class Stage:
    """What scenarios are played on: a running store, its database, and its records at rest."""

    store: Store
    engine: Engine
    state: ShopState


@dataclass(frozen=True)
class Played:
    """One play of a scenario; the transcript ends with what was wrong."""

    problems: tuple[str, ...]
    transcript: str

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return not self.problems


async def play(stage: Stage, scenario: Scenario, rng: random.Random | None) -> Played:
    """Talk, then compare the shop's records; stops at the first reply that is wrong."""
    facts = Facts(stage.engine, scenario.customer)
    lines = [f"# {scenario.topic}/{scenario.id}"]
    problems: list[str] = []
    async with ChatClient(stage.store.url, page=scenario.page) as client:
        await client.open(_token(stage, scenario.customer))
        reply: TurnResult | None = None
        for turn in scenario.turns:
            if turn.sign_in:
                await _sign_in(client, stage, turn.sign_in)
                lines.append(f"> (signs in as {turn.sign_in})")
                continue
            if turn.wrong_file:
                refusal = await _refusal_of_a_text(client)
                lines += ["> (a file that is no photo)", refusal]
                problems += wrong_in_words(turn, refusal, facts.fill)
                if problems:
                    break
                continue
            said = _said(turn, facts, rng)
            click = facts.fill(turn.click)
            lines.append(f"> {f'[{click}]' if click else said}{' (photo)' * turn.photos}")
            if click and _button(click, reply) is None:
                problems.append(f"there is no button {click!r}")
                break
            reply = await _answer(client, turn, said, _button(click, reply) if click else None)
            lines.append(_shown(reply))
            problems += wrong_in_reply(turn, reply, facts.fill)
            if problems:
                break
        if not problems:
            conversation = client.conversation or ""
            problems += wrong_in_records(
                scenario, stage.state, stage.engine, conversation, facts.fill
            )
    return Played(tuple(problems), "\n".join([*lines, *(f"!! {one}" for one in problems)]))


async def _answer(client: ChatClient, turn: Turn, said: str, button: str | None) -> TurnResult:
    if button:
        return await client.click(button)
    photos = [str((await client.upload(_photo()))["id"]) for _ in range(turn.photos)]
    return await client.ask(said, photos=photos)


async def _refusal_of_a_text(client: ChatClient) -> str:
    """What the widget shows whoever picks a text in place of a photo; empty if it is taken."""
    try:
        await client.upload(b"This is no photo.")
    except ChatRefused as refused:
        return str(refused)
    return ""


async def _sign_in(client: ChatClient, stage: Stage, key: str) -> None:
    token = _token(stage, key)
    assert token is not None
    await client.identify(token)
    await client.wait_for("identified")


def _token(stage: Stage, key: str) -> str | None:
    return customer_token(stage.store.settings, person(key).id) if key else None


def _photo() -> bytes:
    """A small picture unlike the ones before."""
    file = io.BytesIO()
    Image.new("RGB", (next(_widths), 48), "sienna").save(file, "JPEG")
    return file.getvalue()


def _said(turn: Turn, facts: Facts, rng: random.Random | None) -> str:
    if not turn.say:
        return ""
    ways = [facts.fill(way) for way in turn.say]
    if rng is None:
        return ways[0]
    return rng.choice(ways) if turn.exact else varied(ways, rng)


def _button(title: str, reply: TurnResult | None) -> str | None:
    buttons = reply.buttons if reply else ()
    wanted = folded(title)
    return next((str(one["id"]) for one in buttons if wanted in folded(one["title"])), None)


def _shown(reply: TurnResult) -> str:
    parts = [reply.text]
    parts += [f"  ({product['title']}, {product['price']})" for product in reply.products]
    if reply.buttons:
        parts.append("  " + " ".join(f"[{button['title']}]" for button in reply.buttons))
    return "\n".join(parts)
