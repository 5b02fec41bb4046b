"""The processes of a store: what to start, with which environment, and when each is ready."""

from __future__ import annotations

import os
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tilly.endpoints import endpoints_file
from tilly.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tilly.settings import Settings

# A turn may run several actions; Rasa's lock must outlive all of them (it lives 60 s by default
# and does not care whether the turn is still running).
LOCK_LIFETIMES_PER_TURN = 3


@dataclass(frozen=True)
class Process:
    """One child: `ready_url` answers 200 once it serves, None means ready when alive."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    ready_url: str | None


def store_processes(settings: Settings, ports: Mapping[str, int], model: Path) -> list[Process]:
    """The action server, Rasa, the gateway and the worker, in the order they are started."""
    python = sys.executable
    environment = _environment(settings, ports)
    token = settings.internal_token()
    loopback = "http://127.0.0.1"
    rasa_dir = settings.data_dir.resolve() / "rasa"
    rasa_environment = environment | {
        "TILLY_ACTION_URL": f"{loopback}:{ports['action_port']}/webhook?token={token}",
        "TILLY_TRACKER_DB": str(rasa_dir / "tracker.db"),
        "TILLY_EVENTS_DB": str(rasa_dir / "events.db"),
        "TICKET_LOCK_LIFETIME": str(int(LOCK_LIFETIMES_PER_TURN * settings.turn_budget)),
    }
    engine = ROOT / "bot" / ".venv" / "bin"
    return [
        Process(
            "action server",
            (python, "-m", "actions"),
            environment,
            f"{loopback}:{ports['action_port']}/healthz?token={token}",
        ),
        Process(
            "dialogue engine",
            (
                *(str(engine / "python"), "-m", "rasa", "run", "--enable-api"),
                *(f"--auth-token={token}", "-i", "127.0.0.1", "-p", str(ports["rasa_port"])),
                *("--model", str(model), "--endpoints", str(endpoints_file(settings))),
                *("--credentials", "bot/credentials.yml"),
            ),
            rasa_environment,
            f"{loopback}:{ports['rasa_port']}/status?token={token}",
        ),
        Process(
            "gateway",
            (python, "-m", "gateway"),
            environment,
            f"{loopback}:{ports['port']}/healthz",
        ),
        Process("worker", (python, "-m", "tilly.worker"), environment, None),
    ]


def prepare_rasa_files(data_dir: Path) -> None:
    """Create Rasa's SQLite files in WAL mode.

    Rasa itself never sets it, and the worker reads the broker's file while Rasa writes it.
    """
    folder = data_dir / "rasa"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("tracker.db", "events.db"):
        connection = sqlite3.connect(folder / name)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()


def _environment(settings: Settings, ports: Mapping[str, int]) -> dict[str, str]:
    environment = dict(os.environ)
    environment |= {f"TILLY_{name.upper()}": str(port) for name, port in ports.items()}
    environment |= {
        "TILLY_DATA_DIR": str(settings.data_dir.resolve()),
        "TILLY_DEMO": "true" if settings.demo else "false",
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TOKENIZERS_PARALLELISM": "false",
    }
    if settings.public_url:
        environment["TILLY_PUBLIC_URL"] = settings.public_url
    if settings.policy:
        environment["TILLY_POLICY"] = str(Path(settings.policy).resolve())
    return environment
