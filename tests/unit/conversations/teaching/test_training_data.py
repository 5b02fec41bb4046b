from __future__ import annotations

from datetime import UTC, datetime

import pytest
import yaml

from conversations.teaching import Annotation, BotDomain, Correction
from conversations.teaching.examples import read_marked
from conversations.teaching.training_data import TrainingData, gather, nlu_yaml

DOMAIN = BotDomain(
    intents=frozenset({"ask_stock", "ask_order_status", "nlu_fallback"}),
    entities=frozenset({"order_number"}),
    actions=frozenset(),
    forms=frozenset(),
    slots=frozenset(),
)
AT = datetime(2031, 5, 1, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path):
    """Writes NLU data: intents with their marked sentences."""

    def write(name="a.yml", **intents):
        blocks = [
            {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)}
            for intent, lines in intents.items()
        ]
        path = tmp_path / "nlu" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump({"nlu": [{"regex": "order_number"}, *blocks]}))
        return path.parent

    return write


def corrected(marked, intent="ask_stock", number=1):
    correction = Correction(read_marked(marked), intent)
    return Annotation(number, f"t{number}", "c", "greet", correction, "a", AT)


def gathered(*annotations, training, held_out=None, **options):
    nothing = training.parent / "nothing"
    return gather(
        annotations,
        training=TrainingData(training),
        held_out=TrainingData(held_out or nothing),
        domain=DOMAIN,
        **options,
    )


def test_what_was_approved_becomes_training_data(folder):
    """It is written as Rasa reads it, intents and sentences in order."""
    taught, left_out = gathered(
        corrected("where is [SO-20417](order_number)", "ask_order_status"),
        corrected("got any in red?"),
        corrected("any left?"),
        training=folder(greet=["hi"]),
    )
    assert [] == left_out
    read = yaml.safe_load(nlu_yaml(taught))
    assert [
        {
            "intent": "ask_order_status",
            "examples": "- where is [SO-20417](order_number)\n",
        },
        {"intent": "ask_stock", "examples": "- any left?\n- got any in red?\n"},
    ] == read["nlu"]
    assert [] == yaml.safe_load(nlu_yaml([]))["nlu"]


@pytest.mark.parametrize(
    ("marked", "intent", "reason"),
    [
        ("any left", "ask_size", "no intent ask_size"),
        ("any left", "nlu_fallback", "no intent nlu_fallback"),
        ("any [left](side)", "ask_stock", "no entity side"),
        ("write to bob@shop.example", "ask_stock", "personal data: e-mail"),
        ("is the Alta 2 there", "ask_stock", "names “alta 2”"),
        ("HI there", "ask_stock", "has it as ask_order_status"),
        ("where is [AB-1000](order_number)", "ask_order_status", "trained on already"),
        ("do you still have one", "ask_stock", "gives a held-out sentence away"),
        ("so do you still have some of them", "ask_stock", "gives a held-out sentence away"),
    ],
)
def test_what_would_spoil_the_data_is_left_out_with_the_reason(folder, marked, intent, reason):
    """Unknown names, personal data, product names, contradictions and held-out sentences."""
    training = folder(ask_order_status=["hi there", "where is [AB-1000](order_number)"])
    held_out = training.parent / "held"
    held_out.mkdir()
    (held_out / "h.yml").write_text(
        "nlu:\n- intent: ask_stock\n  examples: |\n    - do you still have one?\n"
        "    - well, do you still have some?\n"
    )
    taught, left_out = gathered(
        corrected(marked, intent), training=training, held_out=held_out, names=["Alta 2"]
    )
    assert [] == taught
    assert reason in left_out[0].reason


def test_invented_data_is_no_personal_data(folder):
    """What stands for an address in examples may be taught."""
    taught, _ = gathered(
        corrected("write to jane@example.com, 12 Main Street"), training=folder(greet=["hi"])
    )
    assert 1 == len(taught)


def test_the_later_of_two_that_disagree_is_taught(folder):
    """Letter case and punctuation make no other sentence."""
    taught, _ = gathered(
        corrected("any left?", "ask_order_status", 1),
        corrected("Any left", "ask_stock", 2),
        training=folder(greet=["hi"]),
    )
    assert [("ask_stock", "Any left")] == [(each.intent, each.example.text) for each in taught]


def test_what_is_reviewed_already_is_kept_or_made_anew(folder):
    """With `keep` the file grows; without, it is what is approved now."""
    folder("reviewed.yml", ask_stock=["any in blue"])
    training = folder(greet=["hi"])
    new = corrected("any in red")
    kept, _ = gathered(new, training=training, keep=True)
    anew, _ = gathered(new, training=training)
    assert ["any in blue", "any in red"] == [each.example.text for each in kept]
    assert ["any in red"] == [each.example.text for each in anew]
