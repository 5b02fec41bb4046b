"""What Prometheus scrapes (https://prometheus.io/docs/practices/naming)."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

__all__ = ["Metrics"]

LATENCIES = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 13, 20, 30)


class Metrics:
    """The gateway's figures, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.turns = Counter(
            "tilly_turns", "Turns that got their reply.", ["outcome"], registry=self.registry
        )
        self.turn_seconds = Histogram(
            "tilly_turn_seconds",
            "From a message's acceptance to its reply.",
            buckets=LATENCIES,
            registry=self.registry,
        )
        self.first_delta_seconds = Histogram(
            "tilly_first_delta_seconds",
            "From a message's acceptance to its first streamed sentence.",
            buckets=LATENCIES,
            registry=self.registry,
        )
        self.dialogue_seconds = Histogram(
            "tilly_dialogue_seconds",
            "What the dialogue engine took of a turn.",
            buckets=LATENCIES,
            registry=self.registry,
        )
        self.waiting = Gauge(
            "tilly_turns_waiting", "Accepted messages without a reply.", registry=self.registry
        )
        self.sockets = Gauge("tilly_sockets", "Open chat connections.", registry=self.registry)
        self.opened = Counter(
            "tilly_conversations_opened",
            "Conversations opened or resumed.",
            ["how"],
            registry=self.registry,
        )
        self.refused = Counter(
            "tilly_frames_refused", "Error frames sent.", ["code"], registry=self.registry
        )
        self.deltas = Counter(
            "tilly_deltas", "Deltas of the action server.", ["fate"], registry=self.registry
        )
        self.failures = Counter(
            "tilly_failures",
            "Faults behind the chat: dialogue, timeout, empty, storage, gateway.",
            ["where"],
            registry=self.registry,
        )
