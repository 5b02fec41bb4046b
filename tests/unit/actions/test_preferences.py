"""What is kept of a shopper's taste is theirs to see, and to have forgotten."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from actions.preference_wording import preference_in_words
from signals import Polarity, PreferenceScope, Range, StatedPreference
from signals.kept_preferences import KeptPreference

PINK = StatedPreference(attribute="colour", value="pink", polarity=Polarity.DISLIKES)
PRICE = StatedPreference(
    attribute="price", range=Range(high=80.0, below=True), category="jacket",
    scope=PreferenceScope.THIS_SEARCH,
)  # fmt: skip
HORSES = StatedPreference(attribute="interest", value="horses", recipient="daughter")


class FakeSignals:
    def __init__(self, *preferences):
        self.told = list(preferences)
        self.events = []
        self.forgot_everything = False
        self.preferences = self
        self.behaviour = SimpleNamespace(of_shopper=lambda _conversation, _customer: self.events)

    def of(self, _conversation, _customer, now):
        return [KeptPreference(id_, now, one) for id_, one in enumerate(self.told, 1)]


class FakeForgetting:
    def __init__(self, signals):
        self.signals = signals

    def preferences(self, _conversation, _customer, which):
        forgotten = [one.preference for one in which]
        self.signals.told = [one for one in self.signals.told if one not in forgotten]

    def everything(self, _conversation, _customer):
        self.signals.told, self.signals.forgot_everything = [], True


@pytest.fixture
def signals(store):
    store.signals = FakeSignals(PINK, PRICE, HORSES)
    store.forgetting = FakeForgetting(store.signals)
    return store.signals


async def test_a_shopper_sees_what_is_kept(act, signals):
    """Each preference in plain words, and that pages were noted."""
    signals.events = [object()] * 3
    done = await act("action_show_preferences", "what do you know about me")
    listed, noted = done.messages
    assert (
        "- not pink\n- jacket: under $80.00\n- for your daughter: horses" == (listed["preferences"])
    )
    assert ("utter_behaviour_kept", "3") == (noted["response"], noted["count"])


async def test_nothing_kept_is_said(act, signals):
    """An empty memory is no list."""
    signals.told = []
    done = await act("action_show_preferences", "what do you know about me")
    assert ["utter_no_preferences"] == done.responses


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("forget that i hate pink", [PRICE, HORSES]),
        ("forget my budget", [PINK, HORSES]),
        ("forget what i said about my daughter", [PINK, PRICE]),
        ("that about the colour, forget it", [PRICE, HORSES]),
    ],
)
async def test_what_is_named_is_forgotten(act, signals, text, left):
    """By what it is, by whose it is, by its kind; the rest stays."""
    done = await act("action_forget_preferences", text)
    assert ["utter_preferences_forgotten"] == done.responses
    assert left == signals.told


@pytest.mark.parametrize(
    "text",
    [
        "forget everything",
        "forget everything you know about me",
        "delete my preferences",
        "forget all about me",
        "wipe what you know about me",
        "stop tracking me",
    ],
)
async def test_everything_is_forgotten(act, signals, text):
    """All of it, the running search too."""
    done = await act("action_forget_preferences", text)
    assert (["utter_everything_forgotten"], True) == (done.responses, signals.forgot_everything)
    assert [("search", None)] == [(event["name"], event["value"]) for event in done.events]


async def test_a_button_forgets_one(act, signals):
    """Where it is not clear which is meant, buttons ask."""
    done = await act("action_forget_preferences", "forget that i like wine")
    (message,) = done.messages
    assert "utter_forget_which" == message["response"]
    assert ["for your daughter: horses", "jacket: under $80.00", "not pink"] == [
        button["title"] for button in message["buttons"]
    ]
    await act("action_forget_preferences", "/forget_preferences", choice="2")
    assert [PINK, HORSES] == signals.told
    done = await act("action_forget_preferences", "/forget_preferences", choice="all")
    assert signals.forgot_everything


async def test_to_be_erased_altogether_is_put_to_a_person(act, signals, store):
    """It is asked for by the button beneath what was forgotten, and nothing is promised as done."""
    done = await act("action_forget_preferences", "/forget_preferences", choice="everything")
    assert ["utter_erasure_requested"] == done.responses
    assert ["erasure"] == [kind for kind, *_ in store.tickets.opened]
    assert 3 == len(signals.told)


async def test_a_button_pressed_late_erases_nothing_else(act, signals):
    """A preference that is gone already is not another one."""
    done = await act("action_forget_preferences", "/forget_preferences", choice="99")
    assert (["utter_forget_which"], 3) == (done.responses, len(signals.told))


@pytest.mark.parametrize(
    ("preference", "words"),
    [
        (StatedPreference(attribute="price", value="low"), "not expensive"),
        (StatedPreference(attribute="price", range=Range(20.0, 50.0)), "$20.00 to $50.00"),
        (StatedPreference(attribute="age", range=Range(6.0, 7.0, below=True)), "6 years old"),
        (StatedPreference(attribute="age", range=Range(3.0, 12.0)), "3 to 12 years old"),
        (StatedPreference(attribute="rating", range=Range(4.0)), "4 stars or more"),
        (StatedPreference(attribute="weight", range=Range(high=1000.0)), "up to 1000 g"),
        (StatedPreference(attribute="weight", value="light"), "light"),
        (StatedPreference(attribute="size", value="m"), "size M"),
        (StatedPreference(attribute="audience", value="women", recipient="mum"),
         "for your mum: for women"),
        (StatedPreference(attribute="feature", value="Waterproof"), "waterproof"),
    ],
)  # fmt: skip
def test_every_preference_has_words(preference, words):
    """As a shopper would say it."""
    assert words == preference_in_words(preference, "USD")
