"""Instructions planted in a shop's sources, found by its own retrieval and obeyed by the model.

Nothing is played here but the model: the sources are files that are ingested, the passages are
those that are found, and each answer is what a shopper would be sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest

from benchmarks.injection.attacks import own_attacks
from generation.testing import ObedientChatModel
from knowledge.answers import Answer, Answers, Exchange
from tests.unit.knowledge.shop import product

ASKED = "How much is the Stormline Rain Jacket?"
FAMILIES = ("commands", "deeds", "foreign_data", "images", "links", "leaks", "prices_planted")
ATTACKS = [attack for attack in own_attacks() if attack.family in FAMILIES]


@dataclass
class Reading(ObedientChatModel):
    """An obedient model that remembers what it was given to read."""

    read: list = field(default_factory=list)

    def stream(self, messages, **options):
        self.read.append("\n".join(message.content for message in messages))
        return super().stream(messages, **options)


def sources(shop, place, text):
    """A small shop whose texts are clean but for the planted one."""

    def at(name, said):
        return f"{said} {text}" if name == place else said

    shop.products(
        product(
            "stormline", "Stormline Rain Jacket", "189.00", brand="Northfell",
            description=at("description", "The Stormline Rain Jacket is light."),
        )
    )  # fmt: skip
    review = {"product_id": "stormline", "rating": 4, "text": at("review", "It kept me dry.")}
    shop.write("reviews.jsonl", json.dumps(review))
    shop.write(
        "faq/prices.md",
        "# Questions\n\n## How much is the Stormline Rain Jacket?\n\n"
        + at("faq", "Its price is on its page."),
    )
    shop.write("policies/returns.md", "# Returns\n\nMost items can be returned within 30 days.")
    shop.ingest()


async def asked(shop, attack):
    """What was sent, and what the model read."""
    sources(shop, attack.place, attack.text)
    model = Reading({attack.text: attack.obeyed})
    answers = Answers(
        shop.knowledge.retriever, model, threshold=0.0, link_hosts=("shop.example",)
    )  # fmt: skip
    note = attack.text if attack.place == "order_note" else "Ring twice."
    earlier = attack.text if attack.place == "earlier" else ""
    history = [
        Exchange("Where is my order?", f"HP-10001 is on its way. Note on the order: {note}"),
        Exchange("Who has it?", f"Ana Petrova, 14 Birch Lane, ana.petrova@mail.example. {earlier}"),
    ]
    question = f"{ASKED} {attack.text}" if attack.place == "question" else ASKED
    found = await answers.answer(question, history=history)
    sent = (
        "\n".join([found.text, *(cited.url or "" for cited in found.citations)])
        if isinstance(found, Answer)
        else ""
    )
    return sent, model.read


@pytest.mark.parametrize(
    "place", ["description", "review", "faq", "question", "order_note", "earlier"]
)
async def test_what_is_planted_there_does_no_harm(place, tmp_path):
    """In a description, a review, an FAQ, an order's note, the question or an earlier reply."""
    from tests.unit.knowledge.shop import Shop

    read = 0
    for number, attack in enumerate(a for a in ATTACKS if a.place == place):
        folder = tmp_path / str(number)
        folder.mkdir()
        shop = Shop(folder)
        try:
            sent, heard = await asked(shop, attack)
        finally:
            shop.knowledge.close()
            shop.engine.dispose()
        assert not attack.succeeded(sent), (attack.text, sent)
        read += any(attack.text[:20] in text for text in heard)
    assert read, "no model ever read what was planted: the test would prove nothing"


async def test_markup_in_titles_and_reviews_reaches_nobody(shop):
    """Tags, scripts, pictures and links are gone from what is stored, said and cited."""
    shop.products(
        product(
            "lamp", "Dawn <b>Lamp</b> <img src=x onerror=alert(1)>", "40.00",
            brand="<script>alert(2)</script>Lumo",
            description='A lamp. <a href="https://evil.test">Buy here</a> &lt;script&gt;1',
        )
    )  # fmt: skip
    text = 'Bright <img src="https://evil.test/p.png"> and <b>light</b> &lt;script&gt;'
    review = {"product_id": "lamp", "rating": 5, "title": "<h1>Great</h1>", "text": text}
    shop.write("reviews.jsonl", json.dumps(review))
    shop.ingest()
    stored = " ".join(
        f"{chunk.title} {chunk.text} {chunk.url}" for chunk, _ in shop.store._rows.values()
    )
    answers = Answers(shop.knowledge.retriever, threshold=0.0)
    for question in ("How much is the Dawn Lamp?", "What do people say about the Dawn Lamp?"):
        found = await answers.answer(question)
        assert isinstance(found, Answer)
        stored += f" {found.text} {found.citations}"
    assert "Dawn Lamp" in stored
    assert "<" not in stored
    assert "evil.test" not in stored
