from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conversations.teaching import Annotation, Correction
from conversations.teaching.better_replies import better_reply, faq_markdown, review_sheet
from conversations.teaching.examples import read_marked
from conversations.traces import Evidence, Turn, TurnTrace
from knowledge.importers.markdown import read_markdown

AT = datetime(2031, 5, 1, tzinfo=UTC)


def corrected(
    marked, better="Yes, for $4.", intent=None, heard="ask_policy", number=1, note="", **turn
):
    """A reply that was corrected on a day of May 2031, of a customer called Ada Lovelace."""
    correction = Correction(read_marked(marked), intent, better, note)
    at = AT + timedelta(days=number)
    annotation = Annotation(
        number, f"t{number}", "c", heard, correction, "a", at, decided_by="lead", decided_at=at
    )
    return better_reply(annotation, traced(**turn), "Ada Lovelace", {"ask_policy"})


def traced(rewritten="", said="Sorry, Ada, I don't know.", *, searched=True):
    turn = Turn("t", "c", "typed", "ask_policy", 0.9, (), (), (), (said,), AT, AT)
    evidence = Evidence("typed", "no_answer", rewritten=rewritten) if searched else None
    return TurnTrace("t", "c", turn, evidence, "answered", 1.0)


def test_a_matter_of_knowledge_is_proposed_for_the_faq():
    """A question that was looked up, or that should have been by its right intent."""
    looked_up = corrected("do you wrap presents", heard="search_product")
    misheard = corrected(
        "do you ship to Malta?", heard="greet", intent="ask_policy", searched=False
    )
    chat = corrected("what is your name", heard="greet", searched=False)
    assert ["Do you wrap presents?", "Do you ship to Malta?", ""] == [
        each.entry for each in (looked_up, misheard, chat)
    ]


@pytest.mark.parametrize(
    ("marked", "better"),
    [
        ("where is [SO-20417](order_number)", "On its way."),
        ("does it fit", "It does."),
        ("do you write to jane@example.com", "We do."),
        ("do you call people", "We call [phone hidden]."),
        ("do you know people", "We know A•••."),
    ],
)
def test_what_concerns_one_person_is_not(marked, better):
    """An order, something that was said before, an address: on the sheet only."""
    reply = corrected(marked, better)
    assert "" == reply.entry
    assert better in review_sheet([reply], {})


def test_a_follow_up_is_proposed_as_it_was_meant():
    """The question that was searched for makes sense by itself, and names nobody."""
    assert (
        "Can Jane wash the wool hat?"
        == corrected("and it", rewritten="can Ada wash the wool hat").entry
    )


def test_the_sheet_tells_all_of_it():
    """Question, understanding, who agreed, what was said to whom no name is given, and better."""
    sheet = review_sheet(
        [corrected("do you wrap", note="asked\noften"), corrected("hi", heard="greet", number=2)],
        {"lead": "Mina Okafor"},
    )
    assert sheet.index("## hi") < sheet.index("## do you wrap")
    for part in (
        "- understood as: ask_policy",
        "- approved by Mina Okafor on 2031-05-02",
        "- /console/conversations/c/turns/t1",
        "- note: asked often",
        "> Sorry, A•••, I don't know.",
        "> Yes, for $4.",
    ):
        assert part in sheet


def test_the_proposals_are_a_page_that_can_be_ingested():
    """One passage for each question, the latest answer; no words become another heading."""
    page = faq_markdown(
        [
            corrected("do you wrap presents", "No.", number=1),
            corrected("Do you wrap presents?", "Yes.\n\n# <b>Really</b>\n---\n- so", number=2),
            corrected("# can you shout", "Hm\n===\nno", number=3),
        ]
    )
    document = read_markdown(page)
    assert ("faq", "Frequently asked questions") == (document.kind, document.title)
    assert [
        ("# can you shout?", "Hm === no"),
        ("Do you wrap presents?", "Yes.\n# Really ---\n- so"),
    ] == [
        (section.path[-1], "\n".join(block.text for block in section.blocks))
        for section in document.sections
    ]
