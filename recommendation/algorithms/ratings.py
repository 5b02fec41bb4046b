"""Ratings predicted by Bayesian matrix factorisation with biases and implicit feedback.

A rating is a mean, a shopper's and a product's bias and the product of their two factors, as in
biased matrix factorisation (Koren, Bell & Volinsky 2009, "Matrix factorization techniques for
recommender systems"). Instead of one estimate, factors are drawn from their posterior by Gibbs
sampling and predictions averaged, which needs no learning rate and does not overfit (Salakhutdinov
& Mnih 2008, "Bayesian probabilistic matrix factorization using Markov chain Monte Carlo"). What
somebody rated at all says something too, as in SVD++ (Koren 2008, "Factorization meets the
neighborhood"): the prior mean of a shopper's factors depends linearly on the products rated, and
that of a product's on who rated it, with link matrices drawn too (Simm et al. 2017, "Macau:
scalable Bayesian factorization with high-dimensional side information"). These patterns enter by
their leading singular vectors, so that the link matrices stay small.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import linalg, sparse
from scipy.sparse.linalg import svds
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

__all__ = ["RatingModel", "RatingSettings", "Ratings", "fit_ratings"]


class Ratings(NamedTuple):
    """Who (0…n-1) rated what (0…m-1), and how; three arrays of one length."""

    shoppers: NDArray[np.int64]
    products: NDArray[np.int64]
    values: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class RatingSettings:
    """How the posterior is drawn."""

    width: int = 8
    """Factors beside the bias."""
    patterns: int = 64
    """Singular vectors of who rated what that inform the priors; 0 for none."""
    sweeps: int = 120
    burn_in: int = 20
    kept: int = 50
    """Draws that are kept to predict from, spread over the sweeps after the burn-in."""
    seed: int = 0


class _Draw(NamedTuple):
    """One draw of all shoppers' and all products' factors; the last column is the bias."""

    shoppers: NDArray[np.float32]
    products: NDArray[np.float32]


@dataclass(frozen=True)
class RatingModel:
    """Draws from the posterior, over which a prediction is averaged."""

    mean: float
    lowest: float
    highest: float
    draws: tuple[_Draw, ...]

    def predict(
        self, shoppers: NDArray[np.int64], products: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The expected rating of each pair, within the scale of the ratings learned from."""
        total = np.zeros(len(shoppers))
        for draw in self.draws:
            left, right = draw.shoppers[shoppers], draw.products[products]
            total += np.einsum("ij,ij->i", left[:, :-1], right[:, :-1]) + left[:, -1] + right[:, -1]
        return np.clip(self.mean + total / len(self.draws), self.lowest, self.highest)


def fit_ratings(
    ratings: Ratings,
    shape: tuple[int, int],
    settings: RatingSettings | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RatingModel:
    """Learn from `ratings` of `shape` (shoppers, products); who has none gets the prior.

    `progress` is told the sweeps done and of how many. Raises ValueError without any rating.
    """
    if not len(ratings.values):
        raise ValueError("There are no ratings to learn from.")
    settings = settings or RatingSettings()
    # Threads add in another order each time, and a chain carries the smallest difference on.
    with threadpool_limits(limits=1, user_api="blas"):
        sampler = _Sampler(ratings, shape, settings)
        draws = tuple(_drawn(sampler, settings, progress))
    low, high = float(ratings.values.min()), float(ratings.values.max())
    return RatingModel(sampler.mean, low, high, draws)


def _drawn(
    sampler: _Sampler, settings: RatingSettings, progress: Callable[[int, int], None] | None
) -> Iterator[_Draw]:
    """The draws that are kept, spread over the sweeps after the burn-in."""
    after = settings.sweeps - settings.burn_in
    keep = {
        settings.burn_in + int(step)
        for step in np.linspace(0, after - 1, min(settings.kept, after))
    }
    for sweep in range(settings.sweeps):
        sampler.sweep()
        if sweep in keep:
            yield sampler.draw()
        if progress is not None:
            progress(sweep + 1, settings.sweeps)


class _Side:
    """The factors of one side, shoppers or products, with all that their draw depends on."""

    def __init__(
        self, matrix: sparse.csr_matrix, settings: RatingSettings, random: np.random.Generator
    ) -> None:
        self.matrix = matrix
        self.rated = sparse.csr_matrix(
            (np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape
        )
        count, columns = matrix.shape[0], settings.width + 1
        self.factors = random.normal(0, 0.1, (count, columns))
        self.factors[:, -1] = 0.0
        self.patterns = _patterns(self.rated, settings.patterns)
        self.gram = self.patterns.T @ self.patterns
        self.link = np.zeros((self.patterns.shape[1], columns))
        self.ridge = 1.0

    def update(self, other: _Side, noise: float, random: np.random.Generator) -> None:
        """Draw the prior, the link matrix and the factors, given the other side's."""
        told = self.patterns @ self.link
        centre, precision = _drawn_prior(self.factors - told, random)
        self._draw_link(centre, precision, random)
        prior = centre + self.patterns @ self.link
        design = np.column_stack([other.factors[:, :-1], np.ones(len(other.factors))])
        count, columns = self.factors.shape
        squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
        seen = (self.rated @ squares).reshape(count, columns, columns)
        left = self.matrix @ design - self.rated @ (design * other.factors[:, -1:])
        precisions = noise * seen + precision
        mean = np.linalg.solve(precisions, (noise * left + prior @ precision)[:, :, None])
        roots = np.swapaxes(np.linalg.cholesky(precisions), 1, 2)
        apart = np.linalg.solve(roots, random.normal(size=(count, columns, 1)))
        self.factors = (mean + apart)[:, :, 0]

    def _draw_link(
        self,
        centre: NDArray[np.float64],
        precision: NDArray[np.float64],
        random: np.random.Generator,
    ) -> None:
        """Macau's draw: the solution for targets that noise was added to is a posterior draw."""
        kinds, columns = self.link.shape
        if not kinds:
            return
        root = np.linalg.cholesky(np.linalg.inv(precision)).T
        targets = self.factors - centre + random.normal(size=self.factors.shape) @ root
        right = self.patterns.T @ targets
        right += np.sqrt(self.ridge) * random.normal(size=(kinds, columns)) @ root
        self.link = linalg.solve(self.gram + self.ridge * np.eye(kinds), right, assume_a="pos")
        size = float(np.einsum("ij,jk,ik->", self.link, precision, self.link))
        self.ridge = random.gamma((1 + self.link.size) / 2, 2 / (1 + size))


class _Sampler:
    """The Markov chain: one sweep draws shoppers, products and the noise in turn."""

    def __init__(self, ratings: Ratings, shape: tuple[int, int], settings: RatingSettings) -> None:
        self.random = np.random.default_rng(settings.seed)
        self.ratings, self.mean = ratings, float(ratings.values.mean())
        self.centred = ratings.values - self.mean
        cells = (self.centred, (ratings.shoppers, ratings.products))
        matrix = sparse.csr_matrix(cells, shape=shape)
        self.shoppers = _Side(matrix, settings, self.random)
        self.products = _Side(matrix.T.tocsr(), settings, self.random)
        self.noise = 1.0

    def sweep(self) -> None:
        """Draw everything once."""
        self.shoppers.update(self.products, self.noise, self.random)
        self.products.update(self.shoppers, self.noise, self.random)
        left = self.shoppers.factors[self.ratings.shoppers]
        right = self.products.factors[self.ratings.products]
        told = np.einsum("ij,ij->i", left[:, :-1], right[:, :-1]) + left[:, -1] + right[:, -1]
        errors = self.centred - told
        self.noise = self.random.gamma(1 + len(errors) / 2, 1 / (1 + errors @ errors / 2))

    def draw(self) -> _Draw:
        """The factors as they are."""
        both = (self.shoppers.factors, self.products.factors)
        return _Draw(*(factors.astype(np.float32) for factors in both))


def _patterns(rated: sparse.csr_matrix, wanted: int) -> NDArray[np.float64]:
    """The leading left singular vectors; a row is divided by its root length, as in SVD++."""
    wanted = min(wanted, min(rated.shape) - 1)
    if wanted < 1:
        return np.empty((rated.shape[0], 0))
    lengths = np.maximum(np.diff(rated.indptr), 1)
    rows = sparse.diags(1 / np.sqrt(lengths)) @ rated
    left, values, _ = svds(rows, k=wanted, random_state=0)
    scale = np.sqrt(rated.shape[0] / max((values**2).sum(), 1e-9))
    patterns: NDArray[np.float64] = left * values * scale
    return patterns


def _drawn_prior(
    factors: NDArray[np.float64], random: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and precision from their Normal-Wishart posterior (Salakhutdinov & Mnih, eq. 14)."""
    count, columns = factors.shape
    strength = 2.0  # of the belief that the mean is zero, in observations
    mean = factors.mean(axis=0)
    apart = factors - mean
    scale = np.eye(columns) + apart.T @ apart
    scale += strength * count / (strength + count) * np.outer(mean, mean)
    root = np.linalg.cholesky(np.linalg.inv(scale))
    freedom = columns + count - np.arange(columns)
    bartlett = np.tril(random.normal(size=(columns, columns)), -1)
    bartlett += np.diag(np.sqrt(random.chisquare(freedom)))
    half = root @ bartlett
    precision = half @ half.T
    spread = np.linalg.cholesky(np.linalg.inv((strength + count) * precision))
    return count * mean / (strength + count) + spread @ random.normal(size=columns), precision
