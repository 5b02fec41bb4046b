from __future__ import annotations

import pytest

from knowledge.confidence import Features, confidence
from knowledge.store import Scope
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


@pytest.fixture
def crowded(shop):
    """A hundred tents that all speak of rain, and one policy that hardly does."""
    shop.products(
        *(product(f"t{n}", f"Tent {n}", description=f"Rain, rain, rain {n}.") for n in range(100))
    )
    shop.write("policies/weather.md", "# Weather\n\nParcels may be late when rain floods roads.")
    shop.ingest()
    return shop


def test_a_filter_is_applied_before_the_best_are_taken(crowded):
    """A passage of the kind is found though all the pool's places go to others."""
    words = crowded.lexical.search(["rain"], 3, Scope(kinds=frozenset({"policy"})))
    assert 1 == len(words)
    assert words[0][0] not in dict(crowded.lexical.search(["rain"], 40))
    hits = crowded.retrieve("rain rain rain", kinds=frozenset({"policy"})).hits
    assert ["policy"] == [hit.chunk.kind for hit in hits]


def test_a_question_that_names_no_product_is_answered_from_several(shop):
    """Two passages of a product come first, the others after what there is of others."""
    shop.products(
        product("tent", "Fell Tent", **{f"Zip {n}": f"zip zip zip number {n}, {'x' * 250}"
                                        for n in range(4)}),
        product("bag", "Moor Bag", Zip="one zip of brass"),
    )  # fmt: skip
    shop.ingest()
    about = [hit.chunk.product_id for hit in shop.retrieve("a zip zip zip number", top_k=5).hits]
    assert {"tent", "bag"} == set(about[:3])
    named = shop.retrieve("zip number of the fell tent", top_k=4).hits
    assert ["tent"] * 3 == [hit.chunk.product_id for hit in named[:3]]


class ScriptedReranker:
    """Likes what has a word, and gives up after so many passages."""

    def __init__(self, word, most):
        self.word, self.most = word, most

    def rerank(self, _question, texts):
        return [float(self.word in text) for text in texts[: self.most]]


def test_a_reranker_has_the_say_among_the_best_hits(stocked):
    """What it likes comes first; what it had no time for stays where it was."""
    before = stocked.retrieve("returns, gifts and wrapping", top_k=5).hits
    retriever = stocked.knowledge.retriever
    retriever._reranker = ScriptedReranker("30 days", 20)
    assert "30 days" in stocked.retrieve("returns, gifts and wrapping").hits[0].chunk.text
    retriever._reranker = ScriptedReranker("30 days", 0)
    after = stocked.retrieve("returns, gifts and wrapping", top_k=5).hits
    assert [hit.chunk.id for hit in before] == [hit.chunk.id for hit in after]
