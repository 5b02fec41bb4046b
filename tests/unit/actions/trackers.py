"""Trackers, and the events in them, as Rasa sends them to the actions."""

from __future__ import annotations

import time

import yaml
from rasa_sdk import Tracker

from tilly.settings import ROOT

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text())


def user(text, **metadata):
    return {"event": "user", "text": text, "metadata": metadata}


def bot(text="", *, response=None, buttons=None, products=()):
    return {
        "event": "bot",
        "text": text,
        "data": {
            "buttons": buttons,
            "custom": {"products": [{"id": shown} for shown in products]} if products else None,
        },
        "metadata": {"utter_action": response} if response else {},
    }


def ran(name):
    return {"event": "action", "name": name}


def tracker(
    text,
    *,
    before=(),
    intent="ask_policy",
    confidence=0.6,
    ranking=(),
    order_number=None,
    choice=None,
    metadata=None,
    slots=None,
):
    """The tracker of a conversation whose latest message is `text`."""
    if metadata is None:
        metadata = {"turn_id": "t1", "deadline": time.time() + 20}
    known = {"order_number": order_number, "choice": choice}
    entities = [{"entity": name, "value": value} for name, value in known.items() if value]
    return Tracker(
        sender_id="conversation-1",
        slots=dict(slots or {}),
        latest_message={
            "text": text,
            "metadata": metadata,
            "intent": {"name": intent, "confidence": confidence},
            "entities": entities,
            "intent_ranking": [{"name": name, "confidence": 0.2} for name in ranking],
        },
        events=[*before, {**user(text), "metadata": metadata}],
        paused=False,
        followup_action=None,
        active_loop={},
        latest_action_name="action_listen",
    )
