"""What the console's pages work with."""

from __future__ import annotations

import asyncio
import functools
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from aiohttp import web

from agents import Accounts, AuditLog, Passwords, Sessions
from agents.canned_replies import CannedReplies
from commerce import Catalogue, Customers
from conversations.inbox import DayCounts, Inbox, SavedViews
from conversations.inbox.reviews import Reviews
from conversations.inbox.similar import similar_resolved
from conversations.teaching import Annotations, BotDomain, read_domain
from conversations.teaching.recorded import recorded_turns
from conversations.teaching.rule_book import RuleBook
from conversations.tickets import Tickets
from conversations.transcript import Transcripts
from conversations.waiting import Queue
from database import writing
from gateway.assistant import Assistant
from gateway.limits import Buckets
from insights.content.shelf import Shelf
from insights.explaining.registry import model_cards
from insights.kept import KeptCustomers
from insights.pricing.book import PriceBook
from insights.promotions.campaigns import Campaigns
from insights.runs import Runs
from insights.voice.kept import ThemeTalks
from insights.voices import CustomerVoices
from recommendation import SlateLog
from signals.signal_history import SignalHistory
from tilly.briefing import Briefings
from tilly.models_command import build_model_files
from tilly.openid import build_provider, build_role_mapping
from tilly.personal import build_erasures
from tilly.reviewed_tests import ReviewedTests, demo_customer, run_story
from tilly.settings import ROOT
from tilly.shop import build_orders
from tilly.subjects import find_subject

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection, Engine

    from conversations.inbox import TermSource
    from gateway.store import Store
    from tilly.settings import Settings

__all__ = ["CONSOLE", "Console"]

READERS = 2

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Console:
    """The services of the console. Its readers are not the chat's: no filter delays a shopper."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        store: Store,
        *,
        sources: Sequence[TermSource] = (),
        passwords: Passwords | None = None,
    ) -> None:
        self.accounts = Accounts(engine, passwords)
        self.provider = build_provider(settings)
        self.role_mapping = build_role_mapping(settings)
        self.audit = AuditLog(engine)
        self.sessions = Sessions(
            engine,
            idle=timedelta(minutes=settings.console_idle_minutes),
            longest=timedelta(hours=settings.console_session_hours),
        )
        self.inbox = Inbox(engine)
        self.counts = DayCounts(engine)
        self.views = SavedViews(engine)
        self.reviews = Reviews(sources)
        self.transcripts = Transcripts(engine)
        self.signals = SignalHistory(engine)
        self.slates = SlateLog(engine)
        self.catalogue = Catalogue(engine)
        self.customers = Customers(engine)
        self.queue = Queue(engine)
        self.tickets = Tickets(engine)
        self.replies = CannedReplies(engine)
        self.briefings = Briefings(engine, build_orders(settings, engine))
        self.similar = functools.partial(similar_resolved, engine)
        self.assistant = Assistant(settings.action_port, settings.internal_token())
        self.erasures = build_erasures(settings, engine)
        self.customer_insights = KeptCustomers(engine)
        self.customer_voices = CustomerVoices(engine)
        self.model_cards = functools.partial(model_cards, engine, build_model_files(settings))
        self.insight_runs = Runs(engine)
        self.theme_talks = ThemeTalks(engine)
        self.prices = PriceBook(engine)
        self.content = Shelf(engine)
        self.promotions = Campaigns(engine, settings.discount_cap)
        self.find_subject = functools.partial(find_subject, engine)
        self.annotations = Annotations(engine)
        self.tests = ReviewedTests()
        self.run_story = run_story
        self.running_story = asyncio.Lock()
        self.recorded = functools.partial(recorded_turns, engine)
        self.demo_customer = functools.partial(demo_customer, engine)
        self.rules = RuleBook(ROOT / "bot" / "data" / "rules")
        # Twenty tries at once and ten a minute from an address, ten and two for an account.
        self.tries_of_address = Buckets(10, burst=20)
        self.tries_of_account = Buckets(2, burst=10)
        # An agent's page says so every three seconds while they write, in each of a few tabs.
        self.typed = Buckets(60)
        self._engine = engine
        self._store = store
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="console-reader")

    @functools.cached_property
    def domain(self) -> BotDomain:
        """What the bot's domain knows."""
        return read_domain(ROOT / "domain.yml")

    async def read(self, call: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Run what only reads, off the event loop."""
        work = functools.partial(call, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one write transaction, after the chat's writes before it."""

        def run() -> _T:
            with writing(self._engine) as connection:
                return work(connection)

        return await self._store.write(run)

    async def close(self) -> None:
        """Close the connections and end the threads."""
        await self.assistant.close()
        if self.provider is not None:
            await self.provider.close()
        self._readers.shutdown()


CONSOLE = web.AppKey("console", Console)
