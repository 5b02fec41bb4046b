"""What people teach the bot: corrected turns, examples to train on, stories told from talk."""

from conversations.teaching.annotations import Annotation, Annotations, Correction, Status
from conversations.teaching.bot_domain import BotDomain, read_domain
from conversations.teaching.examples import Example, example_of

__all__ = [
    "Annotation",
    "Annotations",
    "BotDomain",
    "Correction",
    "Example",
    "Status",
    "example_of",
    "read_domain",
]
