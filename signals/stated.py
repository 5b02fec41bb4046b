"""What a turn says that somebody wants, does not want, or is.

Three kinds of saying, from the surest to the least: a taste ("I hate pink", "she loves
gardening"), whom it is for ("my daughter, she is six"), and what a search asks for ("a jacket
under 80, no leather"). Prices, colours, sizes and the like are understood by the shop's own search
(`WishReader`); here it is told whose they are, for how long they hold, and how sure that is.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from signals.attitudes import attitudes_in, recipient_in
from signals.intent_features import SEARCHING, SERVICE
from signals.preferences import Polarity, PreferenceScope, StatedPreference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from signals.attitudes import Attitude
    from signals.dialogue import Dialogue
    from signals.wishes import Wishes, WishReader

__all__ = ["stated_preferences"]

TAKING_BACK: Final = "forget_preferences"
"""The intent of "forget that I hate pink", which names a taste and states none."""
SURE: Final = 0.95
OF_A_SEARCH: Final = 0.9
OF_A_PERSON: Final = 0.85
DESCRIBED: Final = 0.8
"""For words that are understood only as far as that some product is described by them."""
HEDGED: Final = 0.7
"""What "maybe" leaves of a confidence."""
LONGEST_WORDS: Final = 120
_HEDGE: Final = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|i think|i guess|not sure|might|ideally|preferably|"
    r"if possible|kind of|sort of)\b",
    re.IGNORECASE,
)
_FOR_ONCE: Final = re.compile(r"\b(?:this time|today|for now|for this)\b", re.IGNORECASE)
_FOR_GOOD: Final = re.compile(r"\b(?:always|never|in general|as a rule|ever)\b", re.IGNORECASE)
_TASTE_OF_A_MOMENT: Final = re.compile(r"\bprefer", re.IGNORECASE)
_EXCLUDES: Final = re.compile(
    r"^\W*(?:(?:but|and|just|please|ok(?:ay)?)\W+)*(?:not|no|nothing|never|without|except|"
    r"any(?:thing)? but)\b[^?]*$",
    re.IGNORECASE,
)
"""A message that says what must not be, and asks nothing: "not from Nordlys"."""
_KNOWN: Final = frozenset({"brand", "colour"})
"""What the catalogue names, so that "no thanks" and "no problem" exclude nothing."""
_OF_A_PERSON: Final = frozenset({"audience", "age"})
_OTHER: Final = {Polarity.LIKES: Polarity.DISLIKES, Polarity.DISLIKES: Polarity.LIKES}


def stated_preferences(dialogue: Dialogue, read: WishReader) -> tuple[StatedPreference, ...]:
    """What the last turn of the dialogue states; a later word of it replaces an earlier one."""
    turn = dialogue.now
    text = turn.text.replace("\u2019", "'")
    if not text or turn.intent == TAKING_BACK:
        return ()
    named = recipient_in(text)
    recipient = named or _spoken_of(dialogue)
    rest, attitudes = attitudes_in(text, recipient)
    found: dict[tuple[str, str, str, str], StatedPreference] = {}
    for attitude in attitudes:
        found |= {one.key: one for one in _of_taste(attitude, read)}
    if turn.intent in SEARCHING or (recipient and turn.intent not in SERVICE):
        wishes = read(rest)
        for one in _asked_for(wishes, text, searching=turn.intent in SEARCHING):
            whose = recipient if named or one.attribute in _OF_A_PERSON else ""
            told = replace(one, recipient=whose)
            found.setdefault(told.key, told)
    elif _EXCLUDES.match(text) and turn.intent not in SERVICE:
        for one in _asked_for(read(rest), text, searching=True):
            if one.polarity is Polarity.DISLIKES and one.attribute in _KNOWN:
                found.setdefault(one.key, one)
    doubt = HEDGED if _HEDGE.search(text) else 1.0
    return tuple(replace(one, confidence=one.confidence * doubt) for one in found.values())


def _of_taste(attitude: Attitude, read: WishReader) -> Iterator[StatedPreference]:
    scope = PreferenceScope.ALWAYS
    if (
        attitude.who
        or _FOR_ONCE.search(attitude.words)
        or (_TASTE_OF_A_MOMENT.search(attitude.words) and not _FOR_GOOD.search(attitude.words))
    ):
        scope = PreferenceScope.SESSION
    for thing in attitude.things:
        for one in _about(thing, attitude, read(thing)):
            polarity = one.polarity
            if attitude.polarity is Polarity.DISLIKES:
                polarity = _OTHER[polarity]
            yield replace(
                one,
                polarity=polarity,
                scope=scope,
                recipient=attitude.who,
                words=attitude.words[:LONGEST_WORDS],
            )


def _about(thing: str, attitude: Attitude, wishes: Wishes) -> Iterator[StatedPreference]:
    """What a taste is about, as if it was liked."""
    if wishes.preferences:
        for one in wishes.preferences:
            yield replace(one, confidence=SURE)
        return
    known = [word for word in wishes.left if word in wishes.known]
    does = attitude.hobby and (bool(attitude.who) or thing.rsplit(maxsplit=1)[-1].endswith("ing"))
    if known and not does:
        value = " ".join(known)
        yield StatedPreference(
            attribute="feature", value=value, category=wishes.category, confidence=DESCRIBED
        )
    elif wishes.category:
        yield StatedPreference(attribute="kind", value=wishes.category, confidence=SURE)
    elif does and wishes.left:
        value = " ".join(wishes.left)
        yield StatedPreference(attribute="interest", value=value, confidence=OF_A_PERSON)


def _asked_for(wishes: Wishes, text: str, *, searching: bool) -> Iterator[StatedPreference]:
    """What a search asks for; of other turns only what they say of a person."""
    for one in wishes.preferences:
        of_person = one.attribute in _OF_A_PERSON
        if not searching and not of_person:
            continue
        scope = PreferenceScope.THIS_SEARCH
        if of_person or one.polarity is Polarity.DISLIKES:
            scope = PreferenceScope.SESSION
        if _FOR_ONCE.search(text):
            scope = PreferenceScope.THIS_SEARCH
        yield replace(
            one,
            scope=scope,
            confidence=OF_A_SEARCH if searching else OF_A_PERSON,
            category="" if of_person else wishes.category,
            words=text[:LONGEST_WORDS],
        )


def _spoken_of(dialogue: Dialogue) -> str:
    """The person that was named last in the turns before: whom "she" means now."""
    earlier = (recipient_in(turn.text) for turn in reversed(dialogue.turns[:-1]))
    return next((who for who in earlier if who), "")
