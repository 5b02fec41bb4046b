"""What buyers say of a product, or of one thing about it: counted, judged and quoted.

Nothing is worded here: a summary is figures and verbatim quotes. What a review asks a machine to
do is neither counted nor quoted. Of a sentence only the part about the thing is quoted, and none
that states prices, the store's policy or whom to write to, which are the shop's to state, nor one
that asks or orders something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from knowledge.evidence import Line
from knowledge.instructions import gives_an_order, reads_as_instruction
from knowledge.outside_links import outside_links
from knowledge.policy_records import states_policy
from knowledge.price_records import names_a_contact, states_another_price
from knowledge.synonyms import alternatives
from knowledge.text import STOP_WORDS, sentences, words
from knowledge.wording import concepts, stem
from opinions import ASPECTS, Aspect, clause_about, polarity, verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from embedding import Embedder
    from knowledge.chunks import Chunk
    from knowledge.lexical import LexicalIndex
    from knowledge.store import ChunkStore
    from opinions import Verdict

__all__ = [
    "Mention",
    "ReviewSummaries",
    "ReviewSummary",
    "asks_for_complaints",
    "asks_for_reviews",
    "aspect_of",
]

SAME_MATTER: Final = 0.5
"""Cosine similarity (-1 to 1) from which a sentence without the word speaks of the thing."""
LONGEST_QUOTE: Final = 220
LONGEST_TITLE: Final = 80
"""Of a review's title, which its passage begins with."""
_ASKS = re.compile(
    r"\breview\w*\b|\bopinions?\b|\bcomplain\w*\b|\bfeedback\b|\baccording to\b"
    r"|\bwhat (?:do|did|does|are) .{0,30}\b(?:say|saying|think|thinking)\b"
    r"|\b(?:people|customers|others|buyers|users|owners|shoppers|reviewers|anyone|anybody|everyone)"
    r" (?:\w+ )?(?:say|said|think|thought|like|liked|find|found|feel|felt|report\w*|mention\w*"
    r"|complain\w*|happy|unhappy)\b",
    re.IGNORECASE,
)
_COMPLAINTS = re.compile(r"\bcomplain\w*\b|\bproblems?\b|\bissues?\b|\bunhappy\b", re.IGNORECASE)
_ASKING: Final = frozenset(
    stem(word)
    for word in """
    review reviews reviewer reviewers opinion opinions complaint complaints complain complained
    complaining feedback according say says said saying think thinks thinking thought people
    customer customers other others buyer buyers user users owner owners shopper shoppers anyone
    anybody everyone like likes liked find finds found feel feels felt report reports reported
    mention mentions mentioned happy unhappy product item generally usually overall far actually
    summary summarise summarize good bad well badly problem problems issue issues bought
    experience experiences general buy real write wrote written read tell show
    """.split()  # noqa: SIM905  reads as a list of words
)
_MATTERS: Final = tuple(
    (re.compile(asked, re.IGNORECASE), ASPECTS[told])
    for asked, told in (
        (r"\b(?:true to size|siz(?:e|es|ing)|fit|fits|runs? (?:small|large|big))\b", Aspect.FIT),
        (r"\b(?:delivery|shipping)\b", Aspect.DELIVERY),
        (r"\b(?:price|value|worth)\b", Aspect.PRICE),
    )
)
"""Things that buyers speak of without naming them; all else goes by its word and by meaning."""
_LINK = re.compile(r"https?://|www\.|\S@\S", re.IGNORECASE)
_STARS = re.compile(r"^(\d(?:\.\d+)?) of 5 stars$")


@dataclass(frozen=True)
class Mention:
    """One review that speaks of the thing: what of it does and may be quoted, and the verdict."""

    chunk: Chunk
    quotable: tuple[str, ...]
    verdict: Verdict
    rating: float

    @property
    def quote(self) -> str:
        """What says most of it, word for word; empty where nothing may be quoted."""
        return max(self.quotable, key=lambda one: (abs(polarity(one)), -len(one)), default="")


@dataclass(frozen=True)
class ReviewSummary:
    """What `mentions` of all `reviews` of a product say of `aspect`; empty: of the product."""

    aspect: str
    reviews: int
    mentions: tuple[Mention, ...]

    def count(self, verdict: Verdict) -> int:
        """How many of the mentions come to this."""
        return sum(mention.verdict == verdict for mention in self.mentions)

    @cached_property
    def quotes(self) -> tuple[Mention, ...]:
        """The newest that praises and the newest that blames, or else whatever there is."""
        fit = [one for one in self.mentions if 0 < len(one.quote) <= LONGEST_QUOTE]
        newest = sorted(fit, key=lambda one: one.chunk.updated_at, reverse=True)
        both = [
            next((one for one in newest if one.verdict == verdict), None)
            for verdict in ("well", "badly")
        ]
        return tuple(one for one in both if one) or tuple(newest[:1])


@dataclass(frozen=True)
class _Review:
    """A review as it is read: its passages, whose first one is cited."""

    chunks: Sequence[Chunk]

    @property
    def rating(self) -> float:
        stars = _STARS.match(self.chunks[0].section)
        return float(stars[1]) if stars else 3.0

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences, the title first; none of a review that gives orders."""
        title, colon, rest = self.chunks[0].text.partition(": ")
        parts = [title, rest] if colon and len(title) <= LONGEST_TITLE else [self.chunks[0].text]
        parts += [chunk.text for chunk in self.chunks[1:]]
        if any(map(reads_as_instruction, parts)):
            return []
        return [one for part in parts for one in sentences(part) if not _LINK.search(one)]


class ReviewSummaries:
    """Summarises the reviews of a product; safe to ask from any thread."""

    def __init__(self, store: ChunkStore, lexical: LexicalIndex, embedder: Embedder) -> None:
        self._store = store
        self._lexical = lexical
        self._embedder = embedder

    def about(self, product_id: str, aspect: str = "") -> ReviewSummary:
        """What the product's reviews say of `aspect`, or of the product when it is empty."""
        reviews = [_Review(chunks) for chunks in self._reviews(product_id)]
        if not aspect:
            mentions = [
                _mention(review, review.sentences, judged=())
                for review in reviews
                if review.sentences
            ]
            return ReviewSummary("", len(reviews), tuple(mentions))
        near = self._near(aspect, [one for review in reviews for one in review.sentences])
        mentions = []
        for review in reviews:
            found = list(_parts_about(aspect, review.sentences, near))
            if found:
                told = [_cut_out(part, sentence) for sentence, part in found]
                mentions.append(_mention(review, told, judged=[part for _, part in found]))
        return ReviewSummary(aspect, len(reviews), tuple(mentions))

    def _reviews(self, product_id: str) -> Iterator[list[Chunk]]:
        by_review = self._lexical.reviews_of(product_id)
        every = [id_ for ids in by_review for id_ in ids]
        chunks = {chunk.id: chunk for chunk in self._store.get(every)}
        for ids in by_review:
            found = [chunks[id_] for id_ in ids if id_ in chunks]
            if found:
                yield found

    def _near(self, aspect: str, told: Sequence[str]) -> frozenset[str]:
        """The sentences that mean the same thing, whatever they call it."""
        if not told:
            return frozenset()
        similar = self._embedder.embed(list(told)) @ self._embedder.embed([aspect])[0]
        return frozenset(
            one for one, near in zip(told, similar, strict=True) if near >= SAME_MATTER
        )


def asks_for_reviews(question: str) -> bool:
    """Whether the question is about what buyers say."""
    return _ASKS.search(question) is not None


def asks_for_complaints(question: str) -> bool:
    """Whether only what is bad is asked for."""
    return _COMPLAINTS.search(question) is not None


def aspect_of(question: str, title: str) -> str:
    """What of the product the question is about, in its own words; empty: the product itself."""
    named = {stem(word) for word in words(title)}
    spans = [
        found.span()
        for found in re.finditer(r"[^\W_]+(?:['\u2019-][^\W_]+)*", question)
        if _says_something(found[0], named)
    ]
    return question[spans[0][0] : spans[-1][1]] if spans else ""


def _says_something(word: str, named: set[str]) -> bool:
    low = word.lower().replace("\u2019", "'")
    return low not in STOP_WORDS and stem(low) not in _ASKING and stem(low) not in named


def _mention(review: _Review, told: Sequence[str], judged: Sequence[str]) -> Mention:
    chunk = review.chunks[0]
    quotable = tuple(one for one in told if _is_the_buyers_to_say(one, chunk))
    return Mention(chunk, quotable, verdict_of(judged, review.rating), review.rating)


def _is_the_buyers_to_say(text: str, chunk: Chunk) -> bool:
    line = Line(text, "", chunk, rank=0, place=0)
    return not (
        states_policy(line)
        or states_another_price(line, {})
        or names_a_contact(line)
        or outside_links(text, ())
        or reads_as_instruction(text)
        or gives_an_order(text)
    )


def _cut_out(part: str, sentence: str) -> str:
    """A part of a sentence as it is quoted, with dots for what is left out."""
    before, _, after = sentence.partition(part)
    dots = ("\u2026 " if before.strip() else "", " \u2026" if after.strip() else "")
    return part.strip(" ,;:").join(dots)


def _parts_about(
    aspect: str, told: Sequence[str], near: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """The sentences that speak of the thing, each with the part of it that does."""
    matter = next((tells for asked, tells in _MATTERS if asked.search(aspect)), None)
    asked = [
        frozenset(concepts(word)) | frozenset(map(stem, alternatives(word)))
        for word in words(aspect)
        if word not in STOP_WORDS
    ]
    for sentence in told:
        if matter is not None and (found := matter.search(sentence)):
            yield sentence, clause_about(sentence, found.start())
        elif (at := _place_of(asked, sentence)) is not None:
            yield sentence, clause_about(sentence, at)
        elif sentence in near:
            yield sentence, sentence


def _place_of(asked: Sequence[frozenset[str]], sentence: str) -> int | None:
    """Where the sentence has the words that were asked for, all of them; None where it has not."""
    places = []
    for forms in asked:
        place = next(
            (
                found.start()
                for found in re.finditer(r"[^\W_]+(?:['\u2019-][^\W_]+)*", sentence)
                if forms & {stem(found[0].lower()), *concepts(found[0])}
            ),
            None,
        )
        if place is None:
            return None
        places.append(place)
    return places[0] if places else None
