"""What Rasa 3.6 logs: the events of a turn, and the table that it writes them to."""

from __future__ import annotations

import json
import sqlite3

SENDER = "conversation-1"


def turn_events(turn_id, text, *, at, intent="ask_policy"):
    """A turn as Rasa 3.6 logs it."""
    parse = {
        "intent": {"name": intent, "confidence": 0.93},
        "entities": [{"entity": "topic", "value": "returns", "start": 0, "end": 3, "extra": 1}],
        "intent_ranking": [
            {"name": intent, "confidence": 0.93},
            {"name": "greet", "confidence": 0.04},
        ],
        "text": text,
    }
    return [
        {
            "event": "user",
            "timestamp": at,
            "metadata": {"turn_id": turn_id, "model_id": "m"},
            "text": text,
            "parse_data": parse,
            "input_channel": "rest",
            "message_id": f"message-{turn_id}",
        },
        {
            "event": "slot",
            "timestamp": at + 0.1,
            "name": "topic",
            "value": "returns",
            "metadata": {"model_id": "m"},
        },
        {
            "event": "action",
            "timestamp": at + 0.3,
            "name": "action_answer",
            "policy": "RulePolicy",
            "confidence": 1.0,
            "metadata": {"model_id": "m"},
        },
        {"event": "bot", "timestamp": at + 0.2, "text": "Thirty days.", "data": {}},
        {"event": "action", "timestamp": at + 0.4, "name": "action_listen", "policy": None},
    ]


class RasaFile:
    """An events table as Rasa's SQL broker and tracker store write it."""

    def __init__(self, path, *, with_sender):
        self.path, self.with_sender = path, with_sender
        self.create()

    def create(self):
        with sqlite3.connect(self.path) as connection:
            connection.execute(
                "CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"
            )
        connection.close()

    def add(self, *events, sender=SENDER):
        with sqlite3.connect(self.path) as connection:
            for event in events:
                body = {"sender_id": sender, **event} if self.with_sender else event
                self._insert(connection, sender, json.dumps(body))
        connection.close()

    def add_text(self, *texts):
        with sqlite3.connect(self.path) as connection:
            for text in texts:
                self._insert(connection, SENDER, text)
        connection.close()

    def _insert(self, connection, sender, text):
        connection.execute("INSERT INTO events (sender_id, data) VALUES (?, ?)", (sender, text))
