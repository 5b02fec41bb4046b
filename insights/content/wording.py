"""Texts worded by a language model, which the check judges and templates stand in for.

The model sees the product's own records and nothing else. What it writes is taken as a whole or
not at all: after a refusal it is told why and may try once more.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generation.chat_model import Message
from generation.errors import GenerationError
from insights.content.briefs import LIMITS, Channel, Draft, Length, Persona, Tone
from insights.content.templates import write

if TYPE_CHECKING:
    from commerce import Product
    from generation.chat_model import ChatModel
    from insights.content.briefs import Brief
    from insights.content.checking import ContentCheck

__all__ = ["TEMPLATES", "Written", "worded"]

TEMPLATES: Final = "templates"
TRIES: Final = 2
MOST_TOKENS: Final = 600
_RULES: Final = """You write for a shop. Use only the facts below; add none, not even likely ones.
Do not mention price, stock, delivery or other products. Ask no question. No hashtags, no emojis.
Take figures and names as they stand. Answer with the text alone."""
_FORMS: Final = {
    Channel.TITLE: "a product title in one line that begins with the product's name and a colon",
    Channel.DESCRIPTION: "a product description",
    Channel.AD: "an ad: its headline in the first line, then an empty line, then one sentence",
    Channel.EMAIL: "an e-mail: its subject in the first line, then an empty line, then the message",
    Channel.SOCIAL: "a post for a social network",
    Channel.CARD: "one line to stand below the product in a list",
}
_FOR: Final = {
    Persona.ANYBODY: "anybody",
    Persona.PRACTICAL: "people who ask for care, size and warranty first",
    Persona.ACTIVE: "people who ask what it withstands and what it does",
    Persona.MINDFUL: "people who ask what it is made of and how long it lasts",
    Persona.GIVING: "people who look for a present",
}
_TONES: Final = {
    Tone.PLAIN: "plain and matter-of-fact",
    Tone.WARM: "friendly",
    Tone.BRISK: "in short sentences",
}
_SENTENCES: Final = {Length.SHORT: 2, Length.MEDIUM: 4, Length.LONG: 7}
_HEADED: Final = frozenset({Channel.AD, Channel.EMAIL})


@dataclass(frozen=True)
class Written:
    """A text, who wrote it (`TEMPLATES` or the model), and why a model's was not taken."""

    draft: Draft
    by: str
    refused: tuple[str, ...] = ()


async def worded(
    product: Product, brief: Brief, check: ContentCheck, model: ChatModel | None
) -> Written | None:
    """The model's text if every sentence of it holds, else the templates'; None without either."""
    refused: tuple[str, ...] = ()
    if model is not None:
        messages = [Message("system", _RULES), Message("user", _order(product, brief))]
        for _ in range(TRIES):
            try:
                said = await _said(model, messages)
            except GenerationError as error:
                refused = (str(error),)
                break
            draft = _draft(said, brief.channel)
            refused = check.judge(draft, brief.channel).refused
            if not refused:
                return Written(draft, model.name)
            wrong = "\n".join(refused)
            messages += [
                Message("assistant", said),
                Message("user", f"This cannot be published:\n{wrong}\nWrite it again without."),
            ]
    found = write(product, brief, check)
    return None if found is None else Written(found, TEMPLATES, refused)


async def _said(model: ChatModel, messages: list[Message]) -> str:
    async with aclosing(model.stream(messages, max_tokens=MOST_TOKENS)) as stream:
        return "".join([delta.text async for delta in stream]).strip()


def _order(product: Product, brief: Brief) -> str:
    limits = LIMITS[brief.channel]
    most = limits.body or limits.headline
    facts = "\n".join(f"{name}: {value}" for name, value in product.attributes.items())
    return (
        f"Write {_FORMS[brief.channel]}, {_TONES[brief.tone]}, for {_FOR[brief.persona]}, of at"
        f" most {most} characters and about {_SENTENCES[brief.length]} sentences.\n\n"
        f"Product: {product.title}\nBrand: {product.brand}\n{facts}\n"
        f"Description: {product.description}"
    )


def _draft(said: str, channel: Channel) -> Draft:
    if channel is Channel.TITLE:
        return Draft(said, "")
    if channel in _HEADED:
        headline, _, body = said.partition("\n")
        return Draft(headline.strip(), body.strip())
    return Draft("", said)
