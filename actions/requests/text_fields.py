"""Facts that are taken as they are typed: what is wrong, an e-mail address, a postcode."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from actions.requests.field import Field, Found, Question
from actions.requests.utterance import Utterance

if TYPE_CHECKING:
    from actions.requests.case import Case
    from actions.requests.field import Reading

__all__ = [
    "EmailField",
    "NoteField",
    "NumberField",
    "PhotosField",
    "PostcodeField",
    "gives_email",
]

MOST_CHARACTERS = 500
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w-])#?\s?(?:[A-Za-z]{1,4}[-_]?)?\d{3,}\b")
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|\d{4,6}(?:-\d{4})?)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"broke|broken|crack|leak|stop|n't\b|\bnot\b|never|fault|defect|damag|dead|fail|loose|torn|rip|"
    r"noise|"
    r"peel|fell|rust|bent|missing|wrong|smash|\bdent|scratch|snapp|split|burn|flicker",
    re.IGNORECASE,
)


class NoteField(Field):
    """What is wrong, in the shopper's words; `required` where the shop cannot do without."""

    def __init__(self, name: str, response: str, *, required: bool) -> None:
        self.name = name
        self._response = response
        self._required = required

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """All that is typed when asked; before, a text that tells what happened."""
        if asked or (self.name not in case.facts and _TELLS.search(text)):
            return Found(" ".join(text.split())[:MOST_CHARACTERS])
        return None

    def default(self, case: Case) -> Any:
        """Nothing, where it may be left out."""
        return None if self._required else ""

    def question(self, case: Case) -> Question:
        """In words."""
        return Question(Utterance(self._response))


class PhotosField(Field):
    """The ids of the photos that came along."""

    name = "photos"

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """Those of this turn, added to the earlier ones."""
        before = case.facts.get(self.name) or []
        new = [photo for photo in case.photos if photo not in before]
        return Found([*before, *new]) if new else None

    def default(self, case: Case) -> Any:
        """Those sent earlier; where the shop must see one, it says so when it judges."""
        sent = case.services.photos.photos_of(case.conversation_id)
        return [photo.id for photo in sent[-case.policy.claims.most_photos :]]

    def question(self, case: Case) -> Question:
        """How a photo is sent."""
        return Question(Utterance("utter_request_photo"))


class EmailField(Field):
    """An e-mail address."""

    name = "email"

    def __init__(self, response: str) -> None:
        self._response = response

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """Wherever it stands."""
        found = _EMAIL.search(text)
        return Found(found[0].rstrip(".")) if found else None

    def question(self, case: Case) -> Question:
        """Which one."""
        return Question(Utterance(self._response))


class NumberField(Field):
    """The number of an order that is on nobody's account here, as it is typed."""

    name = "number"

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """The first thing that looks like one; never what stands in an e-mail address."""
        text = _EMAIL.sub(" ", text)
        found = _NUMBER.search(text)
        if not found or (not asked and self.name in case.facts):
            return None
        return Found(re.sub(r"\s+", "", found[0]))

    def question(self, case: Case) -> Question:
        """Which one."""
        return Question(Utterance("utter_request_guest_number"))


class PostcodeField(Field):
    """The postcode of an address."""

    name = "postcode"
    depends_on = ("number",)

    def read(self, text: str, case: Case, *, asked: bool) -> Reading | None:
        """When asked, or beside an address, what looks like one; before, what is called one."""
        beside = gives_email(text)
        text = _EMAIL.sub(" ", text).replace(str(case.facts.get("number", "\0")), " ")
        named = re.search(r"\b(?:zip|post ?code|postal)\b", text, re.IGNORECASE)
        found = _POSTCODE.search(text[named.end() :] if named else text)
        if not found or not (asked or named or beside):
            return None
        return Found(found[0].upper())

    def question(self, case: Case) -> Question:
        """Which one."""
        return Question(Utterance("utter_request_guest_postcode"))


def gives_email(text: str) -> bool:
    """Whether an e-mail address stands in the text."""
    return bool(_EMAIL.search(text))
