"""The page of models: a card for each, whether the store has it yet or not."""

from __future__ import annotations

import csv
import io
import json


async def test_every_model_has_its_card_on_the_page(lead):
    response, text = await lead.get("/console/models")
    assert response.status == 200
    assert "What is offered, and in which order" in text
    assert "There is too little in this store yet." in text

    _, cards = await lead.get("/console/models.json")
    names = [card["name"] for card in json.loads(cards)]
    assert all(f'id="{name}"' in text for name in names)

    _, file = await lead.get("/console/models.csv")
    rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    assert names == [row["name"] for row in rows]


async def test_cards_are_for_leads(agent):
    response, _ = await agent.get("/console/models")
    assert response.status == 403
