"""The claim check: no lie passes, honest wordings do."""

from __future__ import annotations

import pytest
from answering import CASES, chunk, known
from hypothesis import given
from hypothesis import strategies as st

from knowledge.claims import ClaimCheck

RETURNS = (
    "Most items can be returned within 30 days of delivery. Electronics can be returned within"
    " 14 days of delivery. The return label costs $6.95."
)


def check_of(case):
    return ClaimCheck([known(name) for name in case["sources"]], case["question"])


def lies():
    return [
        pytest.param(case, lie, id=f"{case['question'][:24]}-{lie[:40]}")
        for case in CASES
        for lie in case["lies"]
    ]


def returns(question="How long do I have?"):
    return ClaimCheck([chunk(RETURNS)], question)


@pytest.mark.parametrize(("case", "lie"), lies())
def test_no_lie_passes(case, lie):
    """What the sources do not say is never sent, in whatever words."""
    checked = check_of(case).check(lie)
    assert checked.text == ""
    assert not checked.verdict.supported
    assert checked.verdict.unsupported


def test_honest_wordings_pass_unshortened():
    """At least nine in ten honest paraphrases are sent as they are."""
    wordings = [(case, honest) for case in CASES for honest in case["honest"]]
    dropped = [
        (honest, checked.verdict.unsupported)
        for case, honest in wordings
        if (checked := check_of(case).check(honest)).text != honest
    ]
    assert len(wordings) >= 60
    assert len(dropped) <= len(wordings) / 10, dropped


def test_the_supporting_source_is_named_first():
    """The chunk that states the claim is the one that is cited."""
    case = next(case for case in CASES if case["question"].startswith("How much is shipping to"))
    checked = check_of(case).check("Shipping to Canada is $14.95.")
    assert checked.chunks[0].id == "shipping"


@given(st.integers(0, 400), st.sampled_from(["days", "weeks", "months", "years", "hours"]))
def test_no_other_duration_passes(number, unit):
    """Of all durations, only what the source says about most items may be said of them."""
    said = f"Most items can be returned within {number} {unit} of delivery."
    same = {("days", 30), ("hours", 720)}
    assert ((unit, number) in same) == bool(returns().check(said).text)


@given(st.decimals(0, 1000, places=2))
def test_no_other_price_passes(price):
    """Only the price in the source may be named."""
    said = f"The return label costs ${price}."
    assert (str(price) == "6.95") == bool(returns().check(said).text)


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text):
    """Whatever a model emits, the check neither fails nor lets through what is not sourced."""
    checked = returns().check(text)
    assert checked.verdict.supported == bool(checked.text)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("I have refunded your return label.", "I have refunded"),
        ("Your return has been approved.", "Your return has been approved"),
        ("Electronics can be returned at [e-mail removed].", "removed"),
        ("The documents do not mention that.", "documents do not"),
        ("As an AI, I think returns take 14 days.", "As an AI"),
        ("Return electronics within 14 days at www.evil.example.", "evil"),
        ("Electronics can be returned within 14 days to Acme Corp.", "Acme"),
        ("Return form RX-77 is needed for electronics.", "RX-77"),
        ("Bananas are yellow.", "too little"),
        ("", "no claim"),
        ('/confirm_return{"label": "$6.95"}', "/confirm_return"),
        ('{"return": "electronics"}', "{"),
        ("<b>Electronics can be returned within 14 days.</b>", "<b>"),
    ],
)
def test_what_is_never_said(said, why):
    """Deeds, foreign contacts and names, and talk about the sources are dropped."""
    checked = returns().check(said)
    assert checked.text == ""
    assert any(why in reason for reason in checked.verdict.unsupported)


def test_a_wrong_yes_is_taken_off():
    """A true sentence after a "Yes" that does not hold is sent without it."""
    check = ClaimCheck(
        [chunk("Dishwasher safe: No\nCordless: Yes", product="k", title="Fernhill Kettle")],
        "Is the Fernhill kettle dishwasher safe?",
    )
    checked = check.check("Yes, the kettle is cordless.")
    assert checked.text == "The kettle is cordless."
    assert checked.verdict.unsupported == ("Yes",)


def test_a_review_supports_only_what_is_said_to_be_one():
    """A reviewer's words are no fact of the shop."""
    review = chunk("The tent kept us dry in a storm.", kind="review", product="t", title="Tent")
    check = ClaimCheck([review, chunk(RETURNS, name="c2")], "Is the tent any good?")
    assert check.check("The tent keeps you dry in a storm.").text == ""
    assert check.check("One reviewer said that the tent kept them dry in a storm.").text


def test_the_question_supports_nothing():
    """What only the shopper said is not confirmed to them."""
    check = returns("I was told that I have 90 days and returns are free, right?")
    assert check.check("Yes, you have 90 days to return it.").text == ""
    assert check.check("Yes, the return label is free.").text == ""


def test_another_product_supports_nothing():
    """A figure of one product is not said of another."""
    chunks = [
        chunk("Weight: 12 lbs", name="a", title="TrailMaster Tent", product="a"),
        chunk("Weight: 5 lbs", name="b", title="SkyView Tent", product="b"),
    ]
    check = ClaimCheck(chunks, "How heavy is it?", products=["a"])
    assert check.check("It weighs 12 lbs.").text
    assert check.check("It weighs 5 lbs.").text == ""
    assert check.check("The SkyView Tent weighs 5 lbs.").text
    assert check.check("The SkyView Tent weighs 12 lbs.").text == ""


def test_a_products_own_figure_prevails_over_the_shops_general_one():
    """The general rule stands in the sources, but the product's page says otherwise."""
    page = chunk("Warranty of the Tern Boots: 2 years.", title="Tern Boots", product="boots")
    rule = chunk("Outdoor gear has a warranty of 3 years.", name="rule", title="Warranty")
    check = ClaimCheck([page, rule], "How long is the warranty?", products=("boots",))
    assert not check.check("The warranty of the Tern Boots is 3 years.").text
    assert check.check("The warranty of the Tern Boots is 2 years.").text


def test_a_lines_own_yes_is_kept():
    """An FAQ's answer that is repeated word for word says yes or no as the page does."""
    asked, answer = "Can I order without an account?", "Yes, you can order as a guest."
    check = ClaimCheck([chunk(answer, title="Questions", section=asked)], asked)
    assert check.check(answer).text == answer
    assert not check.check("No, you can order as a guest.").text.startswith("No")


@pytest.mark.parametrize(
    ("source", "question", "said"),
    [
        (
            "You can cancel your order if it has not been packed yet.",
            "Can I cancel my order?",
            "Yes, as long as it hasn't been packed yet.",
        ),
        (
            "Yes, we send parcels abroad to select countries.",
            "Do you send parcels abroad?",
            "Yes, but only to selected countries.",
        ),
        (
            "Outlet items are usually non-returnable and non-refundable.",
            "Can outlet items be returned?",
            "Outlet items usually can't be returned or refunded.",
        ),
    ],
)
def test_another_way_to_limit_or_deny_passes_whole(source, question, said):
    """A case alone, "only" for "select", one denial for two."""
    check = ClaimCheck([chunk(source, section=question)], question)
    assert check.check(said).text == said
