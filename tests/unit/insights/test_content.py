"""Content: what may be said of a product, and what is said without a model."""

from __future__ import annotations

from decimal import Decimal

import pytest

from commerce import Product, Variant
from generation.errors import ModelUnavailable
from generation.testing import Script, ScriptedChatModel
from insights.content.briefs import LIMITS, Brief, Channel, Draft, Length, Persona, Tone
from insights.content.checking import ContentCheck, lines_of
from insights.content.choosing import facts_for, kind_of
from insights.content.duplicates import ALIKE, Shingles, resemblance
from insights.content.phrases import fact_of
from insights.content.reading import reading_ease
from insights.content.rules import load_forbidden_claims
from insights.content.templates import VARIANTS, write
from insights.content.wording import TEMPLATES, worded
from insights.errors import DataUnusable

ATTRIBUTES = {
    "Material": "recycled nylon face, waterproof membrane",
    "Waterproof": "yes, 15,000 mm with taped seams",
    "Weight": "14.8 oz (420 g) in size M",
    "Hood": "removable, with zip-off trim",
    "Pockets": "3, one of them inside",
    "Fit": "regular, room for a mid layer",
    "Lamp included": "no, sold separately",
    "Care": "machine wash cold, line dry",
    "Warranty": "3 years, zips guaranteed for life",
}


def made(title="Fell Rain Jacket", attributes=ATTRIBUTES, description="A shell for wet hills."):
    variants = (Variant("fell", {}, Decimal("99.00"), stock=3),)
    return Product("fell", title, "Ridge", "Jackets", description, attributes, variants)


@pytest.fixture(scope="module")
def forbidden():
    return load_forbidden_claims()


@pytest.fixture(scope="module")
def check(forbidden):
    return ContentCheck(made(), forbidden)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Weight", "3.2 oz (92 g)", "weighs 3.2 oz (92 g)"),
        ("Material", "100% merino wool", "is made of 100% merino wool"),
        ("Material", "suede upper, rubber sole", "has a suede upper and rubber sole"),
        ("Material", "recycled nylon outer", "has a recycled nylon outer"),
        ("Doors", "2, each with a porch", "has 2 doors, each with a porch"),
        ("Capacity", "28 L", "holds 28 L"),
        ("Front light", "yes", "has a front light"),
        ("Bluetooth", "yes, 5.3", "has Bluetooth (5.3)"),
        ("Warranty", "5 years against rot", "comes with a warranty of 5 years against rot"),
        ("Hood", "removable, with zip-off trim", "The hood is removable, with zip-off trim."),
        ("Peak height", "43 in (109 cm)", "The peak height is 43 in (109 cm)."),
        ("Lamp included", "no, sold separately", "Lamp not included, sold separately."),
        ("Waterproof", "no, shower-resistant only", "is not waterproof: shower-resistant only"),
        ("Battery life", "7 hours, 28 hours with the case",
         "The battery lasts 7 hours and 28 hours with the case."),
    ],
)  # fmt: skip
def test_an_attribute_is_said_as_people_say_it(name, value, said):
    """Nothing is added to the value but the grammar."""
    fact = fact_of(name, value)
    assert said in {fact.predicate, fact.sentence}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Spend in parts", "yes"),
        ("Touchscreen", "yes, thumb"),
        ("Seasons", "3"),
        ("Material", "olive, sage"),
        ("Notes", ""),
    ],
)
def test_what_cannot_be_said_well_is_only_listed(name, value):
    assert fact_of(name, value) is None


def test_a_text_tells_what_its_reader_asks_for_first():
    """The persona moves topics to the front; a kind of thing has its own order besides."""
    first = {
        persona: facts_for(made(), persona)[0].name
        for persona in (Persona.ANYBODY, Persona.PRACTICAL, Persona.MINDFUL)
    }
    assert {"anybody": "Waterproof", "practical": "Care", "mindful": "Material"} == first
    assert kind_of(made()) == "worn"
    assert kind_of(made(attributes={"Players": "2", "Playing time": "15 minutes"})) == "played"
    assert kind_of(made(attributes={"Material": "oak"})) == "good"


def test_every_text_of_every_order_is_fit_to_be_approved(check):
    """Each sentence passes the check, each channel's limits hold."""
    for channel in Channel:
        for variant in range(VARIANTS):
            for tone in Tone:
                brief = Brief(channel, Persona.ANYBODY, tone, Length.MEDIUM, variant)
                draft = write(made(), brief, check)
                assert draft is not None, brief
                assert check.judge(draft, channel).fit
                assert len(draft.body) <= LIMITS[channel].body


def test_variants_of_one_order_differ(check):
    drafts = [write(made(), Brief(Channel.DESCRIPTION, variant=n), check) for n in range(VARIANTS)]
    assert resemblance(drafts[0].body, drafts[2].body) < ALIKE
    assert len({draft.body for draft in drafts}) == VARIANTS


def test_a_drawback_is_told_but_never_sells(check):
    """What is not in the box stands in a description, and in no headline or card."""
    told = write(made(), Brief(Channel.DESCRIPTION), check).body
    assert "Lamp not included, sold separately." in told
    for variant in range(VARIANTS):
        assert "lamp" not in write(made(), Brief(Channel.CARD, variant=variant), check).body.lower()


def test_a_product_of_which_nothing_is_known_gets_no_text(forbidden):
    bare = made(attributes={}, description="")
    check = ContentCheck(bare, forbidden)
    assert write(bare, Brief(Channel.DESCRIPTION), check) is None


@pytest.mark.parametrize(
    "lie",
    [
        "It weighs 12 oz (340 g) in size M.",
        "It is made of goose down.",
        "It comes with a warranty of 10 years.",
        "It has 5 pockets.",
        "It costs $99.",
        "It is not waterproof.",
        "It is the best jacket of all.",
        "It protects you from colds.",
        "Read more at https://elsewhere.example.",
        "Hurry, it weighs 14.8 oz (420 g) in size M.",
        "Order before Friday.",
    ],
)
async def test_a_model_that_lies_is_not_published(lie, check):
    """One such sentence refuses the whole text, twice; the templates' stands in."""
    model = ScriptedChatModel([f"It is waterproof: 15,000 mm with taped seams. {lie}"])
    found = await worded(made(), Brief(Channel.DESCRIPTION), check, model)
    assert found.by == TEMPLATES
    assert lie not in found.draft.body
    assert found.refused
    assert len(model.calls) == 2


async def test_a_model_that_mends_its_text_is_published(check):
    """It is told what was wrong, and its second text is taken when it holds."""
    told = "It is waterproof: 15,000 mm with taped seams. The hood is removable."
    model = ScriptedChatModel(["It is made of silk.", told])
    found = await worded(made(), Brief(Channel.DESCRIPTION), check, model)
    assert (found.draft, found.by) == (Draft("", told), "scripted")
    assert "silk" in model.calls[1][-1].content


async def test_without_the_model_there_are_templates(check):
    model = ScriptedChatModel([Script("", error=ModelUnavailable("It is not there."))])
    found = await worded(made(), Brief(Channel.EMAIL), check, model)
    assert found.by == TEMPLATES
    assert found.refused == ("It is not there.",)


def test_a_guarantee_may_be_said_where_an_attribute_gives_it(forbidden):
    """A guarantee is forbidden unless the product's own record says it."""
    said = "The zips are guaranteed for life."
    stated = tuple(ATTRIBUTES.values())
    assert not list(forbidden.found_in(said, stated))
    assert list(forbidden.found_in(said, ("2 years",)))
    assert list(forbidden.found_in("It heals.", ("It heals.",)))


def test_phrases_are_matched_as_whole_words(forbidden):
    assert not list(forbidden.found_in("A bestial, secure, BPA-free bestowal."))
    assert list(forbidden.found_in("The BEST."))


@pytest.mark.parametrize(
    "text", ["a: {why: b}", "a: {phrases: ['*']}", "a: {phrases: [b], unless: true}", "- a", "{"]
)
def test_a_list_of_claims_that_is_wrong_is_refused(text, tmp_path):
    path = tmp_path / "claims.yml"
    path.write_text(text)
    with pytest.raises(DataUnusable, match=r"claims\.yml"):
        load_forbidden_claims(path)


def test_reading_ease_is_flesch():
    """The score falls with long words; a text too short to tell has none."""
    plain = "The cat sat on the mat and the dog lay by the door."
    assert reading_ease(plain) == pytest.approx(206.835 - 1.015 * 13 - 84.6 * 13 / 13, abs=0.01)
    hard = "Institutional considerations notwithstanding, organisational communication " * 3
    assert reading_ease(hard) < 0 < reading_ease(plain)
    assert reading_ease("Two words.") is None


def test_near_duplicates_are_found():
    """Broder's resemblance, by shared runs of three words."""
    assert resemblance("a b c d", "a b c d") == 1.0
    assert resemblance("a b c d", "a b c e") == pytest.approx(1 / 3)
    index = Shingles({"one": "a light shell for wet hills", "two": "a pot of cast iron"})
    assert [("one", 1.0)] == index.alike("A light shell, for wet hills.")
    assert index.alike("something else altogether here") == []


def test_lines_of_a_text_are_its_sentences_and_items():
    draft = Draft("A head", "One. Two.\n\n- Size: 3. 4 cm\n- Care: none")
    assert ["A head", "One.", "Two.", "Size: 3. 4 cm", "Care: none"] == lines_of(draft)
