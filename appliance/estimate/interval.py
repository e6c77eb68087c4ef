"""How wide to speak: an adaptive conformal interval, which learns from every call how far the estimate was off.

Source: adaptive conformal inference (Gibbs and Candès 2021), for each end of the interval and in buckets of the wait.
"""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

BUCKETS = (3.0, 7.0, 12.0, 20.0, 35.0, 60.0)
"""Minutes of wait at which the next bucket begins."""

MISS = 0.1
"""The share that may lie beyond each end: 80 % lie between them."""

STEP = 0.025
SOFTENING = 0.5
"""Minutes added to the raw half-widths, so that a width of nothing can grow."""

BIAS_STEP = 0.005
BIAS_GAIN = 0.98
"""A correction of the middle acts only while it lowers the weighted error by 2 %."""
FORGETTING = 0.99


class Raw(NamedTuple):
    """Quantiles of the futures, in minutes from now."""

    q10: float
    q50: float
    q90: float


class Interval(NamedTuple):
    """Minutes from now. `raw` is what it was made from, to learn from what really happens."""

    lo: float
    middle: float
    hi: float
    raw: Raw


@dataclass
class _Bucket:
    low: float = 1.15
    high: float = 1.15


@dataclass
class Intervals:
    """What has been learned about the widths, and about a bias of the middle."""

    buckets: list[_Bucket] = field(default_factory=lambda: [_Bucket() for _ in range(len(BUCKETS) + 1)])
    bias: float = 1.0
    error_with: float = 0.0
    error_without: float = 0.0

    def around(self, raw: Raw) -> Interval:
        return self.around_each([raw])[0]

    def around_each(self, raws: Sequence[Raw]) -> list[Interval]:
        q10, q50, q90 = np.fromiter(chain.from_iterable(raws), float, 3 * len(raws)).reshape(-1, 3).T
        buckets = np.searchsorted(BUCKETS, q50, side="right")
        low, high = np.array([(one.low, one.high) for one in self.buckets])[buckets].T
        middle = self._factor() * q50
        lo = middle - low * (q50 - q10 + SOFTENING)
        hi = np.maximum(middle + high * (q90 - q50 + SOFTENING), np.maximum(lo, 0.0) + SOFTENING)
        each = zip(np.maximum(lo, 0.0).tolist(), middle.tolist(), hi.tolist(), raws, strict=True)
        return list(map(Interval._make, each))

    def happened(self, issued: Interval, minutes: float) -> None:
        """A ticket was called `minutes` after this interval was issued for it."""
        bucket = self._bucket(issued.raw)
        bucket.low = max(bucket.low + STEP * ((minutes < issued.lo) - MISS), 0.05)
        bucket.high = max(bucket.high + STEP * ((minutes > issued.hi) - MISS), 0.05)
        self._learn_bias(issued.raw.q50, minutes)

    def as_json(self) -> dict[str, Any]:
        return {
            "buckets": [[bucket.low, bucket.high] for bucket in self.buckets],
            "bias": [self.bias, self.error_with, self.error_without],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Intervals":
        return cls([_Bucket(*pair) for pair in kept["buckets"]], *kept["bias"])

    def _bucket(self, raw: Raw) -> _Bucket:
        return self.buckets[bisect(BUCKETS, raw.q50)]

    def _factor(self) -> float:
        return self.bias if self.error_with < BIAS_GAIN * self.error_without else 1.0

    def _learn_bias(self, middle: float, minutes: float) -> None:
        self.error_with = FORGETTING * self.error_with + abs(self.bias * middle - minutes)
        self.error_without = FORGETTING * self.error_without + abs(middle - minutes)
        self.bias += BIAS_STEP * ((minutes > self.bias * middle) - (minutes < self.bias * middle))
        self.bias = min(max(self.bias, 0.5), 2.0)
