"""What a command says of an error: one sentence with the fact and the fix."""

from __future__ import annotations

import errno

from sqlalchemy.exc import ArgumentError, OperationalError

from agents.errors import AgentsError
from commerce import CommerceError
from embedding.errors import EmbeddingError
from generation.errors import GenerationError
from knowledge.errors import KnowledgeError
from privacy import PrivacyError
from recommendation.errors import RecommendationError
from tilly.errors import TillyError

OURS = (
    TillyError, AgentsError, CommerceError, KnowledgeError, RecommendationError, GenerationError,
    EmbeddingError, PrivacyError,
)  # fmt: skip
NO_WAY_IN = (PermissionError, NotADirectoryError, FileExistsError)


def explain(error: BaseException) -> str | None:
    """The sentence; None when the error is a fault of ours and wants its traceback."""
    if isinstance(error, OURS):
        return str(error)
    if getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error):
        return "The disk is full; free some space and run the command again."
    if isinstance(error, NO_WAY_IN) or getattr(error, "errno", None) == errno.EROFS:
        assert isinstance(error, OSError)
        return (
            f"{error.filename} cannot be used ({error.strerror}); give this user the right to, "
            "or set TILLY_DATA_DIR to a folder where it may write."
        )
    if isinstance(error, (ArgumentError, OperationalError)):
        cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
        return f"The database cannot be used ({cause}); see TILLY_DATABASE_URL."
    return None
