"""The settings of a command: the environment, and a `.env` file behind it."""

from __future__ import annotations

import os

from dotenv import dotenv_values

from tilly.settings import Settings

__all__ = ["read_settings"]


def read_settings() -> Settings:
    """The settings of the environment; what a `.env` file here says stands behind them."""
    for name, value in dotenv_values(".env").items():
        if value is not None:
            os.environ.setdefault(name, value)
    return Settings.from_environment()
