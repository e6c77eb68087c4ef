"""Random numbers that stay with a ticket: a refresh of the estimate throws no dice anew, so nothing flickers.

Every draw is stratified: over the paths, each row has exactly one value in each of PATHS equal slices of (0, 1).
"""

from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PATHS = 48
ROWS = 2039
"""Different orders of the slices; a prime, so that neighbouring ids share nothing."""

SLICES: Floats = (np.arange(PATHS) + 0.5) / PATHS
_ORDERS = np.random.default_rng(20).permuted(np.tile(np.arange(PATHS), (ROWS, 1)), axis=1)
UNIFORM: Floats = SLICES[_ORDERS]
"""(ROWS, PATHS)"""

_GRID: Floats = np.linspace(1e-4, 1 - 1e-4, 4001)
_QUANTILES: Floats = np.array([NormalDist().inv_cdf(u) for u in _GRID])
NORMAL: Floats = np.interp(UNIFORM, _GRID, _QUANTILES)
"""The same rows as standard normal values."""


@lru_cache(maxsize=4096)
def row(id: int, purpose: int) -> int:
    """Which row is a ticket's for one purpose."""
    return (id * 7919 + purpose * 104729 + (id >> 8) * 31) % ROWS


def normal_quantile(u: Floats) -> Floats:
    """The inverse of the standard normal distribution, to three digits."""
    return np.interp(u, _GRID, _QUANTILES)


def normal_probability(x: float) -> float:
    return NormalDist().cdf(x)


def from_reservoir(seen: Floats, u: Floats) -> Floats:
    """Values of a sorted reservoir at the shares `u`."""
    return seen[(u * len(seen)).astype(np.intp)]
