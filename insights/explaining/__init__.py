"""Why a score is what it is, and what is known of the model behind it."""

from insights.explaining.cards import ModelCard
from insights.explaining.reasons import Explanation, Reason

__all__ = ["Explanation", "ModelCard", "Reason"]
