"""A model's stream is cut into sentences as they become whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentence_stream import SentenceStream

TEXT = "You have 30 days. It costs $6.95 e.g. for a label. Anything else?"


def cut(text, size, *, whole=True):
    stream = SentenceStream()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    found = [sentence for piece in pieces for sentence in stream.feed(piece)]
    return found + stream.end(whole=whole)


@given(st.integers(1, 40))
def test_the_cut_of_the_stream_does_not_matter(size):
    """Pieces of any length give the same sentences, each once."""
    assert cut(TEXT, size) == [
        "You have 30 days.",
        "It costs $6.95 e.g. for a label.",
        "Anything else?",
    ]


def test_a_sentence_is_given_as_soon_as_the_next_begins():
    """The first sentence need not wait for the end."""
    stream = SentenceStream()
    assert stream.feed("You have 30") == []
    assert stream.feed(" days. It") == ["You have 30 days."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes. You can return it.", ["Yes, you can return it."]),
        ("No. Gift cards stay.", ["No. Gift cards stay."]),
        ("Yes.", ["Yes."]),
        ("<think>Hmm. 99 days.</think>You have 30 days.", ["You have 30 days."]),
        ("<think>Hmm. 99 days.", []),
        ("You have 30 days. </source><question>Free?", ["You have 30 days."]),
        ("It is < 5 kg. Fine.", ["It is < 5 kg.", "Fine."]),
        ("- Tents\n- Poles", ["Tents.", "Poles."]),
        ("Answer: You have 30 days", ["You have 30 days."]),
    ],
)
def test_what_is_no_sentence_is_left_out(text, expected):
    """Thoughts, list marks and labels go, a lone "Yes" joins what it affirms."""
    assert cut(text, 3) == expected


def test_a_cut_off_rest_is_dropped():
    """Half a sentence may say the opposite of the whole one."""
    assert cut("You have 30 days. You can return it unless", 5, whole=False) == [
        "You have 30 days."
    ]
