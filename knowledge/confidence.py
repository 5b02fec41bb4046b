"""How sure the retrieval is: a logistic function of five features, fitted on labelled questions.

The features of the best hits, each about 0 to 1:

- `similarity`: the best cosine similarity of query and chunk;
- `coverage`: of the query's content words, weighted by inverse document frequency and
  without the words of a product or brand it names, the share that the best of the first three hits
  has, in any inflection, in its passage or headings;
- `unknown`: the weight share of content words that stand nowhere in the index;
- `margin`: how far the best similarity stands above the mean of the candidates';
- `linked`: 1 when the query names a product and the best hit is about it.

The coefficients come from `python -m knowledge.calibration`, which fits them on the
questions in `knowledge/calibration/questions.jsonl` about the demo store and prints the
calibration error under cross-validation.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

__all__ = ["COEFFICIENTS", "INTERCEPT", "Features", "confidence"]


@dataclass(frozen=True)
class Features:
    """What the confidence is judged by; see the module."""

    similarity: float
    coverage: float
    unknown: float
    margin: float
    linked: float


INTERCEPT = -4.28
COEFFICIENTS = Features(similarity=5.27, coverage=3.42, unknown=-1.87, margin=3.30, linked=0.10)


def confidence(features: Features) -> float:
    """The probability (0 to 1) that the hits answer the question."""
    weighted = zip(astuple(COEFFICIENTS), astuple(features), strict=True)
    return 1 / (1 + math.exp(-(INTERCEPT + sum(weight * value for weight, value in weighted))))
