"""Texts without a language model: facts of a product in sentence plans, nothing else.

Every sentence is judged as it is made, and what the check does not carry is left out, so that a
text from here may always be shown to the person who approves it.
"""

from __future__ import annotations

import re
from itertools import combinations, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from insights.content.briefs import LIMITS, Channel, Draft, Length, Tone
from insights.content.choosing import care_last, facts_for
from insights.content.courtesies import CLOSERS, GREETING, OPENERS
from insights.content.facts import Topic
from knowledge.facts import verbs
from knowledge.text import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from commerce import Product
    from insights.content.briefs import Brief
    from insights.content.checking import ContentCheck
    from insights.content.facts import Fact

__all__ = ["VARIANTS", "write"]

VARIANTS: Final = 3
"""Different plans of every channel."""
FACTS: Final = {Length.SHORT: 2, Length.MEDIUM: 4, Length.LONG: 7}
LISTED: Final = {Length.SHORT: 3, Length.MEDIUM: 5, Length.LONG: 9}
SHORTS: Final = 4
_BROKEN: Final = re.compile(r"[,:;]")
_BRISKLY: Final = re.compile(r"^(?:is|has|comes with) ")
_ENDING: Final = re.compile(r"[.!]$")


def write(product: Product, brief: Brief, check: ContentCheck) -> Draft | None:
    """The text, by the plan of the brief's variant; None where too little is known for one."""
    writer = _Writer(product, brief, check)
    draft = _PLANS[brief.channel](writer)
    if draft is None or not check.judge(draft, brief.channel).fit:
        return None
    return draft


class _Writer:
    """The parts of one text."""

    def __init__(self, product: Product, brief: Brief, check: ContentCheck) -> None:
        self.product = product
        self.brief = brief
        self.check = check
        self.plan = brief.variant % VARIANTS
        self.plural = verbs(product.title)[0] == "are"
        self.facts = facts_for(product, brief.persona)

    def title(self) -> Draft | None:
        """The product's name with what sets it apart, as far as it fits."""
        title, most = self.product.title, LIMITS[Channel.TITLE].headline
        shorts = self.shorts()
        wanted = [(0,), (0, 1), (1, 2)][self.plan]
        chosen = [shorts[at] for at in wanted if at < len(shorts)]
        ways = [f"{title}: {', '.join(chosen[:n])}" for n in range(len(chosen), 0, -1)]
        fitting = (way for way in ways if len(way) <= most and not self.check.trouble(way))
        found = next(fitting, title if self.plan == 0 else "")
        return Draft(found, "") if found and len(found) <= most else None

    def description(self) -> Draft | None:
        """A lead, what it is and does, and what to know of it."""
        quoted, facts = self.quoted(), self.chosen(FACTS[self.brief.length])
        early = [fact for fact in facts if fact.topic not in (Topic.CARE, Topic.TERMS)]
        late = [fact for fact in facts if fact.topic in (Topic.CARE, Topic.TERMS)]
        opener, closer = self.around()
        if self.plan == 0:
            blocks = [
                _joined([*quoted[:1], *self.told(early, named=not quoted)]),
                _joined([*self.told(late), *self.warned()]),
            ]
        elif self.plan == 1:
            blocks = [
                _joined(self.told(early, named=self.brief.tone is not Tone.WARM)),
                _joined(quoted[:2]),
                _joined([*self.told(late), *self.warned()]),
            ]
        else:
            blocks = [_joined(quoted[:2]), self.listing(), _joined(self.warned())]
        if self.brief.tone is Tone.WARM:
            blocks = [_joined([opener, blocks[0]]), *blocks[1:], closer]
        return _draft("", blocks)

    def ad(self) -> Draft | None:
        """A line with the product's name and one that gives a reason."""
        limits, title = LIMITS[Channel.AD], self.product.title
        ways = [f"{title}: {each}" for each in self.shorts()] or [title]
        headline = self.first(ways[self.plan :] + ways, limits.headline)
        return _draft(headline, [self.line(limits.body, without=headline)]) if headline else None

    def card(self) -> Draft | None:
        """A line for a list of products."""
        return _draft("", [self.line(LIMITS[Channel.CARD].body)])

    def social(self) -> Draft | None:
        """A post."""
        opener, closer = self.around()
        quoted, told = self.quoted(), self.told(self.chosen(FACTS[self.brief.length]))
        lead = [opener] if self.brief.tone is not Tone.PLAIN or not quoted else []
        said = [
            [*lead, *quoted[:1], *told[:1]],
            [*self.told(self.chosen(FACTS[self.brief.length]), named=True)],
            [opener, *told],
        ][self.plan]
        while said and len(f"{_joined(said)}\n\n{closer}") > LIMITS[Channel.SOCIAL].body:
            said.pop()
        return _draft("", [_joined(said), closer]) if set(said) - {opener} else None

    def email(self) -> Draft | None:
        """A message with a subject line."""
        title = self.product.title
        opener, closer = self.around()
        shorts = [f"{title}: {each}" for each in self.pairs()]
        subjects = shorts if self.plan != 1 else [opener.rstrip(".:"), *shorts]
        subject = self.first(subjects, LIMITS[Channel.EMAIL].headline) or title
        facts = self.chosen(FACTS[self.brief.length])
        quoted = self.quoted()
        blocks = [
            [_joined([opener, *quoted[:1]]), _joined(self.told(facts))],
            [_joined([*quoted[:2]]), _joined(self.told(facts, named=True))],
            [_joined([opener, *quoted[:1]]), self.listing()],
        ][self.plan]
        if not any(blocks):
            return None
        return _draft(subject, [GREETING, *blocks, _joined(self.warned()), closer])

    def chosen(self, most: int) -> list[Fact]:
        """The facts to be told, drawbacks aside, each of which can be told by itself."""
        good = [fact for fact in self.facts if not fact.drawback and self.sayable(fact)]
        return care_last(good[:most])

    def sayable(self, fact: Fact) -> bool:
        """Whether the check carries the fact as a sentence of its own."""
        return not self.check.trouble(self.sentence([fact]))

    def told(self, facts: Sequence[Fact], *, named: bool = False) -> list[str]:
        """The facts as sentences, two short ones in one; `named`, the first has the title."""
        said: list[str] = []
        waiting = list(facts)
        if self.brief.tone is Tone.BRISK and not named:
            return [self.briskly(fact) for fact in waiting]
        while waiting:
            fact, *others = waiting
            pair = [fact, *others[:1]]
            if not (len(pair) > 1 and all(map(_joins, pair)) and self.carries(pair)):
                pair = [fact]
            waiting = waiting[len(pair) :]
            said.append(self.sentence(pair, named=named and not said))
        return said

    def carries(self, facts: Sequence[Fact]) -> bool:
        """Whether the check carries them in one sentence."""
        return not self.check.trouble(self.sentence(facts))

    def sentence(self, facts: Sequence[Fact], *, named: bool = False) -> str:
        """One sentence of one or two facts."""
        if facts[0].sentence:
            return facts[0].sentence
        subject = f"The {_named(self.product.title)}" if named else "They" if self.plural else "It"
        told = " and ".join(_conjugated(fact.predicate, plural=self.plural) for fact in facts)
        return f"{subject} {told}."

    def briskly(self, fact: Fact) -> str:
        """A fact without a subject, where the check carries it so."""
        if fact.sentence:
            return fact.sentence
        told = _BRISKLY.sub("", fact.predicate)
        short = f"{told[:1].upper()}{told[1:]}."
        return self.sentence([fact]) if self.check.trouble(short) else short

    def warned(self) -> list[str]:
        """What a shopper should know before they buy; a short text has no room for it."""
        if self.brief.length is Length.SHORT:
            return []
        found = [fact for fact in self.facts if fact.drawback and self.sayable(fact)]
        return [self.sentence([fact]) for fact in found[:2]]

    def quoted(self) -> list[str]:
        """What the merchant's own description says, as far as it may be said again."""
        said = sentences(self.product.description)
        fit = (_ENDING.search(each) and not self.check.trouble(each) for each in said)
        # A later sentence leans on those before it.
        return [each for each, _ in takewhile(itemgetter(1), zip(said, fit, strict=True))]

    def shorts(self) -> list[str]:
        """Facts in a few words, for headlines."""
        found = dict.fromkeys(fact.short for fact in self.facts if fact.short and not fact.drawback)
        return [each for each in found if not self.check.trouble(each)]

    def pairs(self) -> list[str]:
        """Two facts in a few words each."""
        shorts = self.shorts()[:SHORTS]
        return [f"{one}, {other}" for one, other in combinations(shorts, 2)] or shorts

    def listing(self) -> str:
        """The attributes as they stand, as a list."""
        wanted = {fact.name: place for place, fact in enumerate(self.facts)}
        drawbacks = {fact.name for fact in self.facts if fact.drawback}
        names = sorted(
            (name for name in self.product.attributes if name not in drawbacks),
            key=lambda name: wanted.get(name, len(wanted)),
        )
        items = (f"{name}: {self.product.attributes[name]}" for name in names)
        fit = [item for item in items if not self.check.trouble(item)]
        return "\n".join(f"- {item}" for item in fit[: LISTED[self.brief.length]])

    def line(self, most: int, without: str = "") -> str:
        """One line of at most so many characters: a quotation, facts, or both in a few words."""
        facts = self.chosen(FACTS[Length.LONG])
        shorts = [each for each in self.shorts() if each not in without]
        few = [", ".join(shorts[:n]) for n in (3, 2)]
        ways = [
            [f"{each[:1].upper()}{each[1:]}." for each in few if each],
            self.quoted()[:1],
            self.in_a_row([self.briskly(fact) for fact in facts], most),
        ]
        ordered = [*ways[self.plan :], *ways[: self.plan]]
        return self.first([each for way in ordered for each in way], most)

    def in_a_row(self, said: Sequence[str], most: int) -> Iterator[str]:
        """As many of the sentences, from the first, as fit into one line."""
        for n in range(len(said), 0, -1):
            line = _joined(said[:n])
            if len(line) <= most:
                yield line
                return

    def first(self, ways: Iterable[str], most: int) -> str:
        """The first of the ways that fits and may be said."""
        fitting = (way for way in ways if len(way) <= most and not self.refused(way))
        return next(fitting, "")

    def refused(self, line: str) -> bool:
        """Whether the check refuses a sentence of a line."""
        return any(map(self.check.trouble, sentences(line)))

    def around(self) -> tuple[str, str]:
        """An opening and a closing line."""
        openers, closers = OPENERS[self.brief.tone], CLOSERS[self.brief.tone]
        opener = openers[self.plan % len(openers)].format(title=self.product.title)
        return opener, closers[self.plan % len(closers)]


_PLANS: Final = {
    Channel.TITLE: _Writer.title,
    Channel.DESCRIPTION: _Writer.description,
    Channel.AD: _Writer.ad,
    Channel.CARD: _Writer.card,
    Channel.SOCIAL: _Writer.social,
    Channel.EMAIL: _Writer.email,
}


def _draft(headline: str, blocks: Sequence[str]) -> Draft | None:
    body = "\n\n".join(filter(None, blocks))
    return Draft(headline, body) if body else None


def _joined(said: Iterable[str]) -> str:
    return " ".join(filter(None, said))


def _joins(fact: Fact) -> bool:
    return bool(fact.predicate) and not _BROKEN.search(fact.predicate)


def _named(title: str) -> str:
    """A title within a sentence: without brackets and its own article."""
    return re.sub(r"\s*\([^)]*\)", "", title).removeprefix("The ")


def _conjugated(predicate: str, *, plural: bool) -> str:
    """As in "weighs 85 g", of several "weigh 85 g"."""
    if not plural:
        return predicate
    verb, _, rest = predicate.partition(" ")
    return f"{ {'is': 'are', 'has': 'have'}.get(verb, verb.removesuffix('s')) } {rest}".strip()
