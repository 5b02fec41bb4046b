"""The golden questions can be judged, and those on the demo store have answers in its sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden"
SETS = {"contoso.yml": (20, 10), "demo.yml": (45, 15)}


def questions(name):
    return yaml.safe_load((GOLDEN / name).read_text(encoding="utf-8"))


def folded(text):
    return " ".join(text.split()).lower()


def source_texts():
    demo = ROOT / "demo"
    texts = {
        path.relative_to(demo / "knowledge").as_posix(): path.read_text(encoding="utf-8")
        for path in (demo / "knowledge").rglob("*.md")
    }
    products = (demo / "catalogue" / "products.jsonl").read_text(encoding="utf-8").splitlines()
    plain = [
        f"{product['title']}: {product['description']} "
        + " ".join(f"{name}: {value}." for name, value in product["attributes"].items())
        for product in map(json.loads, products)
    ]
    return {name: folded(text) for name, text in texts.items()} | {
        "products.jsonl": folded(" ".join(plain))
    }


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_complete_and_well_formed(name):
    """Distinct ids, one question each, and for every answerable one what makes it right."""
    entries = questions(name)
    answerable = [entry for entry in entries if entry["answerable"]]
    assert SETS[name] == (len(answerable), len(entries) - len(answerable))
    assert len(entries) == len({entry["id"] for entry in entries})
    assert len(entries) == len({entry["turns"][0] for entry in entries})
    for entry in entries:
        assert {"id", "turns", "answerable", "required", "forbidden", "source"} == set(entry)
        assert entry["answerable"] == bool(entry["required"]), entry["id"]
        for required in entry["required"]:
            options = [required] if isinstance(required, str) else required
            assert all(isinstance(option, str) and option.strip() for option in options)
        assert all(isinstance(forbidden, str) for forbidden in entry["forbidden"]), entry["id"]
        assert not entry["answerable"] or entry["source"], entry["id"]


def test_the_demo_stores_answers_are_in_the_sources_named():
    """Each source that a question names holds one form of every required string."""
    texts = source_texts()
    missing = []
    for entry in questions("demo.yml"):
        named = [entry["source"]] if isinstance(entry["source"], str) else entry["source"] or []
        for place in named:
            held = [text for name, text in texts.items() if place in name]
            assert held, f"{entry['id']}: there is no {place}"
            for required in entry["required"]:
                options = [required] if isinstance(required, str) else required
                if not any(folded(option) in text for option in options for text in held):
                    missing.append((entry["id"], place, required))
    assert [] == missing


def test_a_set_covers_every_manual_of_the_other_store():
    """Each of the twenty products is asked about once."""
    sources = [entry["source"] for entry in questions("contoso.yml") if entry["answerable"]]
    assert sorted(f"product_info_{number}.md" for number in range(1, 21)) == sorted(sources)
