"""The port to language models that word answers, and its adapters.

`openai_compatible` speaks HTTP, `local` runs transformers, `testing` plays scripts. Without
a model answers are quoted from the sources, which the knowledge package does by itself.
"""

from __future__ import annotations

from generation.chat_model import ChatModel, Delta, Message
from generation.choice import Choice, choose, decide
from generation.errors import (
    Busy,
    DeadlineExceeded,
    EndpointRefused,
    GenerationError,
    ModelUnavailable,
    PromptTooLong,
    StreamBroken,
)
from generation.personal_data import contains_personal_data, personal_data, redact

__all__ = [
    "Busy",
    "ChatModel",
    "Choice",
    "DeadlineExceeded",
    "Delta",
    "EndpointRefused",
    "GenerationError",
    "Message",
    "ModelUnavailable",
    "PromptTooLong",
    "StreamBroken",
    "choose",
    "contains_personal_data",
    "decide",
    "personal_data",
    "redact",
]
