"""Cuts a model's stream into sentences as soon as each is whole."""

from __future__ import annotations

import re
from typing import Final

from knowledge.text import sentences

__all__ = ["SentenceStream"]

_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
# A small model may go on to write the prompt again.
_ECHO = re.compile(r"</?(?:source|question|earlier)\b", re.IGNORECASE)
_TAGS: Final = ("<think>", "<source", "</source", "<question", "</question", "<earlier")
_MARKER = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+|^#+\s+")
_LABEL = re.compile(r"^(?:answer|shop|assistant|a)\s*:\s*", re.IGNORECASE)
_PARTICLE = re.compile(r"^(?:yes|no|absolutely|certainly|correct)[.!]$", re.IGNORECASE)
_ENDED: Final = (".", "!", "?")


class SentenceStream:
    """Feed it pieces of text; it gives back whole sentences, each once.

    What a model thinks aloud (`<think>`), list marks and labels are left out, and all from
    where it writes the prompt again. A lone "Yes."
    stays with the sentence after it, which says what is affirmed.
    """

    def __init__(self) -> None:
        self._text = ""
        self._given = 0
        self._particle = ""

    def feed(self, piece: str) -> list[str]:
        """The sentences that this piece completes."""
        self._text += piece
        return self._whole(sentences(self._spoken())[:-1])

    def end(self, *, whole: bool) -> list[str]:
        """What is left when the stream has ended; a cut-off rest is dropped unless `whole`."""
        said = sentences(self._spoken())
        if said and not whole and not said[-1].endswith(_ENDED):
            said.pop()
        rest = self._whole(said)
        return [*rest, self._particle] if self._particle else rest

    def _spoken(self) -> str:
        text = _ECHO.split(_THOUGHT.sub("", self._text), maxsplit=1)[0]
        tail = text[text.rfind("<") :] if "<" in text else ""
        on_its_way = tail and any(tag.startswith(tail.lower()) for tag in _TAGS)
        return text[: -len(tail)] if on_its_way else text

    def _whole(self, said: list[str]) -> list[str]:
        found = []
        for sentence in said[self._given :]:
            text = _LABEL.sub("", _MARKER.sub("", sentence)).strip()
            if _PARTICLE.match(text):
                self._particle = text
            elif text:
                if self._particle:
                    text = _joined(self._particle, text)
                    self._particle = ""
                found.append(text if text.endswith((*_ENDED, ":")) else f"{text}.")
        self._given = max(self._given, len(said))
        return found


def _joined(particle: str, text: str) -> str:
    first = text.split(" ", 1)[0]
    if first.lower() in {"the", "you", "it", "we", "they", "this", "your", "our", "a", "an"}:
        return f"{particle[:-1]}, {text[:1].lower()}{text[1:]}"
    return f"{particle} {text}"
