"""What may not leave for another company's model, and what may."""

from __future__ import annotations

import pytest

from generation import contains_personal_data, personal_data, redact


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to jo.smith@example.com.", "e-mail"),
        ("Write to jo (at) example dot com or jo(at)example.com", "e-mail"),
        ("I am at (555) 123-4567.", "phone"),
        ("Call +44 20 7946 0958", "phone"),
        ("my phone is 5550199", "phone"),
        ("0151 23456789 is mine", "phone"),
        ("Send it to 12 Oak Street, Apt 4, Springfield, IL 62704", "address"),
        ("i live at 14 old mill lane", "address"),
        ("PO Box 1123 please", "address"),
        ("My postcode is SW1A 1AA", "address"),
        ("Ich wohne Musterstraße 12, 10115 Berlin", "address"),
        ("J'habite 5 rue de Rivoli", "address"),
        ("my card is 4242 4242 4242 4242", "card"),
    ],
)
def test_personal_data_is_found_and_redacted(text, kind):
    """Each kind of personal data is named and replaced by its placeholder."""
    assert (kind,) == personal_data(text)
    assert f"[{kind} removed]" in redact(text)
    assert not contains_personal_data(redact(text))


@pytest.mark.parametrize(
    "text",
    [
        "Order HP-10234 from 2031-05-01 cost 1,299.00 in total.",
        "10 x 8 x 6 ft, 2000mm, 3-5 business days, $5.95, free from $60",
        "In 2 days I drive 30 miles on the road with a 3 way valve.",
        "Article 40063813 holds 20000 mAh",
        "Sizes 36, 38, 40, 42 and 44; EU 7 to 12 business days",
        "Does the 4-person tent sleep 4?",
    ],
)
def test_figures_of_a_shop_are_left_alone(text):
    """Prices, dates, sizes and order numbers are not personal data."""
    assert personal_data(text) == ()
    assert text == redact(text)


def test_several_finds_are_each_replaced():
    """All finds go, and the words between them stay."""
    text = "Reach me at a@b.example or +1 800 555 0199, thanks"
    assert redact(text) == "Reach me at [e-mail removed] or [phone removed], thanks"
