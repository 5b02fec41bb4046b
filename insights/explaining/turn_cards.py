"""The cards of what scores a turn: intent, feeling, purchase intent, answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from insights.explaining.cards import ModelCard
from knowledge.sureness import SIGNS
from signals.errors import ModelUnusable
from signals.intent_features import FEATURES
from signals.propensity import PRIOR, learnt_of, load

if TYPE_CHECKING:
    from pathlib import Path

    from signals.propensity import PropensityModel

__all__ = ["answer_card", "claim_card", "intent_card", "propensity_card", "sentiment_card"]


def intent_card() -> ModelCard:
    """What the bot takes a message for."""
    return ModelCard(
        name="intent",
        title="What a message asks for",
        tells="The intent of each message and how sure that is; agents see it in the transcript.",
        method="Linear views of the sentence's vector and of its words, multiplied and calibrated.",
        uses=("the words of the message",),
        reasons=(
            "None in words: the vector of a sentence has no parts that people could read. The"
            " transcript shows the runners-up with their confidence instead."
        ),
        limits=(
            "What is none of the intents that it was trained on it may take for one of them.",
            "English, and what the vectors carry over to other languages.",
        ),
        version="trained at set-up",
        data="Examples written for this project, and corrections that a lead approved.",
        measured="python -m benchmarks intents",
        modules=("bot.components",),
    )


def sentiment_card(version: str) -> ModelCard:
    """How a message sounds, and the mood that follows."""
    return ModelCard(
        name="sentiment",
        title="How a message sounds, and the mood of a conversation",
        tells=(
            "Negative, neutral or positive, of a message and, smoothed, of the conversation. Agents"
            " see it in the transcript; nothing is sold to somebody in a negative mood."
        ),
        method="Four layers of MiniLM, or a transformers classifier of the shop's choice.",
        uses=("the words that the shopper typed",),
        reasons=(
            "Words, by what leaving each out changes; with the base they add up to the log-odds of"
            " the verdict. A mood is half what it was and half the newest message that says how"
            " somebody feels."
        ),
        limits=(
            "Irony and quoted words mislead it.",
            "It says how words sound, not whether somebody is right.",
        ),
        version=version,
        data="Turns and reviews written for this project, and its words of praise and blame.",
        measured="python -m benchmarks sentiment",
        modules=("signals.sentiment_training",),
    )


def propensity_card(path: Path) -> ModelCard:
    """How likely a purchase in this visit is; `path` holds the shop's own model, if it has one."""
    trouble = ""
    model: PropensityModel = PRIOR
    try:
        model = load(path)
    except ModelUnusable as error:
        trouble = str(error)
    own = model is not PRIOR
    return ModelCard(
        name="purchase_intent",
        title="How likely a purchase in this visit is",
        tells="A chance for each turn; agents see it, nudges and the ranking hear of it.",
        method=(
            "A logistic model around stated weights, or boosted trees where these are better on"
            " visits that neither has seen."
        ),
        uses=tuple(FEATURES.values()),
        reasons="Features, by what each adds to the log-odds; exact for both kinds of model.",
        limits=(
            "Stated weights are nobody's data: they hold until 20 visits ended in a purchase.",
            "Visits of the last half-year; another season may differ.",
            *((trouble,) if trouble else ()),
        ),
        version=model.version,
        made_at=datetime.fromtimestamp(path.stat().st_mtime, UTC) if own else None,
        data="The shop's own visits and conversations" if own else "None: its weights are stated.",
        quality=learnt_of(path) if own else {},
        measured="python -m benchmarks propensity",
        modules=("signals.propensity_training", "signals.boosted"),
    )


def answer_card() -> ModelCard:
    """How sure an answer is."""
    return ModelCard(
        name="answer_confidence",
        title="How sure an answer is",
        tells=(
            "The chance that what is quoted answers the question; below the shop's threshold the"
            " bot says that it does not know. Agents see it in the transcript."
        ),
        method="A logistic function of signs for and against it.",
        uses=tuple(words for name, words in SIGNS.items() if name != "base"),
        reasons="Signs, by what each adds to the log-odds; with the base they add up exactly.",
        limits=("Fitted on English questions; another kind of shop may want another threshold.",),
        version="stated in knowledge.sureness",
        data="Labelled questions about shops' pages and products.",
        measured="python -m benchmarks confidence",
        modules=("knowledge.calibration.fitting", "knowledge.calibration.choice"),
    )


def claim_card() -> ModelCard:
    """Whether the sources support a sentence."""
    return ModelCard(
        name="claim_support",
        title="Whether the sources support a sentence",
        tells="Supported or not, of each sentence of an answer; what is not supported is not sent.",
        method="Rules on figures, names, dates and denials; a score that never overrules them.",
        uses=("the sentence", "the passages that it was worded from"),
        reasons="The claims that no passage has, by name, in the transcript; no score is shown.",
        limits=("What two passages say together, and no one of them alone, it may refuse.",),
        version="stated in knowledge.support_score",
        data="None: the rules are stated. A store with judged answers may fit a score.",
        measured="python -m benchmarks grounding",
        modules=("knowledge.support_score",),
    )
