"""`python -m tilly.worker`: turns the dialogue engine's events into recorded turns.

On start it reads what Rasa's tracker store has and the event broker missed; then it follows
the broker. Turns that the action server could not score are scored here, and what became of
offers is found out. Beside that it delivers what waits for the shop's own order system, and keeps
the inbox of the agents' console in step with the conversations. Everything is idempotent, so it
may be stopped and started at any moment.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from commerce import Catalogue
from conversations.event_source import SqlBroker, TrackerStore
from conversations.inbox import DayCounts
from conversations.turn_log import TurnLog
from database import connect
from insights.kept import KeptCustomers
from recommendation.attribution import Attribution
from tilly.chores import Chore
from tilly.deliveries import start_delivering
from tilly.endpoints import is_rabbitmq
from tilly.errors import TillyError
from tilly.inbox import start_indexing
from tilly.missed_turns import MissedTurns
from tilly.outcomes import Outcomes
from tilly.personal import build_erasures, build_retention
from tilly.planned_erasures import PlannedErasures
from tilly.recommending import models_file
from tilly.redemptions import Redemptions
from tilly.settings import Settings
from tilly.signals import build_signals
from tilly.wishes import CatalogueWords, wish_reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conversations.event_source import EventSource

__all__ = ["follow", "main"]

EVERY_S = 0.25
GAPS_EVERY_HOURS = 24.0
GAPS_AFTER_S = 15 * 60.0
"""A store that has just started has better things to do."""
INSIGHTS_EVERY_HOURS = 24.0
INSIGHTS_AFTER_S = 5 * 60.0
LONGEST_PAUSE_S = 30.0

logger = logging.getLogger("worker")


def follow(
    log: TurnLog,
    broker: EventSource,
    remedies: Sequence[EventSource],
    stop: threading.Event,
    afterwards: Callable[[], None] = lambda: None,
) -> None:
    """Read `broker`, then the `remedies` once, then follow `broker` until `stop` is set.

    `afterwards` runs after every reading.
    """
    sources, pause = [broker, *remedies], EVERY_S
    while not stop.is_set():
        try:
            while sources:
                if new := log.catch_up(sources[0]):
                    logger.info("%d events of the %s.", new, sources[0].name)
                sources.pop(0)
            log.catch_up(broker)
            afterwards()
            pause = EVERY_S
        except SQLAlchemyError as error:
            pause = min(2 * pause, LONGEST_PAUSE_S)
            logger.warning("Turns cannot be recorded now, trying again: %s", error)
        stop.wait(pause)


def open_broker(url: str) -> EventSource:
    """Where Rasa's events are read: a table, or the RabbitMQ queue of an amqp:// address."""
    if is_rabbitmq(url):
        from conversations.rabbitmq import RabbitQueue

        return RabbitQueue(url)
    return SqlBroker(url)


def main() -> None:
    """Read the settings and follow the broker until SIGTERM or SIGINT."""
    try:
        settings = Settings.from_environment()
    except TillyError as error:
        sys.exit(str(error))
    logging.basicConfig(
        level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    # It logs addresses, and Rasa's holds the service token.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    engine = connect(settings.sql_url)
    postman = start_delivering(settings, engine, stop)
    clerk = start_indexing(engine, stop)
    broker = open_broker(settings.broker_url)
    tracker = TrackerStore(settings.tracker_url)
    words = CatalogueWords(Catalogue(engine))
    signals = build_signals(settings, engine, lambda: wish_reader(words))
    missed = MissedTurns(signals)
    outcomes = Outcomes(Attribution(engine))
    redemptions = Redemptions(engine)
    retention = build_retention(settings, engine, signals)
    erasures = PlannedErasures(engine, build_erasures(settings, engine))
    chores = [
        Chore(
            ("train", "--recommendations"),
            models_file(settings),
            settings.train_recommendations_hours,
            lambda: signals.behaviour.count() > 0,
        ),
        Chore(
            ("gaps", "--keep"),
            settings.kept_gaps_file,
            GAPS_EVERY_HOURS,
            lambda: DayCounts(engine).first_day() is not None,
            not_before=time.time() + GAPS_AFTER_S,
        ),
        Chore(
            ("insights", "refresh"),
            settings.insights_file,
            INSIGHTS_EVERY_HOURS,
            KeptCustomers(engine).has_orders,
            not_before=time.time() + INSIGHTS_AFTER_S,
        ),
    ]

    def afterwards() -> None:
        missed.score()
        outcomes.apply()
        redemptions.apply()
        erasures.apply()
        retention.apply()
        for chore in chores:
            chore.apply()

    try:
        follow(TurnLog(engine, told=missed.heard), broker, [tracker], stop, afterwards)
    finally:
        for chore in chores:
            chore.close()
        if postman is not None:
            postman.join()
        clerk.join()
        broker.close()
        tracker.close()
        engine.dispose()


if __name__ == "__main__":
    main()
