"""Everything that a store keeps of a customer, put together: whose it is, and where it lies."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agents import AuditLog
from agents.personal import IMPERSONAL as AGENTS
from commerce.personal import IMPERSONAL as COMMERCE
from commerce.personal import RequestStore, account_store, cart_store
from commerce.personal_orders import OrderStore
from conversations import Photos
from conversations.event_source import SqlBroker, TrackerStore
from conversations.personal import IMPERSONAL as CONVERSATIONS
from conversations.personal import ConversationStore, ViewStore
from conversations.rasa_events import RasaStore
from demo.policy import load_policy
from insights.personal import profile_store, theme_store
from privacy import Erasures, Registry
from recommendation import SlateLog
from recommendation.personal import slate_store
from signals.personal import behaviour_store, signal_store
from tilly.endpoints import is_rabbitmq
from tilly.old_chats import OldChats
from tilly.personal_files import LearnedFiles, LogFiles
from tilly.rasa_turns import RasaTurns
from tilly.retention import Policy, Retention

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from privacy import PersonalStore
    from signals.service import Signals
    from tilly.settings import Settings

__all__ = ["build_erasures", "build_registry", "build_retention", "stores_of_chats"]

IMPERSONAL = {
    **AGENTS,
    **COMMERCE,
    **CONVERSATIONS,
    "insight_runs": "sums and means over groups of customers",
    "product_reviews": "what was written of a product; who wrote it is not kept",
    "campaigns": "what the shop offers, and to which groups",
    "product_costs": "what products cost the shop",
    "competitor_prices": "what others charge",
    "content_texts": "texts on products, with how often they were shown, not to whom",
    "price_proposals": "prices of products, the same for everybody",
    "campaign_redemptions": "what a coupon took off an order, which stays when its customer goes",
    "erasures": "that somebody was erased, under a keyed hash",
    "alembic_version": "the version of the schema",
}


def build_registry(settings: Settings, engine: Engine) -> Registry:
    """Every store, in the order in which they are erased.

    Conversations come first, which ends them for the shopper.
    """
    stores = [
        *stores_of_chats(settings, engine),
        behaviour_store(engine),
        slate_store(engine),
        profile_store(engine),
        account_store(engine),
        OrderStore(engine, timedelta(days=settings.keep_orders_days)),
        ViewStore(engine),
        LearnedFiles(settings),
        LogFiles(settings.data_dir / "logs"),
    ]
    return Registry(stores, IMPERSONAL, _outside(settings, engine))


def stores_of_chats(settings: Settings, engine: Engine) -> list[PersonalStore]:
    """What hangs on a conversation and goes with it, whosever it was.

    After the conversation comes what Rasa has of it, of which turns could be told anew.
    """
    rasa = RasaTurns(settings)
    stores: list[PersonalStore] = [
        ConversationStore(engine, settings.photos_dir, rasa.running),
        RasaStore("dialogue engine", engine, TrackerStore(settings.tracker_url), rasa.settle),
    ]
    if not is_rabbitmq(settings.broker_url):
        broker = SqlBroker(settings.broker_url)
        stores.append(RasaStore("dialogue engine's events", engine, broker, rasa.settle))
    stores += [signal_store(engine), theme_store(engine), RequestStore(engine), cart_store(engine)]
    return stores


def build_erasures(settings: Settings, engine: Engine) -> Erasures:
    """The erasures of a store."""
    registry = build_registry(settings, engine)
    return Erasures(engine, registry, settings.data_dir.resolve(), settings.signing_secret())


def build_retention(settings: Settings, engine: Engine, signals: Signals) -> Retention:
    """What is let go of when it was kept for as long as the settings say."""
    chats = OldChats(engine, stores_of_chats(settings, engine))
    audit = AuditLog(engine)
    policies = (
        Policy("chats", chats, _chat_days(settings)),
        Policy("photos", Photos(engine, settings.photos_dir), settings.photo_days),
        Policy("behaviour events", signals.behaviour, settings.behaviour_days),
        Policy("signals", signals.history, settings.signal_days),
        Policy("stated preferences", signals.preferences, settings.signal_days),
        Policy("slates", SlateLog(engine), settings.slate_days),
        Policy("audit log", audit, settings.audit_days),
    )

    def note(erased: Mapping[str, int]) -> None:
        audit.record("retention.applied", agent_id=None, details=erased)

    return Retention(policies, note)


def _chat_days(settings: Settings) -> int:
    """The demo store keeps chats for as long as its privacy policy promises."""
    if settings.demo and not settings.chat_days:
        return int(load_policy()["privacy"]["chat_days"])
    return settings.chat_days


def _outside(settings: Settings, engine: Engine) -> list[str]:
    """What the search cannot reach, for the certificate."""
    places = ["Backups, and copies of the data folder.", "The memory of the shopper's own browser."]
    if engine.dialect.name != "sqlite":
        places.append("The database server's own files and logs; its tables were searched.")
    if settings.orders_url:
        places.append("The shop's own order system.")
    if is_rabbitmq(settings.broker_url):
        places.append("The message queue, for as long as it keeps what was taken from it.")
    if settings.chroma_url:
        places.append("The Chroma server, which is given the shop's own documents only.")
    if settings.llm_url:
        places.append("The logs of the language model's server.")
    return places
