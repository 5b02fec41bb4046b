"""The mood of a conversation."""

from __future__ import annotations

import pytest

from signals import Feeling, Mood, Sentiment, SignalEvidence
from signals.mood import after, parts

VALENCES = {
    Feeling.NEGATIVE: (0.9, 0.1, 0.0),
    Feeling.NEUTRAL: (0.1, 0.8, 0.1),
    Feeling.POSITIVE: (0.0, 0.1, 0.9),
}


def heard(*feelings, start=None):
    mood = start or Mood()
    for turn, feeling in enumerate(feelings):
        sentiment = Sentiment(feeling, *VALENCES[feeling], SignalEvidence("test"))
        mood = after(mood, sentiment, f"t{turn}")
    return mood


SOUR, PLAIN, GLAD = Feeling.NEGATIVE, Feeling.NEUTRAL, Feeling.POSITIVE


@pytest.mark.parametrize(
    ("feelings", "mood"),
    [
        pytest.param([SOUR], PLAIN, id="one grumble"),
        pytest.param([SOUR, SOUR], SOUR, id="two in a row"),
        pytest.param([SOUR, PLAIN, SOUR], SOUR, id="neutral turns between do not count"),
        pytest.param([SOUR, GLAD, SOUR], PLAIN, id="a kind word between them does"),
        pytest.param([SOUR, SOUR, PLAIN, PLAIN, PLAIN], SOUR, id="neutral turns do not mend"),
        pytest.param([SOUR, SOUR, GLAD], PLAIN, id="a clearly pleased turn does"),
        pytest.param(
            [SOUR, SOUR, SOUR, SOUR, GLAD],
            PLAIN,
            id="however long it lasted, it is not held against them",
        ),
        pytest.param([GLAD], GLAD, id="pleased"),
        pytest.param([GLAD, SOUR], PLAIN, id="pleased and then not"),
        pytest.param([], PLAIN, id="nothing said yet"),
    ],
)
def test_mood_of_a_conversation(feelings, mood):
    """The mood is negative over two turns only, and mended by a clearly positive one."""
    assert mood == heard(*feelings).feeling


def test_mild_relief_does_not_mend():
    """What a negative mood needs is more than what an ordinary one has: it does not flicker."""
    mild = Sentiment(GLAD, 0.3, 0.2, 0.5, SignalEvidence("test"))
    assert SOUR == after(heard(SOUR, SOUR, SOUR), mild, "t9").feeling


def test_a_turn_counts_once():
    """Scoring the same turn again changes nothing, whatever it sounds like then."""
    mood = heard(SOUR)
    again = Sentiment(SOUR, 1.0, 0.0, 0.0, SignalEvidence("test"))
    assert mood == after(mood, again, "t0")


def test_turns_without_an_id_count_each():
    """A conversation outside the gateway has no turn ids, and its mood is told all the same."""
    sour = Sentiment(SOUR, 0.9, 0.1, 0.0, SignalEvidence("test"))
    assert SOUR == after(after(Mood(), sour, ""), sour, "").feeling


@pytest.mark.parametrize("feeling", list(Feeling))
def test_a_level_is_made_of_what_was_before_and_of_the_turn(feeling):
    """The two parts that agents are shown add up to it, of a turn without feeling too."""
    before = heard(SOUR, GLAD, SOUR)
    sentiment = Sentiment(feeling, *VALENCES[feeling], SignalEvidence("test"))

    earlier, turn = parts(before, sentiment)

    assert after(before, sentiment, "next").level == pytest.approx(earlier + turn)
    assert (turn == 0) is (feeling is PLAIN)
