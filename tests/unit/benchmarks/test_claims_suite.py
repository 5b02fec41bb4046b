"""The questions with honest and lying answers, and what is made of them."""

from __future__ import annotations

from collections import Counter

from benchmarks.claims.alterations import altered, restated
from benchmarks.claims.suite import KINDS, Question, read_suite, replies

LAMP = Question(
    "Is the lamp in stock?",
    "Yes, the lamp is in stock for $40.00, and it ships within three days.",
    {"price": "The lamp costs $4."},
)


def test_the_suite_has_over_200_questions_each_once():
    """Every question has an honest answer and a lie of a known kind."""
    suite = read_suite()
    assert len(suite) > 200
    assert max(Counter(one.ask for one in suite).values()) == 1
    assert set(KINDS) == {kind for one in suite for kind in one.lies}
    assert all(one.honest and one.lies and one.honest not in one.lies.values() for one in suite)


def test_a_lie_is_told_alone_disguised_and_behind_the_truth():
    """Beside the honest answer as it was written."""
    told = Counter(reply.how for reply in replies(LAMP) if reply.kind == "price")
    assert (1, 3, 1) == (told["as written"], told["disguised"], told["behind the truth"])
    assert [LAMP.honest] == [reply.text for reply in replies(LAMP) if reply.kind == "honest"]


def test_figures_are_changed_one_at_a_time_and_sentences_turned_round():
    """In digits and in words, each under the kind of its unit; "Yes" becomes "No"."""
    made = {(reply.kind, reply.how): reply.text for reply in replies(LAMP)}
    assert "$50.00" in made["price", "another figure"]
    assert "within six days" in made["date", "another figure"]
    assert made["stock", "turned round"].startswith("No, the lamp is sold out")


def test_no_made_reply_is_the_honest_one():
    """A change always changes something."""
    for question in read_suite():
        made = [reply for reply in replies(question) if reply.kind != "honest"]
        assert question.honest not in [reply.text for reply in made]


def test_a_line_of_any_source_is_turned_into_lies():
    """One change each: a denial, a case, who does it, a figure, its own or another's."""
    line = "You can return it within 30 days if it has not been worn."
    made = [one.text for one in altered(line, ["Boots can be returned within 45 days."])]
    assert {
        "You can not return it within 30 days if it has not been worn.",
        "You can return it within 30 days if it has been worn.",
        "You can return it within 30 days unless it has not been worn.",
        "You must return it within 30 days if it has not been worn.",
        "We can return it within 30 days if it has not been worn.",
        "You can return it within 91 days if it has not been worn.",
        "You can return it within 45 days if it has not been worn.",
    } <= set(made)
    assert line not in made


def test_a_line_is_restated_without_changing_what_it_says():
    """As it is, announced, and with its words or clauses in another form."""
    made = [one.text for one in restated("If you lose it, please contact us within 30 days.")]
    assert [
        "If you lose it, please contact us within 30 days.",
        "Our policy says: If you lose it, please contact us within 30 days.",
        "If you lose it, please get in touch with us within 30 days.",
        "Contact us within 30 days if you lose it.",
        "If you lose it, please contact us within thirty days.",
    ] == made
