"""How well the assistant does, what it is worth, and what changes of it did."""

from insights.evaluation.report import evaluate

__all__ = ["evaluate"]
