"""The service desk: what a shopper may have done, agreed first and then done once.

A request is proposed, which judges it by the shop's policy and states its terms; the shopper
says yes; it is carried out. Nothing else in Tilly writes to a customer's orders or profile.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from commerce.errors import NotAllowed, OrderChanged
from commerce.judging import Judge
from commerce.proposals import Proposals
from commerce.records import Records
from commerce.terms import Agreed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from sqlalchemy import Engine

    from commerce.catalogue import Catalogue
    from commerce.commands import Command
    from commerce.customers import Customers, PaymentMethod
    from commerce.entitlements import Entitlement
    from commerce.gift_cards import GiftCard
    from commerce.invoices import Invoice, InvoiceLinks
    from commerce.loyalty import Loyalty
    from commerce.order_system import OrderSystem
    from commerce.orders import Order
    from commerce.policy import ServicePolicy
    from commerce.products import Variant
    from commerce.records import ClaimRecord, RefundRecord, ReturnRecord
    from commerce.rules import LineOffer
    from commerce.terms import Outcome, Proposal
    from database import Fence

__all__ = ["ServiceDesk"]

MOST_ATTEMPTS = 5
"""How often an order may change under our hands before we give up on it."""


def _now() -> datetime:
    return datetime.now(UTC)


class ServiceDesk:
    """Proposes, carries out, and reads back; `clock` gives an aware moment."""

    def __init__(
        self,
        engine: Engine,
        orders: OrderSystem,
        customers: Customers,
        catalogue: Catalogue,
        policy: ServicePolicy,
        clock: Callable[[], datetime] = _now,
        *,
        invoice_links: InvoiceLinks | None = None,
    ) -> None:
        self.policy = policy
        self._orders = orders
        self._clock = clock
        self._proposals = Proposals(engine)
        self._judge = Judge(engine, orders, customers, catalogue, policy, clock)
        self._records = Records(engine, orders, self._judge, policy, clock)
        self._invoice_links = invoice_links

    # --- before a proposal -------------------------------------------------------------------

    def check(self, verb: str, customer_id: str, order_ref: str, kind: str = "") -> None:
        """Whether a request of this kind can be taken for the order at all, details aside.

        For a form, so that it asks nothing in vain; `kind` is that of a claim, where it is known.
        Raises NotAllowed or OrderNotFound.
        """
        self._judge.check(verb, customer_id, order_ref, kind)

    def entitlement(
        self, verb: str, customer_id: str, order_ref: str, positions: Collection[int] = ()
    ) -> Entitlement:
        """What the customer may have done with an order, or with some of its lines; OrderNotFound.

        For answers: nothing is proposed by it.
        """
        return self._judge.entitlement(verb, customer_id, order_ref, positions)

    def lines_for(self, verb: str, customer_id: str, order_ref: str) -> tuple[LineOffer, ...]:
        """Each line of the order, with what can be asked for it; raises OrderNotFound.

        `verb` is "change_items", "return_items", "exchange_items" or "claim_warranty".
        """
        return self._judge.lines_for(verb, customer_id, order_ref)

    def variants_for(self, customer_id: str, order_ref: str, position: int) -> tuple[Variant, ...]:
        """The other variants of a line's product that are in stock; raises OrderNotFound."""
        return self._judge.variants_for(customer_id, order_ref, position)

    def payment_choices(
        self, verb: str, customer_id: str, order_ref: str
    ) -> tuple[PaymentMethod, ...]:
        """The methods that may pay, or for "return_items" receive the refund; OrderNotFound.

        A refund to a new gift card is the method with the id "new_gift_card".
        """
        return self._judge.payment_choices(verb, customer_id, order_ref)

    # --- propose, agree, done ----------------------------------------------------------------

    def propose(self, conversation_id: str, customer_id: str | None, command: Command) -> Proposal:
        """Judge a request and state its terms; an earlier open proposal is superseded.

        The command may name the order by its number. Raises NotAllowed with the rule that
        refuses, or OrderNotFound. `customer_id` None (nobody is signed in) is allowed for the
        newsletter only.
        """
        command, terms, _ = self._judge.judge(customer_id, command)
        return self._proposals.add(conversation_id, customer_id, command, terms, self._clock())

    def open_proposal(self, conversation_id: str, customer_id: str | None) -> Proposal | None:
        """The proposal that waits for a yes in this conversation, if there is one."""
        return self._proposals.open(conversation_id, customer_id)

    def carry_out(
        self,
        conversation_id: str,
        customer_id: str | None,
        proposal_id: str,
        *,
        fence: Fence | None = None,
    ) -> Outcome:
        """Do what was proposed, once: the same id again returns the first outcome.

        `fence` is asked in the transaction that writes it down; whatever it raises is raised here,
        and nothing is done.

        The rules are checked again. Raises NotAllowed when they now refuse, when the terms would
        be others, when the shop's own system refuses, or when the proposal was superseded or
        withdrawn; ProposalNotFound alike for one that is missing and one of another customer or
        conversation.
        """
        found = self._proposals.get(conversation_id, customer_id, proposal_id)
        if found.outcome is not None and found.outcome.state == "done":
            return found.outcome
        outcome = self._orders.outcome(proposal_id)
        if outcome is None:
            if found.status != "open":
                raise NotAllowed("superseded")
            outcome = self._carry_out(customer_id, found.proposal, fence)
        self._proposals.settle(proposal_id, outcome, self._clock())
        return outcome

    def withdraw(self, conversation_id: str, customer_id: str | None) -> None:
        """The shopper said no: the open proposal, if any, can no longer be carried out."""
        self._proposals.withdraw(conversation_id, customer_id, self._clock())

    def _carry_out(
        self, customer_id: str | None, proposal: Proposal, fence: Fence | None
    ) -> Outcome:
        for _ in range(MOST_ATTEMPTS):
            try:
                return self._judged_again(customer_id, proposal, fence)
            except (NotAllowed, OrderChanged) as error:
                # Perhaps it was this very proposal, said yes to twice at once.
                if (outcome := self._orders.outcome(proposal.id)) is not None:
                    return outcome
                if isinstance(error, NotAllowed):
                    raise
        raise NotAllowed("terms_changed")

    def _judged_again(
        self, customer_id: str | None, proposal: Proposal, fence: Fence | None
    ) -> Outcome:
        _, terms, seen = self._judge.judge(customer_id, proposal.command)
        if terms != proposal.terms:
            raise NotAllowed("terms_changed")
        return self._orders.carry_out(
            Agreed(proposal.id, customer_id, proposal.command, terms, self._clock(), seen), fence
        )

    # --- what was done -----------------------------------------------------------------------

    def returns_of(self, customer_id: str, order_ref: str | None = None) -> list[ReturnRecord]:
        """The customer's returns and exchanges, the latest first; raises OrderNotFound."""
        return self._records.returns_of(customer_id, order_ref)

    def refunds_of(self, customer_id: str, order_ref: str | None = None) -> list[RefundRecord]:
        """The customer's refunds, sent or still to come, the latest first; or OrderNotFound."""
        return self._records.refunds_of(customer_id, order_ref)

    def claims_of(self, customer_id: str, order_ref: str | None = None) -> list[ClaimRecord]:
        """The customer's parcel and warranty claims, the latest first; raises OrderNotFound."""
        return self._records.claims_of(customer_id, order_ref)

    def invoice(self, customer_id: str, order_ref: str) -> Invoice:
        """A link to the copy of an order's invoice; raises OrderNotFound.

        Raises NotAllowed("not_offered") where this store gives none.
        """
        order = self._orders.access_order(customer_id, order_ref)
        if self._invoice_links is None:
            raise NotAllowed("not_offered", number=order.number, request="invoice")
        return self._invoice_links.link(order)

    def loyalty(self, customer_id: str) -> Loyalty:
        """Tier, spending and points; raises CustomerNotFound."""
        return self._records.loyalty(customer_id)

    def is_subscribed(self, email: str) -> bool:
        """Whether the address gets the newsletter; tell it only to whoever the address is of."""
        return self._records.is_subscribed(email)

    # --- without an account ------------------------------------------------------------------

    def look_up_guest_order(
        self, conversation_id: str, number: str, email: str, postcode: str
    ) -> Order:
        """An order, to read only, for whoever knows its number, e-mail and postcode.

        It comes without address and payments. Raises OrderNotFound alike for a missing order and
        a wrong e-mail or postcode; after the policy's number of failed tries
        NotAllowed("too_many_tries"), whatever is asked.
        """
        return self._records.look_up_guest_order(conversation_id, number, email, postcode)

    def gift_card_balance(self, conversation_id: str, code: str) -> GiftCard:
        """What is left on a card; raises GiftCardNotFound, then NotAllowed("too_many_tries")."""
        return self._records.gift_card_balance(conversation_id, code)
