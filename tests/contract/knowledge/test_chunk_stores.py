from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from knowledge.chunks import Chunk
from knowledge.errors import StoreUnavailable
from knowledge.store import ChromaStore, Scope


def chunk(id_, text="text", *, kind="document", product=None, url=None):
    return Chunk(
        id=id_, text=text, title="Title", section="A > B", source="a/b.md", kind=kind,
        product_id=product, product_title=product and product.title(), url=url,
        updated_at=date(2026, 1, 2),
    )  # fmt: skip


def vector(*values):
    array = np.array([*values, *[0.0] * (8 - len(values))], dtype=np.float32)
    return array / np.linalg.norm(array)


@pytest.fixture
def store(open_store):
    return open_store()


@pytest.fixture
def filled(store):
    chunks = [
        chunk("a", kind="policy"),
        chunk("b", product="tent", url="/p/tent"),
        chunk("c", kind="product", product="boots"),
    ]
    store.add(chunks, np.stack([vector(1), vector(1, 1), vector(0, 1)]))
    return store


def test_chunks_come_back_as_they_were_stored(filled):
    """Every field survives, None included."""
    assert {chunk("a", kind="policy"), chunk("b", product="tent", url="/p/tent")} == set(
        filled.get(["a", "b", "unknown"])
    )


def test_the_nearest_come_first_with_their_cosine(filled):
    """The similarity is the cosine, not a distance."""
    near = filled.query(vector(1), 2)
    assert ["a", "b"] == [one.chunk.id for one in near]
    assert np.allclose([1.0, 0.5**0.5], [one.similarity for one in near], atol=1e-4)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(kinds=frozenset({"policy", "product"})), {"a", "c"}),
        (Scope(products=frozenset({"tent"})), {"b"}),
        (Scope(products=frozenset({"tent", ""})), {"a", "b"}),
        (Scope(kinds=frozenset({"document"}), products=frozenset({"boots"})), set()),
        (Scope(), {"a", "b", "c"}),
    ],
)
def test_a_scope_is_applied_by_the_store(filled, scope, expected):
    """By kind, by product, and "about no product"."""
    assert expected == {one.chunk.id for one in filled.query(vector(1), 10, scope)}


def test_versions_that_are_not_in_force_are_left_out(store):
    """What holds always stays, and the days of a version survive."""
    old = replace(chunk("old", kind="policy"), valid_until=date(2021, 3, 31))
    new = replace(chunk("new", kind="policy"), valid_from=date(2021, 4, 1))
    store.add([old, new, chunk("always")], np.stack([vector(1), vector(1), vector(1)]))
    found = store.query(vector(1), 10, Scope(without=frozenset({old.validity})))
    assert {"new", "always"} == {one.chunk.id for one in found}
    assert {old, new} == set(store.get(["old", "new"]))


def test_a_scope_is_no_filter_of_the_nearest(store):
    """Of a thousand chunks the one in scope is found, though all others are nearer."""
    random = np.random.default_rng(0)
    noise = random.normal(scale=0.01, size=(1000, 8)).astype(np.float32)
    near = np.stack([vector(*row) for row in noise + vector(1)])
    store.add([chunk(f"n{n}", kind="product", product="tent") for n in range(1000)], near)
    store.add([chunk("far", kind="policy")], vector(0, 1)[None])
    for scope in (
        Scope(kinds=frozenset({"policy"})),
        Scope(products=frozenset({""})),
        Scope(kinds=frozenset({"policy", "faq"}), products=frozenset({"", "boots"})),
    ):
        assert ["far"] == [one.chunk.id for one in store.query(vector(1), 3, scope)]
    assert 3 == len(store.query(vector(1), 3, Scope(products=frozenset({"tent"}))))


def test_similarities_of_given_chunks(filled):
    """Unknown ids are left out, and no id is no search."""
    found = filled.similarities(vector(0, 1), {"a", "c", "unknown"})
    assert {"a": 0.0, "c": 1.0} == {one.chunk.id: round(one.similarity, 4) for one in found}
    assert [] == filled.similarities(vector(0, 1), set())


def test_adding_again_replaces(filled):
    """An id is stored once, with its last text and vector."""
    filled.add([chunk("a", "new")], vector(0, 0, 1)[None])
    assert 3 == filled.count()
    assert "new" == filled.query(vector(0, 0, 1), 1)[0].chunk.text


def test_removing_is_final_and_tolerant(filled):
    """What was removed is in no answer; removing it again does nothing."""
    filled.remove(["a", "unknown"])
    filled.remove(["a"])
    filled.remove([])
    assert 2 == filled.count()
    assert {"a", "unknown"} == filled.missing(["a", "b", "unknown"])
    assert "a" not in {one.chunk.id for one in filled.query(vector(1), 10)}


def test_an_empty_store_answers(store):
    """Nothing stored is nothing found."""
    assert ([], [], 0, set()) == (
        store.query(vector(1), 5), store.get([]), store.count(), store.missing([]),
    )  # fmt: skip


def test_thousands_are_taken_at_once(store):
    """A batch may be larger than what one request carries."""
    random = np.random.default_rng(0)
    vectors = random.normal(size=(2500, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    store.add([chunk(f"n{number}") for number in range(2500)], vectors)
    assert 2500 == store.count()
    store.remove([f"n{number}" for number in range(2400)])
    assert 100 == store.count()


def test_what_is_stored_outlives_the_process(open_store):
    """A store that is closed and opened again knows what it knew."""
    store = open_store()
    store.add([chunk("a")], vector(1)[None])
    store.close()
    assert 1 == open_store().count()


def test_two_stores_on_one_server_never_touch(chroma_url):
    """Each has its own collection, and a new embedder begins with an empty one."""
    one = ChromaStore.server(chroma_url, store_id="one", embedder_name="e")
    other = ChromaStore.server(chroma_url, store_id="other", embedder_name="e")
    one.add([chunk("a")], vector(1)[None])
    assert (1, 0) == (one.count(), other.count())
    anew = ChromaStore.server(chroma_url, store_id="one", embedder_name="f")
    assert 0 == anew.count()
    for store in (one, other, anew):
        store.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ftp://x", "nonsense", ""])
def test_an_unreachable_server_is_said_in_one_sentence(url):
    """The address is in the message."""
    with pytest.raises(StoreUnavailable, match="Chroma"):
        ChromaStore.server(url, store_id="x", embedder_name="e")
