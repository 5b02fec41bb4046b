"""The demo store's reviews: many, of many minds, each in its own words."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

DEMO = Path(__file__).parents[3] / "demo"
RUN = 8


def records(name):
    lines = (DEMO / "catalogue" / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


PRODUCTS = {product["id"]: product for product in records("products.jsonl")}
REVIEWS = records("reviews.jsonl")


def faq_entries():
    for path in sorted((DEMO / "knowledge" / "faq").glob("*.md")):
        for entry in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
            yield f"{path.stem}: {entry[:40]}", entry


def words(text):
    return re.findall(r"[a-z0-9]+", re.sub("['\u2019]", "", text.lower()))


def shared_runs(texts):
    seen = defaultdict(set)
    for name, text in texts:
        spoken = words(text)
        for start in range(len(spoken) - RUN + 1):
            seen[tuple(spoken[start : start + RUN])].add(name)
    return {" ".join(run): names for run, names in seen.items() if len(names) > 1}


def test_there_are_enough_reviews_of_every_product():
    """Every product has at least two."""
    count = Counter(review["product_id"] for review in REVIEWS)
    assert len(REVIEWS) >= 380
    assert set(PRODUCTS) == set(count)
    assert min(count.values()) >= 2


def test_every_review_is_complete():
    """Ids are unique, stars are one to five, nobody writes nothing or a novel."""
    assert len(REVIEWS) == len({review["id"] for review in REVIEWS})
    for review in REVIEWS:
        assert {
            "id", "product_id", "rating", "title", "text", "author", "days_ago", "verified",
        } == set(review)  # fmt: skip
        assert review["rating"] in {1, 2, 3, 4, 5}, review["id"]
        assert review["title"].strip(), review["id"]
        assert review["author"].strip(), review["id"]
        assert 5 <= len(words(review["text"])) <= 85, review["id"]
        assert 1 <= review["days_ago"] <= 365, review["id"]
        assert isinstance(review["verified"], bool), review["id"]


def test_the_ratings_of_the_products_are_those_of_their_reviews():
    """The mean to one decimal, and the count."""
    stars = defaultdict(list)
    for review in REVIEWS:
        stars[review["product_id"]].append(review["rating"])
    for id_, product in PRODUCTS.items():
        mean = Decimal(sum(stars[id_])) / len(stars[id_])
        assert mean.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(str(product["rating"])), id_
        assert len(stars[id_]) == product["rating_count"], id_


def test_opinions_differ():
    """Most are content and some are not; a few did not buy the product here."""
    stars = Counter(review["rating"] for review in REVIEWS)
    assert 3.8 <= sum(stars.elements()) / len(REVIEWS) <= 4.3
    assert stars[5] > stars[4] > stars[3] > stars[2] > stars[1] > 0
    assert 0.02 < sum(not review["verified"] for review in REVIEWS) / len(REVIEWS) < 0.15


def test_no_two_reviews_or_faq_entries_share_eight_words_in_a_row():
    """Each was written, none was filled in."""
    reviews = [(review["id"], f"{review['title']}\n{review['text']}") for review in REVIEWS]
    assert {} == shared_runs([*reviews, *faq_entries()])


def test_some_shoppers_are_hostile():
    """One tries to instruct the assistant, one to run a script: the demo shows that both fail."""
    assert any("Ignore all previous instructions" in review["text"] for review in REVIEWS)
    assert any("<script>" in review["title"] for review in REVIEWS)
