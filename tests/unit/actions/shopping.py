"""A shop with real search and a cart in memory, talked to over several turns."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from action_fakes import FakeRetriever, Store
from rasa_sdk.executor import CollectingDispatcher
from trackers import DOMAIN, tracker, user

from actions import build_actions
from commerce import Carts, load_policy
from tests.unit.knowledge.shop import product
from tilly.settings import ROOT


def in_sizes(price, *choices):
    return [
        {"sku": f"{colour}-{size}".lower(), "options": {"Size": size, "Colour": colour},
         "price": price, "stock": stock}
        for colour, size, stock in choices
    ]  # fmt: skip


PRODUCTS = (
    product("storm", "Stormline Rain Jacket", category="Clothing", brand="Northfell",
            tags=["rain"], rating=3.9, rating_count=8,
            variants=in_sizes("189.00", ("Navy", "M", 2), ("Navy", "L", 9), ("Moss", "M", 0)),
            attributes={"Waterproof": "yes", "Hood": "adjustable", "Fit": "runs large"}),
    product("drizzle", "Drizzle Rain Jacket", category="Clothing", brand="Larkmoor",
            tags=["rain"], rating=4.4, rating_count=5,
            variants=in_sizes("69.00", ("Black", "S", 5), ("Black", "M", 7), ("Mustard", "M", 1)),
            attributes={"Waterproof": "yes", "Hood": "none"}),
    product("parka", "Fjordway Insulated Parka", category="Clothing", brand="Northfell",
            tags=["winter"], variants=in_sizes("219.00", ("Charcoal", "M", 0)),
            attributes={"Waterproof": "yes"}),
    product("mug", "Sidecar Insulated Mug", "29.00", category="Home", stock=40, sku="mug"),
    product("tent", "Lodestar Tent", "279.00", category="Outdoor", stock=3),
)  # fmt: skip
CHART = """# Size charts

## Jackets

| Size | Chest (cm) |
|---|---|
| M | 97-102 |
| L | 104-109 |
"""


class Shopper:
    """Talks to the actions turn by turn, as Rasa would run them."""

    def __init__(self, shop):
        shop.products(*PRODUCTS)
        shop.write("faq/sizes.md", CHART)
        shop.ingest()
        self.store = Store()
        self.store.catalogue = shop.catalogue
        self.store.knowledge = SimpleNamespace(
            product_search=shop.knowledge.product_search,
            size_charts=shop.knowledge.size_charts,
            retriever=FakeRetriever(),
        )
        self.store.policy = load_policy(ROOT / "demo" / "policy.yml")
        self.store.carts = Carts(
            shop.engine,
            shop.catalogue,
            self.store.policy,
            currency="USD",
            checkout_url="https://shop.example/checkout",
            secret="0123456789abcdef0123456789abcdef",
            clock=lambda: datetime.now(UTC),
        )
        self.store.customers = SimpleNamespace(get=lambda _id: SimpleNamespace(tier="gold"))
        self.page = {}
        self.slots = {}
        self.events = []
        self.messages = []

    async def say(self, action, text="", *, choice=None, intent="search_product", ranking=()):
        """The names of what was uttered; `messages` has the rest."""
        metadata = {"turn_id": "t1", "page": self.page}
        heard = tracker(
            text or "/click",
            before=self.events,
            intent=intent,
            ranking=ranking,
            metadata=metadata,
        )
        heard.slots = dict(self.slots)
        if choice:
            heard.latest_message["entities"] = [{"entity": "choice", "value": choice}]
        run = next(a for a in build_actions(self.store, self.store.gateway) if a.name() == action)
        dispatcher = CollectingDispatcher()
        for event in await run.run(dispatcher, heard, DOMAIN):
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.messages = dispatcher.messages
        self.events += [user(text or "/click"), *map(_uttered, self.messages)]
        return [message["response"] or message["text"] for message in self.messages]

    @property
    def shown(self):
        return [card["id"] for card in self.messages[0]["custom"]["products"]]

    @property
    def cart(self):
        lines = self.store.carts.show("conversation-1").lines
        return {line.sku: line.quantity for line in lines}

    def put(self, **skus):
        """Into the cart, by SKU with "_" for "-"."""
        for sku, quantity in skus.items():
            self.store.carts.add("conversation-1", sku.replace("_", "-"), quantity)


def _uttered(message):
    return {
        "event": "bot",
        "text": message["text"] or "",
        "data": {"buttons": message["buttons"], "custom": message["custom"]},
        "metadata": {"utter_action": message["response"]},
    }
