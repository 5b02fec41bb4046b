"""Errors of the insights package.

InsightError
├── TooLittleData       there is too little to say anything of worth
├── ProposalSettled     somebody decided already, or it was made anew
├── TextMissing         there is no such text
└── DataUnusable        a file or row is not what it should be
"""

from __future__ import annotations

__all__ = [
    "DataUnusable",
    "InsightError",
    "ProposalSettled",
    "TextMissing",
    "TooLittleData",
]


class InsightError(Exception):
    """Base of all errors of this package; the message is one sentence for a person."""


class TooLittleData(InsightError):
    """There is too little to say anything of worth; the message says how much is needed."""


class DataUnusable(InsightError):
    """A file or row is not what it should be; the message names it."""


class ProposalSettled(InsightError):
    """Somebody decided already, or the proposal was made anew meanwhile."""


class TextMissing(InsightError):
    """There is no such text."""
