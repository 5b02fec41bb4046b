"""A service desk with the shop's records, asked over several turns."""

from __future__ import annotations

from types import SimpleNamespace

from action_fakes import FakeAnswers, FakeGateway, FakeRetriever, FakeSearch, FakeTraces
from rasa_sdk.executor import CollectingDispatcher
from shop_records import answer
from trackers import DOMAIN, bot, tracker, user

from actions import build_actions
from tilly.settings import Settings


class Counter:
    """Somebody asks at the service desk."""

    def __init__(self, shop, customer="C-1"):
        shared = SimpleNamespace(product_search=FakeSearch(), retriever=FakeRetriever())
        self.services = SimpleNamespace(
            **vars(shop),
            settings=Settings(store_url="https://shop.example"),
            conversations=SimpleNamespace(customer_of=lambda _: customer),
            knowledge=shared,
            traces=FakeTraces(),
            languages=SimpleNamespace(foreign=lambda _: None),
            answers=FakeAnswers(found=answer()),
        )
        self.slots = {}
        self.before = []

    async def ask(self, text, action="action_answer_question", *, intent="ask_policy"):
        actions = build_actions(self.services, FakeGateway())
        found = next(one for one in actions if one.name() == action)
        dispatcher = CollectingDispatcher()
        heard = tracker(text, before=self.before, intent=intent)
        heard.slots = dict(self.slots)
        self.events = await found.run(dispatcher, heard, DOMAIN)
        self.slots |= {one["name"]: one["value"] for one in self.events if one["event"] == "slot"}
        self.messages = dispatcher.messages
        said = [message["response"] for message in self.messages]
        self.before += [user(text), *(bot(response=name) for name in said)]
        return said

    def fact(self, name, message=0):
        return self.messages[message][name]

    @property
    def buttons(self):
        return [button["payload"] for button in self.messages[-1]["buttons"]]
