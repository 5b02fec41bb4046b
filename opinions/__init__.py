"""What buyers think of things, by their words: polarity and what it is said of."""

from opinions.aspects import ASPECTS, Aspect, aspects_in
from opinions.polarity import ENOUGH, Verdict, clause_about, clauses, polarity, verdict_of

__all__ = [
    "ASPECTS",
    "ENOUGH",
    "Aspect",
    "Verdict",
    "aspects_in",
    "clause_about",
    "clauses",
    "polarity",
    "verdict_of",
]
