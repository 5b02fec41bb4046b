"""What may be said around the facts: greetings and invitations that claim nothing.

They alone need no source, so there is one list of them, and nothing is added by a model.
"""

from __future__ import annotations

from typing import Final

from insights.content.briefs import Tone

__all__ = ["CLOSERS", "GREETING", "OPENERS", "is_courtesy"]

GREETING: Final = "Hello,"
OPENERS: Final = {
    Tone.PLAIN: ("The {title} at a glance.", "In brief: the {title}."),
    Tone.WARM: ("Meet the {title}.", "May we introduce the {title}?"),
    Tone.BRISK: ("The {title}.", "In short: the {title}."),
}
"""By tone, a sentence each; `{title}` is the product's."""
CLOSERS: Final = {
    Tone.PLAIN: ("Find all details in our shop.", "Our assistant answers your questions."),
    Tone.WARM: ("Come and have a look.", "Ask us anything in the chat."),
    Tone.BRISK: ("Take a look.", "Ask in the chat."),
}


def is_courtesy(line: str, title: str) -> bool:
    """Whether a line is one of ours, word by word, for the product of this title."""
    every = (way for ways in (*OPENERS.values(), *CLOSERS.values()) for way in ways)
    return line == GREETING or line in {way.format(title=title) for way in every}
