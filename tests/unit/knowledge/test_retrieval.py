from __future__ import annotations

import pytest

from knowledge.confidence import Features, confidence
from tests.unit.knowledge.shop import product


@pytest.fixture
def stocked(shop):
    shop.products(
        product("tent", "Fell Tent", "250.00", description="Sleeps four.", Waterproof="yes"),
        product("tarp", "Tarn Tarp", "40.00", description="Sleeps nobody.", Waterproof="no"),
    )
    shop.write(
        "reviews.jsonl",
        '{"id": "r", "product_id": "tent", "rating": 2, "text": "Waterproof it is not, I say."}',
    )
    shop.write("policies/returns.md", "# Returns\n\n## Time\n\nReturns are free for 30 days.")
    shop.write("faq/help.md", "# Help\n\n## Do you wrap gifts?\n\nNo wrapping is offered.")
    shop.ingest()
    return shop


def test_an_empty_store_answers_nothing(shop):
    """No passage, no confidence, no error."""
    retrieval = shop.retrieve("Is it waterproof?")
    assert ((), 0.0, ()) == (retrieval.hits, retrieval.confidence, retrieval.products)


def test_the_product_that_is_named_comes_first(stocked):
    """Passages about another product do not come before those about the named one."""
    retrieval = stocked.retrieve("is the tarn tarp waterproof?")
    assert ("tarp",) == retrieval.products
    assert "The Tarn Tarp is not waterproof." in retrieval.hits[0].chunk.text


def test_what_shoppers_wrote_comes_after_what_the_shop_says(stocked):
    """A review answers first only when opinions are asked for."""
    assert "review" != stocked.retrieve("is the fell tent waterproof?").hits[0].chunk.kind
    opinions = stocked.retrieve("what do people say about the fell tent, is it waterproof?")
    assert "review" == opinions.hits[0].chunk.kind


def test_kinds_restrict_what_is_looked_at(stocked):
    """The filter reaches both searches."""
    retrieval = stocked.retrieve("fell tent", kinds=frozenset({"policy", "faq"}))
    assert {"policy", "faq"} >= {hit.chunk.kind for hit in retrieval.hits}


def test_the_product_spoken_of_excludes_others_but_not_the_store(stocked):
    """Of the tent's page and the store's pages, none is about the tarp."""
    hits = stocked.retrieve("is it waterproof? can I return it?", product_id="tent").hits
    assert {"tent", None} == {hit.chunk.product_id for hit in hits}
    named = stocked.retrieve("is the tarn tarp waterproof?", product_id="tent")
    assert "tarp" == named.hits[0].chunk.product_id


def test_hits_carry_both_scores_and_are_ordered(stocked):
    """The best hit has the highest score; a chunk without a word of the query scores 0."""
    hits = stocked.retrieve("free returns", top_k=10).hits
    assert "Returns are free for 30 days." == hits[0].chunk.text
    assert sorted((hit.score for hit in hits), reverse=True) == [hit.score for hit in hits]
    assert hits[0].lexical > 0 == hits[-1].lexical


def test_a_misspelt_word_is_found(stocked):
    """The index's own spelling is searched for."""
    assert "No wrapping is offered." == stocked.texts("wraping")[0]


def test_words_for_the_same_thing_are_found(stocked):
    """A shopper's "voucher for sending back" is the shop's "return"."""
    assert "Returns are free for 30 days." in stocked.texts("refunded?", top_k=3)


def test_repeated_passages_are_shown_once(shop):
    """Twenty manuals with one text give one hit."""
    for number in range(5):
        shop.write(f"m{number}.md", f"# Manual {number}\n\n## Care\n\nWash cold and dry flat.")
    shop.ingest()
    assert ["Wash cold and dry flat."] == shop.texts("wash cold")


@pytest.mark.parametrize("query", ["", "?", '"', 'a" OR (b', "NEAR(", "' --", "\0", "*", "🙂" * 50])
def test_no_query_is_an_error(stocked, query):
    """Nothing a shopper types is read as a query language."""
    stocked.retrieve(query)
    stocked.search(query)


def test_confidence_grows_with_the_evidence(stocked):
    """A question whose words are covered is surer than one about something else."""
    sure = stocked.retrieve("are returns free?").confidence
    unsure = stocked.retrieve("who won the football championship?").confidence
    assert sure > 0.5 > unsure


def test_confidence_is_a_probability():
    """Between 0 and 1, whatever the features."""
    assert 0 <= confidence(Features(-1, 0, 1, 0, 0)) < confidence(Features(1, 1, 0, 1, 1)) <= 1
