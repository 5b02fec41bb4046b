"""What a shopper may still have done with an order, answered from the shop's records.

"Can I still return the boots I bought last week?" needs the order, the policy in force for it, the
shopper's tier and the date; the service desk judges by all four, and nothing is proposed. What the
policy's own text says is cited beside it; no figure is taken from the text.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from rasa_sdk.events import SlotSet

from actions.entitlement_wording import told
from actions.requests import build_requests
from actions.requests.case import Case
from actions.requests.memory import SLOT, Memory
from actions.requests.refusals import refused_in
from actions.requests.utterance import Utterance
from actions.understanding.entitlements import AN_ORDER, asked_entitlement, in_general
from actions.understanding.orders import orders_named
from actions.understanding.phrases import speaks_of_the_order
from actions.understanding.spelling import put_right
from actions.understanding.things import mentions
from actions.wording import plain
from commerce.cards import absolute
from commerce.entitlements import JUDGED_BY_LINE, Entitlement
from conversations import Evidence
from knowledge.policy_text import policy_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rasa_sdk.executor import CollectingDispatcher

    from actions.answers import Answering
    from actions.topic import Event, TopicAction
    from actions.turn import AskedTurn
    from actions.understanding.entitlements import AskedEntitlement
    from commerce import Order
    from knowledge.chunks import Hit
    from tilly.bootstrap import Services

    Chosen = Sequence[tuple[Order, frozenset[int]]]
    """Orders, with the places of the things in them that are meant; none: all of them."""

__all__ = ["case_of", "meant_in", "remembered", "take_entitlement", "tell_entitlement"]

MOST_ORDERS = 3
RULES = {
    "return_items": "return policy: how many days {kind} can be returned, {tier} members",
    "exchange_items": "exchanges: how many days {kind} can be exchanged, {tier} members",
    "claim_warranty": "warranty: how long {kind} are covered",
    "cancel_order": "cancelling an order: until when it can be cancelled",
    "change_address": "changing the delivery address of an order",
    "change_items": "changing the items or the size in an order",
    "change_payment_method": "changing the payment method of an order",
}
"""How a policy would say what each is about, for finding the text to cite."""
LIKELY = 0.5
"""The least confidence (0 to 1) that a text is the one to cite for what the records decide."""
IN_GENERAL = {
    "return_items": "how long can most products be returned?",
    "exchange_items": "how long can something be exchanged?",
    "claim_warranty": "how long does the warranty last?",
    "cancel_order": "until when can an order be cancelled?",
    "change_address": "until when can the address of an order be changed?",
    "change_items": "until when can an order be changed?",
    "change_payment_method": "until when can the payment method of an order be changed?",
}
"""What is asked of the texts where a guest names nothing but their order."""


@dataclass(frozen=True)
class Judged:
    """What was judged, in the case that it was judged in."""

    case: Case
    entitlement: Entitlement


async def take_entitlement(
    action: Answering, dispatcher: CollectingDispatcher, turn: AskedTurn
) -> Memory | None:
    """Answer a question about what may be done with an order; None when it is none of that.

    Returns what is to be remembered of the answer.
    """
    righted = replace(turn, text=put_right(turn.text))
    asked = asked_entitlement(righted.text)
    if asked is None:
        return None
    services = action.services
    customer = await asyncio.to_thread(services.conversations.customer_of, turn.conversation_id)
    if customer is None:
        if not asked.own:
            return None
        general = in_general(turn.text)
        question = IN_GENERAL[asked.verb] if AN_ORDER in general else general
        answered = await action.answer(dispatcher, replace(turn, text=question))
        response = "utter_entitled_sign_in" if answered else "utter_sign_in"
        dispatcher.utter_message(response=response)
        return Memory()
    chosen = await asyncio.to_thread(_chosen, services, righted, asked)
    if isinstance(chosen, Utterance):
        _utter(dispatcher, [chosen], {})
        return Memory()
    return await tell_entitlement(action, dispatcher, turn, asked, chosen) if chosen else None


async def tell_entitlement(
    action: TopicAction,
    dispatcher: CollectingDispatcher,
    turn: AskedTurn,
    asked: AskedEntitlement,
    chosen: Chosen,
) -> Memory:
    """Say what the records say of orders, or of things in them; what was refused is remembered."""
    services = action.services
    judged = await asyncio.to_thread(_judged, services, turn.conversation_id, asked.verb, chosen)
    text = await asyncio.to_thread(_policy, services, judged[0])
    says = [said for one in judged for said in told(one.entitlement, asked, one.case, turn.text)]
    _utter(dispatcher, says, _citations(judged, text, services.settings.shop_url))
    if turn.turn_id:
        from actions.answers import evidence_chunk

        evidence = Evidence(turn.text, "judged", chunks=(evidence_chunk(text),) if text else ())
        await asyncio.to_thread(
            services.traces.record_evidence, turn.turn_id, turn.conversation_id, evidence
        )
    return Memory(refused=refused_in(says))


def remembered(memory: Memory, turn: AskedTurn) -> list[Event]:
    """The events that keep it; an open request keeps its own."""
    return [] if turn.active_form else [SlotSet(SLOT, memory.to_json())]


def case_of(
    services: Services, conversation_id: str, verb: str, facts: dict[str, Any] | None = None
) -> Case:
    """A request of the shopper's as far as it is known, to look at what they have ordered."""
    request = next(one for one in build_requests() if one.verb == verb)
    customer = services.conversations.customer_of(conversation_id)
    memory = Memory(request=request.name, facts=facts or {})
    return Case(services, conversation_id, customer, memory, request)


def _judged(services: Services, conversation_id: str, verb: str, chosen: Chosen) -> list[Judged]:
    """What the service desk says of each; of what is judged by line, the best of them alone."""
    judged = []
    for order, positions in chosen[:MOST_ORDERS]:
        items = [{"position": position} for position in sorted(positions)]
        case = case_of(services, conversation_id, verb, {"order": order.number, "items": items})
        becomes = case.request.becomes_for(order, case)
        entitlement = services.desk.entitlement(becomes, case.customer_id, order.number, positions)
        judged.append(Judged(case, entitlement))
    if verb in JUDGED_BY_LINE:  # of several pairs of boots, those that can be returned
        judged = sorted(judged, key=lambda one: one.entitlement.refused is not None)[:1]
    return judged


def _chosen(services: Services, turn: AskedTurn, asked: AskedEntitlement) -> Chosen | Utterance:
    """The orders that are asked about; an utterance when the one named is none of theirs."""
    case = case_of(services, turn.conversation_id, asked.verb)
    named = orders_named(turn.text, case.orders, today=case.today, asked=False)
    if named is not None and named.unknown:
        return Utterance("utter_request_order_not_found", {"number": plain(named.unknown)})
    pool = list(named.orders) if named else case.orders
    chosen = list(meant_in(turn.text, pool, case)) or list(_spoken_of(turn.text, pool, case, asked))
    if not chosen and pool is not case.orders:
        chosen = [(order, frozenset[int]()) for order in pool]
    return chosen


def meant_in(text: str, orders: list[Order], case: Case) -> Iterator[tuple[Order, frozenset[int]]]:
    """The orders with the things that are named, and their places in them.

    What was bought more than once is meant in each of its orders.
    """
    things = case.things(orders)
    named = {id_ for one in mentions(text, things) for id_ in one.ids}
    alike = [(one.title, one.options) for one in things if one.id in named]
    ids = [one.id.rpartition("/") for one in things if (one.title, one.options) in alike]
    for order in orders:
        positions = frozenset(int(place) for number, _, place in ids if number == order.number)
        if positions:
            yield order, positions


def _spoken_of(
    text: str, orders: list[Order], case: Case, asked: AskedEntitlement
) -> Iterator[tuple[Order, frozenset[int]]]:
    """Where no thing is named: "my order", which is one that it could be asked of."""
    if not asked.own or not speaks_of_the_order(text):
        return
    eligible = {order.number for order in case.eligible}
    fitting = [order for order in orders if order.number in eligible] or orders[:1]
    yield from ((order, frozenset[int]()) for order in fitting)


def _policy(services: Services, judged: Judged) -> Hit | None:
    """The text of the policy that was in force for the order."""
    entitlement, policy = judged.entitlement, judged.case.policy
    lines = entitlement.lines
    kinds = {
        policy.returns.product_type(judged.case.product(offer.line)).replace("general", "products")
        for offer in lines
    }
    matter = RULES[entitlement.verb].format(kind=" and ".join(sorted(kinds)), tier=entitlement.tier)
    return policy_text(
        services.knowledge.retriever,
        matter,
        sure=LIKELY,
        on=policy.day_for(entitlement.order, judged.case.today),
    )


def _citations(judged: list[Judged], text: Hit | None, shop: str) -> dict[str, Any]:
    """The orders' records, and the policy's text, as the gateway reads them."""
    numbers = [one.entitlement.order.number for one in judged]
    cited = [{"title": one, "source": f"orders/{one}", "section": ""} for one in numbers]
    if text is not None:
        chunk = text.chunk
        place = {"title": chunk.title, "source": chunk.source, "section": chunk.section}
        link = absolute(chunk.url, shop)
        cited.append(place | ({"url": link} if link else {}))
    return {"kind": "order", "citations": cited}


def _utter(dispatcher: CollectingDispatcher, says: list[Utterance], custom: dict[str, Any]) -> None:
    """Say it; the sources stand beside the first message."""
    for number, said in enumerate(says):
        dispatcher.utter_message(
            response=said.response,
            buttons=list(said.buttons) or None,
            json_message=custom if custom and not number else None,
            **said.facts,
        )
