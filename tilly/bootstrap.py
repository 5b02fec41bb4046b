"""The composition root: builds every service from the settings, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commerce import Catalogue, Customers
from conversations import (
    Conversations,
    Handoffs,
    Languages,
    Photos,
    Ratings,
    Tickets,
    Traces,
)
from conversations.withheld import WithheldWrites
from database import connect
from embedding import load_embedder
from generation import ChatModel, choose
from insights.forecasting.kept import SalesPace
from insights.shopper_profiles import KeptProfiles
from knowledge.answers import Answers
from knowledge.open import Knowledge, open_knowledge
from knowledge.reranker import CrossEncoderReranker
from recommendation.service import Recommendations
from tilly.forgetting import Forgetting
from tilly.recommending import current_models
from tilly.shelf import Shelves
from tilly.shop import (
    build_carts,
    build_coupons,
    build_desk,
    build_orders,
    build_policy,
    own_hosts,
)
from tilly.signals import build_signals
from tilly.wishes import wish_reader

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from commerce import Carts, OrderSystem, ServiceDesk, ServicePolicy
    from embedding import Embedder
    from insights.promotions.coupons import CampaignCoupons
    from knowledge.reranker import Reranker
    from signals.service import Signals
    from tilly.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Services:
    """What the action server needs; `close` releases it all."""

    settings: Settings
    engine: Engine
    catalogue: Catalogue
    customers: Customers
    orders: OrderSystem
    policy: ServicePolicy
    desk: ServiceDesk
    carts: Carts
    coupons: CampaignCoupons
    knowledge: Knowledge
    answers: Answers
    conversations: Conversations
    handoffs: Handoffs
    tickets: Tickets
    ratings: Ratings
    photos: Photos
    languages: Languages
    traces: Traces
    withheld: WithheldWrites
    signals: Signals
    recommendations: Recommendations
    pace: SalesPace
    forgetting: Forgetting
    chat_model: ChatModel | None

    async def close(self) -> None:
        """Release the model, the chunk store and the database."""
        if self.chat_model is not None:
            await self.chat_model.close()
        self.knowledge.close()
        self.engine.dispose()


def build_services(
    settings: Settings,
    *,
    embedder: Embedder | None = None,
    chat_model: ChatModel | None = None,
    orders: OrderSystem | None = None,
) -> Services:
    """Open the store of `settings`; tests pass their own embedder, model or order system.

    Raises SettingInvalid when the shop's policy file cannot be used.
    """
    policy = build_policy(settings)
    engine = connect(settings.sql_url)
    catalogue, customers = Catalogue(engine), Customers(engine)
    orders = orders or build_orders(settings, engine)
    knowledge = build_knowledge(settings, catalogue, embedder, _build_reranker(settings))
    read = wish_reader(knowledge.product_search)
    signals = build_signals(settings, engine, lambda: read)
    shelves = Shelves(catalogue, knowledge.product_search)
    model = chat_model or build_model(settings)
    return Services(
        settings=settings,
        engine=engine,
        catalogue=catalogue,
        customers=customers,
        orders=orders,
        policy=policy,
        desk=build_desk(settings, engine, orders, customers, catalogue, policy),
        carts=build_carts(settings, engine, catalogue, policy),
        coupons=build_coupons(engine),
        knowledge=knowledge,
        answers=Answers(
            knowledge.retriever,
            model,
            threshold=settings.answer_threshold,
            names=(settings.store_name,),
            link_hosts=own_hosts(settings),
            rewriting_model=model if settings.rewrite_by == "model" else None,
        ),
        conversations=Conversations(engine),
        handoffs=Handoffs(engine),
        tickets=Tickets(engine),
        ratings=Ratings(engine),
        photos=Photos(engine, settings.photos_dir),
        languages=Languages(),
        traces=Traces(engine),
        withheld=WithheldWrites(engine),
        signals=signals,
        recommendations=Recommendations(
            engine,
            signals,
            current_models(settings, shelves),
            shelves,
            profiles=KeptProfiles(engine),
        ),
        pace=SalesPace(engine),
        forgetting=Forgetting(engine),
        chat_model=model,
    )


def build_model(settings: Settings) -> ChatModel | None:
    """The language model of the settings; None where sources and templates do without."""
    return choose(
        settings.llm,
        url=settings.llm_url,
        model=settings.llm_model,
        api_key=settings.llm_api_key,
        allow_personal_data=settings.llm_allow_personal_data,
        streams=settings.llm_streams,
        waiting=settings.llm_waiting,
        context=settings.llm_context,
        optimise=settings.llm_optimise,
    )


def _build_reranker(settings: Settings) -> Reranker | None:
    if not settings.reranker:
        return None
    return CrossEncoderReranker(settings.reranker, budget=settings.reranker_budget)


def build_knowledge(
    settings: Settings,
    catalogue: Catalogue,
    embedder: Embedder | None = None,
    reranker: Reranker | None = None,
) -> Knowledge:
    """The store's knowledge alone, which is all that ingestion needs."""
    return open_knowledge(
        data_dir=settings.data_dir,
        catalogue=catalogue,
        embedder=embedder or load_embedder(settings.embedder),
        chroma_url=settings.chroma_url,
        currency=settings.currency,
        precedence=settings.source_precedence,
        reranker=reranker,
    )
