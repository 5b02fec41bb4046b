"""A question that leans on the talk before it, made one that can be read alone.

"And for gold members?", "how long does it last?" and "what about the other one?" say nothing to a
search. The questions before them, and the product that is spoken of, say the rest: a fragment
takes the place of its like in the question before, a pronoun becomes the product's name. What
cannot be put together so is put after the question before, as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.closed_classes import ALIKE, QUALIFIERS
from knowledge.pronouns import mention_of, speaks_of_it, with_product
from knowledge.text import STOP_WORDS, content_words, sentences, words
from knowledge.wording import concepts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

__all__ = ["Focus", "adds_nothing", "is_fragment", "rewrite"]

REMEMBERED: Final = 3
"""How many questions before this one may say what it leaves out."""
_LEAD = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|and|or|but|also|then|plus|even|same|what about|how about)\b"
    r"[ ,]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[ ,]+(?:please|then|too|as well|instead|thanks))*\s*[?.!]*\s*$", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"(?:how|what|what's|when|where|why|who|whose|which|is|are|was|do|does|did|can|could|will|"
    r"would|should|may|must|has|have|am|i|we|you|it|they)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:how (?:long|much|many|soon|fast|so|come)|when|why(?: not)?|where|who|which(?: ones?)?"
    r"|until when|since when|at what (?:cost|price))$",
    re.IGNORECASE,
)
_PREPOSITIONS = frozenset(
    {
        "about", "after", "as", "at", "before", "by", "for", "from", "in", "into", "on", "over",
        "to", "under", "via", "with", "within", "without",
    }
)  # fmt: skip
_BEFORE_ITS_LIKE = frozenset({"about", "for", "with"})
"""What follows these is what a question is about: "and the tent?" may take its place."""
_ARTICLES = frozenset({"the", "a", "an", "my", "your", "this", "that", "these", "those"})
_HEADS = frozenset(
    {"member", "members", "customer", "customers", "one", "ones", "tier", "status", "shipping"}
)
_CONDITION = re.compile(r"(?:what )?(?:if|when)\b", re.IGNORECASE)
_OTHER_ONE = re.compile(r"(?:the )?other(?: one| product| item)?$", re.IGNORECASE)
# What only asks, and so may be asked of whatever was spoken of before.
_ASKING = frozenset(
    {
        "apply", "charge", "cost", "expensive", "far", "fast", "free", "happen", "last", "long",
        "mean", "much", "paid", "pay", "possible", "price", "quick", "soon", "take", "work",
    }
)  # fmt: skip
_PROCESS = re.compile(
    r"\bit (?:take|cost|arrive|work|happen|appl|mean|free)\w*\b|\bit free\b", re.IGNORECASE
)
_TOPICS = frozenset(concepts("shipping delivery return refund exchange warranty payment gift"))
_TOPIC_VERBS = _TOPICS | frozenset(concepts("ship deliver cancel pay order wrap"))
SHORTEST_PLURAL = 4
_END = re.compile(r"[^?]+\?(?= )")
MOST_OF_A_PHRASE = 4
"""Words up to which "in red?" without an "and" is no sentence."""


@dataclass(frozen=True)
class Focus:
    """The title of the product that is spoken of, and of those that it may be confused with."""

    title: str
    others: tuple[str, ...] = ()


def rewrite(question: str, earlier: Sequence[str] = (), focus: Focus | None = None) -> str:
    """The question so that it can be read alone; as it is where it can already.

    `earlier` are the questions before it, the oldest first. Only words of the question, of those
    before and of the titles are used.
    """
    before = ""
    for asked in earlier[-REMEMBERED:]:
        before = _alone(asked, before, None)
    if not content_words(before):  # "hello"
        before = ""
    return _alone(question, before, focus)


def is_fragment(question: str) -> bool:
    """Whether the question is no sentence of its own: "and the Stormline?"."""
    lead = _LEAD.match(question)
    said = _TAIL.sub("", question[lead.end() :] if lead else question)
    return _is_fragment(said, leans=lead is not None)


def _alone(question: str, before: str, focus: Focus | None) -> str:
    lead = _LEAD.match(question)
    said = _TAIL.sub("", question[lead.end() :] if lead else question)
    mark = "?" if before.rstrip().endswith("?") or question.rstrip().endswith("?") else ""
    if _is_fragment(said, leans=lead is not None):
        if not before:
            return question
        conditional = _CONDITION.match(said)
        merged = "" if conditional else _merged(said, _TAIL.sub("", before), focus)
        return _named(merged + mark, focus) if merged else f"{_asked(before)} {question.strip()}"
    if not said or (lead and not _CLAUSE.match(said)):
        return question
    clause = question[lead.end() :] if lead else question
    if before and _CONDITION.match(said):
        return f"{_asked(before)} {clause.strip()}"
    if before and not _own_matter(said) and (lead or _BARE.match(said) or speaks_of_it(said)):
        process = _PROCESS.search(said) and _TOPIC_VERBS.intersection(concepts(before))
        if focus is None or process or not speaks_of_it(said):
            return f"{_asked(before)} {clause.strip()}"
    return _named(clause, focus)


def _is_fragment(said: str, *, leans: bool) -> bool:
    """Whether it is no sentence: "for gold members", "in red"."""
    if not said or _CLAUSE.match(said):
        return False
    first = said.split(maxsplit=1)[0].lower()
    return leans or (first in _PREPOSITIONS and len(said.split()) <= MOST_OF_A_PHRASE)


def _own_matter(said: str) -> bool:
    """Whether a sentence says by itself what it is about."""
    return any(
        word not in _ASKING and word.removesuffix("s") not in _ASKING
        for word in content_words(said)
    )


def _named(text: str, focus: Focus | None) -> str:
    return with_product(text, focus.title) if focus else text


def _asked(before: str) -> str:
    """The question before, ended as a sentence; of one that was put together, the first part."""
    text = sentences(before)[0]
    ended = _END.match(text)
    text = ended[0] if ended else text
    return text if text[-1:] in {".", "?", "!"} else f"{text}?"


def _merged(said: str, before: str, focus: Focus | None) -> str:
    """The question before with the fragment in its place; empty when it has none there."""
    return (
        _as_product(said, before, focus)
        or _in_place_of_its_like(said, before)
        or _as_phrase(said, before)
        or _as_thing(said, before)
    )


def _as_product(said: str, before: str, focus: Focus | None) -> str:
    """The question before, asked of another product."""
    if focus is None:
        return ""
    titles = (focus.title, *focus.others)
    named = frozenset(words(_bare(said)))
    meant = next((one for one in titles if named <= frozenset(words(one))), "")
    if not meant and _OTHER_ONE.fullmatch(said) and len(focus.others) == 1:
        meant = focus.others[0]
    if not meant:
        return ""
    span = mention_of(before, titles)
    if span:
        return f"{before[: span[0]]}the {meant}{before[span[1] :]}"
    asked = with_product(before, meant)
    return asked if asked != before else ""


def _in_place_of_its_like(said: str, before: str) -> str:
    """Another tier, region, speed, colour or day in the place of the first."""
    tokens = before.split()
    forms = [frozenset(words(token)) | frozenset(concepts(token)) for token in tokens]
    own = said.split()
    mine = frozenset(words(said)) | frozenset(concepts(said))
    for names in (*QUALIFIERS, *ALIKE):
        at = [index for index, form in enumerate(forms) if form & names]
        if not mine & names or not at:
            continue
        start, end = at[0], at[0] + 1
        article = start > 0 and tokens[start - 1].lower() in _ARTICLES
        rest = own[1:] if own[0].lower() in _PREPOSITIONS else own
        if len(rest) > 1 and rest[-1].lower() in _HEADS and tokens[end : end + 1]:
            end += tokens[end].lower() in _HEADS
        if article and rest[0].lower() in _ARTICLES:
            start -= 1
        mark = re.search(r"[?.!,]*$", tokens[end - 1])
        rest = [*rest[:-1], rest[-1] + (mark[0] if mark else "")]
        return " ".join([*tokens[:start], *rest, *tokens[end:]])
    return ""


def _as_phrase(said: str, before: str) -> str:
    """A phrase with a preposition: in the place of one with the same, else at the end."""
    own = said.split()
    tokens = before.split()
    if own[0].lower() not in _PREPOSITIONS:
        qualifies = _classes(said)
        return f"{before} for {said}" if qualifies else ""
    places = [at for at, token in enumerate(tokens) if token.lower() == own[0].lower()]
    if places and _classes(" ".join(tokens[places[-1] :])) == _classes(said):
        end = places[-1] + 1
        while end < len(tokens) and not _ends_phrase(tokens, end, places[-1]):
            end += 1
        return " ".join([*tokens[: places[-1]], *own, *tokens[end:]])
    return f"{before} {said}"


def _ends_phrase(tokens: Sequence[str], at: int, start: int) -> bool:
    """Whether the phrase is over: another begins, or the verb that ends "how much does it … cost".

    An article belongs to what follows it.
    """
    word = tokens[at].lower()
    after = tokens[at - 1].lower() not in _ARTICLES and at - start > 1
    return word in _PREPOSITIONS or word == "of" or (after and word in _ASKING)


def _as_thing(said: str, before: str) -> str:
    """A matter of the shop's in the place of another, or things in the place of things."""
    own, tokens = said.split(), before.split()
    topics = _TOPICS.intersection(concepts(said))
    if topics and len(_bare(said).split()) == 1:
        at = [n for n, token in enumerate(tokens) if _TOPICS.intersection(concepts(token))]
        if at:
            start = at[0]
            if start and tokens[start - 1].lower() in {"a", "an", "the"}:
                start -= 1
            agreed = _agreeing(tokens[:start], own)
            return " ".join([*agreed, *own, *tokens[at[0] + 1 :]])
    start = _thing_spoken_of(tokens) if own[0].lower() in _ARTICLES else 0
    if start:
        return " ".join([*tokens[:start], *own])
    if len(own) == 1 and _plural(own[0]) and tokens and _plural(tokens[-1]):
        return " ".join([*tokens[:-1], *own])
    return ""


def _thing_spoken_of(tokens: Sequence[str]) -> int:
    """Where the phrase with an article begins that ends the question: "… for the jacket"."""
    for at in range(len(tokens) - 2, 0, -1):
        if tokens[at].lower() in _PREPOSITIONS:
            return 0
        if tokens[at].lower() in _ARTICLES:
            return at if tokens[at - 1].lower() in _BEFORE_ITS_LIKE else 0
    return 0


def _agreeing(before: Sequence[str], thing: Sequence[str]) -> list[str]:
    """The words before a subject, with "do" for several and "does" for one."""
    tokens = list(before)
    if tokens and tokens[-1].lower() in {"do", "does"}:
        tokens[-1] = "do" if _plural(thing[-1]) else "does"
    return tokens


def _classes(text: str) -> frozenset[int]:
    """The closed classes of which the text has a word."""
    mine = frozenset(words(text)) | frozenset(concepts(text))
    return frozenset(at for at, names in enumerate((*QUALIFIERS, *ALIKE)) if mine & names)


def _bare(said: str) -> str:
    """The fragment without its article."""
    first, _, rest = said.partition(" ")
    return rest if first.lower() in _ARTICLES and rest else said


def _plural(word: str) -> bool:
    low = word.lower()
    return (
        len(low) >= SHORTEST_PLURAL
        and low.endswith("s")
        and not low.endswith(("ss", "us", "is"))
        and low not in STOP_WORDS
    )


def adds_nothing(rewritten: str, given: Collection[str]) -> bool:
    """Whether a rewriting has no word of its own but those that hold a sentence together."""
    known = {word for text in given for word in words(text)}
    known |= {concept for text in given for concept in concepts(text)}
    return all(
        word in known or word in STOP_WORDS or not known.isdisjoint(concepts(word))
        for word in words(rewritten)
    )
