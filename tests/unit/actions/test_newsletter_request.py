"""The newsletter, from the wish to the yes; and photos in a request."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from actions.requests import build_requests
from actions.requests.carry_out import ActionManageNewsletter
from actions.requests.dialogue import RequestDialogue
from actions.requests.memory import Memory
from actions.requests.newsletter import ManageNewsletterRequest
from actions.requests.step import Heard
from actions.requests.text_fields import PhotosField
from commerce import Customer
from commerce.terms import NewsletterTerms, Outcome, Proposal

ADA = Customer("C-1", "Ada", "ada@example.com")


class Desk:
    def propose(self, conversation_id, customer_id, command):
        coupon = "WELCOME10" if command.subscribe else ""
        terms = NewsletterTerms(command.email, command.subscribe, coupon)
        return Proposal("p1", command, terms, datetime.now(UTC))

    def withdraw(self, conversation_id, customer_id):
        pass


@pytest.fixture
def talk(store):
    """Says one thing after the other in one conversation: the responses of the last."""
    store.desk = Desk()
    store.customers.known = {"C-1": ADA}
    dialogue = RequestDialogue(store, build_requests())
    memory = Memory()

    def say(*texts, customer=None, intent="manage_newsletter"):
        nonlocal memory
        for text in texts:
            step = dialogue.hear(
                Heard(text, intent),
                memory,
                conversation_id="conversation-1",
                customer_id=customer,
                active=bool(memory.request),
            )
            memory, intent = step.memory, "inform"
        return [
            said.response for said in step.says if said.response != "utter_request_noted"
        ], memory

    return say


@pytest.mark.parametrize(
    ("wish", "response"),
    [
        ("sign me up for the newsletter", "utter_confirm_subscribe"),
        ("subscribe", "utter_confirm_subscribe"),
        ("unsubscribe me please", "utter_confirm_unsubscribe"),
        ("stop sending me newsletters", "utter_confirm_unsubscribe"),
        ("i don't want your newsletter anymore", "utter_confirm_unsubscribe"),
        ("i get too many mails", "utter_confirm_unsubscribe"),
    ],
)
def test_a_customers_own_address_is_taken(talk, wish, response):
    """Who is signed in is asked for a yes and nothing else."""
    said, memory = talk(wish, customer="C-1")
    assert said == [response]
    assert memory.facts["email"] == "ada@example.com"


def test_a_guest_is_asked_where(talk):
    """The address is what is missing; one that is none is asked for again."""
    said, _ = talk("newsletter please, subscribe me")
    assert said == ["utter_request_newsletter_email"]
    said, memory = talk("it's bob@example.com")
    assert said == ["utter_confirm_subscribe"]
    assert memory.facts == {"wish": "subscribe", "email": "bob@example.com"}


def test_a_correction_of_the_address_changes_no_wish(talk):
    """The "not" in it is not about the newsletter."""
    talk("subscribe me to the newsletter", customer="C-1")
    said, memory = talk("no not that one, use bob@example.com", customer="C-1")
    assert said == ["utter_confirm_subscribe"]
    assert memory.facts == {"wish": "subscribe", "email": "bob@example.com"}


def test_what_is_unclear_is_asked(talk):
    """A word alone may mean either."""
    said, _ = talk("newsletter", customer="C-1")
    assert said == ["utter_request_newsletter_wish"]


@pytest.mark.parametrize(
    ("subscribe", "coupon", "response"),
    [
        (True, "", "utter_done_subscribe"),
        (True, "WELCOME10", "utter_done_subscribe_coupon"),
        (False, "", "utter_done_unsubscribe"),
    ],
)
def test_what_was_done_is_said(subscribe, coupon, response):
    """A welcome coupon is named where the shop gives one."""
    terms = NewsletterTerms("ada@example.com", subscribe, coupon)
    done = ManageNewsletterRequest().done(
        Outcome("", {}), Proposal("p1", None, terms, datetime.now(UTC))
    )
    assert done.response == response
    assert ActionManageNewsletter.request is ManageNewsletterRequest


def test_photos_that_were_sent_before_belong_to_the_claim():
    """Whoever shows first what broke need not show it again; the policy says how many count."""
    sent = [SimpleNamespace(id=f"photo-{n}") for n in range(7)]
    services = SimpleNamespace(photos=SimpleNamespace(photos_of=lambda _: sent))
    policy = SimpleNamespace(claims=SimpleNamespace(most_photos=5))
    told = {"conversation_id": "c", "facts": {}, "photos": ["photo-7"], "policy": policy}
    case = SimpleNamespace(services=services, **told)
    field = PhotosField()
    assert field.default(case) == [f"photo-{n}" for n in range(2, 7)]
    assert field.read("", case, asked=True).value == ["photo-7"]


def test_a_photo_without_a_word_goes_with_the_open_request(store):
    """It is thanked for, and the open question asked again."""
    store.customers.known = {"C-1": ADA}
    store.policy.claims = SimpleNamespace(kinds={"damaged": None, "late": None}, most_photos=5)
    dialogue = RequestDialogue(store, build_requests())
    memory = Memory(request="manage_newsletter", asked="email", facts={"wish": "subscribe"})
    step = dialogue.hear(
        Heard("", "inform", "photo", ("photo-1",)),
        memory,
        conversation_id="c",
        customer_id=None,
        active=True,
    )
    assert [said.response for said in step.says] == ["utter_request_newsletter_email"]
    memory = Memory(request="report_parcel", asked="kind")
    step = dialogue.hear(
        Heard("", "inform", "photo", ("photo-1",)),
        memory,
        conversation_id="c",
        customer_id="C-1",
        active=True,
    )
    assert step.says[0].response == "utter_request_photo_taken"
    assert step.memory.facts["photos"] == ["photo-1"]
