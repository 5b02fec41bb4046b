"""Errors of the tilly package.

TillyError
├── SettingInvalid      an environment variable holds a value that cannot be used
├── NotRunning          no store is up on this data directory
├── PortInUse           another program listens where a process should
├── StepFailed          a set-up step ended with an error
├── NotExported         no corrections were exported yet
├── NotReplayable       a conversation or model that is not there
└── ChildCrashed        a supervised process ended by itself
"""

from __future__ import annotations


class TillyError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class SettingInvalid(TillyError):
    """An environment variable holds a value that cannot be used."""


class NotRunning(TillyError):
    """No store is up on this data directory."""


class PortInUse(TillyError):
    """Another program listens where a process should."""


class StepFailed(TillyError):
    """A set-up step ended with an error."""


class NotExported(TillyError):
    """No corrections were exported yet."""


class NotReplayable(TillyError):
    """A conversation or model that is not there."""


class ChildCrashed(TillyError):
    """A supervised process ended by itself."""
