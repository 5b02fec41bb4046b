"""The door the dialogue engine knocks on: one thin action per thing a shopper can ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.guarded import GuardedAction

if TYPE_CHECKING:
    from actions.topic import Gateway, TopicAction
    from tilly.bootstrap import Services

__all__ = ["build_actions"]


def build_actions(services: Services, gateway: Gateway | None = None) -> list[GuardedAction]:
    """Every custom action of domain.yml, wrapped; without a gateway nothing is shown early."""
    from actions.account import ActionShowAccount, ActionShowGiftCards, ActionShowPoints
    from actions.after_refusal import HEARD_AS, AfterRefusal
    from actions.answers import ActionTryAnswer
    from actions.cart import ActionApplyCoupon, ActionCheckOut, ActionShowCart
    from actions.cart_items import ActionAddToCart
    from actions.cart_removal import ActionRemoveFromCart
    from actions.chitchat import ActionChat
    from actions.comparison import ActionCompareProducts
    from actions.coupon_offers import COUPONS_WITH, CouponOffers
    from actions.fallback import ActionAskRephrase, ActionDefaultAskAffirmation
    from actions.feedback import (
        ActionAskRating,
        ActionRateService,
        ActionReceiveComplaint,
        ActionReceivePraise,
    )
    from actions.gateway_link import NoGateway
    from actions.handoff import ActionRequestPerson
    from actions.offer_talk import SAID_UNDER_OFFERS, OfferTalk
    from actions.offers import ActionAcceptOffer, ActionDeclineOffer, ActionStop
    from actions.offers_along import MOMENTS, OfferAlong
    from actions.order_history import ActionListOrders, ActionRequestInvoice, ActionShowRefunds
    from actions.order_status import ActionShowOrderStatus
    from actions.preference_talk import STATED_AS, PreferenceTalk
    from actions.preferences import ActionForgetPreferences, ActionShowPreferences
    from actions.product_questions import ActionAnswerQuestion
    from actions.product_reading import READ_IN_TALK, ProductReading
    from actions.product_search import ActionRefineSearch, ActionSearchProducts
    from actions.recommendations import ActionExplainOffer, ActionRecommendProducts
    from actions.requests import carry_out
    from actions.requests.form import ActionValidateRequestForm
    from actions.second_reading import READ_AGAIN, SecondReading
    from actions.signals import ActionScoreTurn
    from actions.size_advice import ActionAdviseSize
    from actions.stock import ActionShowStock

    topics: tuple[type[TopicAction], ...] = (
        ActionAcceptOffer,
        ActionAddToCart,
        ActionAdviseSize,
        ActionAnswerQuestion,
        ActionApplyCoupon,
        ActionAskRating,
        ActionAskRephrase,
        ActionChat,
        ActionCheckOut,
        ActionCompareProducts,
        ActionDeclineOffer,
        ActionDefaultAskAffirmation,
        ActionExplainOffer,
        ActionForgetPreferences,
        ActionRateService,
        ActionReceiveComplaint,
        ActionReceivePraise,
        ActionRecommendProducts,
        ActionRefineSearch,
        ActionRemoveFromCart,
        ActionRequestPerson,
        ActionScoreTurn,
        ActionSearchProducts,
        ActionShowAccount,
        ActionShowGiftCards,
        ActionShowCart,
        ActionShowOrderStatus,
        ActionShowPoints,
        ActionShowPreferences,
        ActionShowStock,
        ActionStop,
        ActionTryAnswer,
    )
    topics += (
        ActionListOrders,
        ActionRequestInvoice,
        ActionShowRefunds,
        ActionValidateRequestForm,
        carry_out.ActionCancelOrder,
        carry_out.ActionChangeAddress,
        carry_out.ActionChangeItems,
        carry_out.ActionChangePaymentMethod,
        carry_out.ActionClaimWarranty,
        carry_out.ActionExchangeItems,
        carry_out.ActionManageNewsletter,
        carry_out.ActionReportParcel,
        carry_out.ActionReturnItems,
    )
    gateway = gateway or NoGateway()
    budget = services.settings.turn_budget
    actions = [topic(services, gateway) for topic in topics]
    actions = [CouponOffers(each) if each.name in COUPONS_WITH else each for each in actions]
    actions = [OfferAlong(each) if each.name in MOMENTS else each for each in actions]
    actions = [PreferenceTalk(each) if each.name in STATED_AS else each for each in actions]
    actions = [ProductReading(each) if each.name in READ_IN_TALK else each for each in actions]
    actions = [SecondReading(each) if each.name in READ_AGAIN else each for each in actions]
    actions = [OfferTalk(each) if each.name in SAID_UNDER_OFFERS else each for each in actions]
    actions = [AfterRefusal(each) if each.name in HEARD_AS else each for each in actions]
    return [GuardedAction(action, budget) for action in actions]
