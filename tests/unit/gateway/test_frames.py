from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import FrameRefused, Refused, TooLong
from gateway.frames import Click, Message, Open, neutralised, parse

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("id", "text", "button", "message", "value", "customer_token", "token", "page", "reason")
FRAME = st.fixed_dictionaries(
    {"type": st.sampled_from(["message", "click", "feedback", "identify", "ping", "open"])},
    optional={**dict.fromkeys(FIELDS, JSON), "id": st.just("m1") | JSON, "text": st.text()},
)


def read(**frame):
    return parse(json.dumps(frame), max_message_chars=100)


@given(text=st.text() | FRAME.map(json.dumps))
def test_whatever_is_sent_gives_a_frame_or_a_refusal(text):
    """No input makes parsing fail in another way, and every refusal can be sent."""
    try:
        frame = parse(text, max_message_chars=100)
    except Refused as refusal:
        frame = refusal.frame()
        assert {"type", "code", "message"} <= set(frame)
    assert frame is not None


@given(text=st.text(min_size=1))
def test_no_text_can_be_taken_for_a_command(text):
    """What the dialogue engine sees after stripping never starts with a slash."""
    assert not neutralised(text).strip().startswith("/")
    assert not neutralised("/" + text).strip().startswith("/")


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="/"), min_size=1))
def test_text_without_a_leading_slash_is_left_alone(text):
    """Neutralising changes nothing else."""
    assert neutralised(text) == text


def test_a_message_keeps_what_the_shopper_looks_at():
    """Page and cart are read; empty fields are left out."""
    page = {"url": "https://x/tent", "title": "", "cart": ["tent", {"product_id": "mug"}]}
    frame = read(type="message", id="m1", text=" hello ", page=page)
    cart = [{"product_id": "tent", "quantity": 1}, {"product_id": "mug", "quantity": 1}]
    assert Message("m1", "hello", {"url": "https://x/tent", "cart": cart}) == frame


def test_open_needs_no_fields():
    """A first visit has nothing to tell."""
    assert Open(None, None, 0, None) == read(type="open")


@pytest.mark.parametrize(
    ("frame", "field"),
    [
        ({"type": "fly"}, "type"),
        ({"type": "message", "id": "m1", "text": 1}, "text"),
        ({"type": "message", "id": "", "text": "x"}, "id"),
        ({"type": "message", "id": "a b", "text": "x"}, "id"),
        ({"type": "click", "id": "m1", "button": ["b"]}, "button"),
        ({"type": "open", "last_seq": -1}, "last_seq"),
        ({"type": "open", "last_seq": True}, "last_seq"),
        ({"type": "open", "page": {"cart": [1]}}, "page.cart"),
        ({"type": "feedback", "message": "m", "value": "no"}, "value"),
        ({"type": "identify"}, "customer_token"),
    ],
)
def test_a_refusal_names_the_field(frame, field):
    """The error frame says which field is wrong."""
    with pytest.raises(FrameRefused) as error:
        read(**frame)
    assert field == error.value.frame()["field"]


def test_a_refusal_carries_the_clients_id():
    """A client can tell which of its messages was refused."""
    with pytest.raises(TooLong) as error:
        read(type="message", id="m1", text="x" * 101)
    assert "m1" == error.value.frame()["id"]


def test_a_click_names_a_button():
    """A click has an id and a button, never a payload."""
    assert Click("m1", "b1") == read(type="click", id="m1", button="b1", payload="/affirm")
