"""Brings sound to another sampling rate, block by block, with no memory of more than a few milliseconds.

Each new sample is a weighted sum of its neighbours (a windowed sinc, one row of weights for each position that
a new sample can have between two old ones), cut off below half the new rate so that nothing folds back.
"""

from math import ceil, gcd

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Samples = NDArray[np.float32]

# On each side of a new sample; more is closer to the ideal and slower.
ZERO_CROSSINGS = 16
# The part of the new band that is kept: the rest is where the weights fall off.
PASSED = 0.92


class Resampler:
    """Takes blocks of samples at `source_rate` (Hz) and returns them at `target_rate`, which is not higher."""

    def __init__(self, source_rate: int, target_rate: int):
        common = gcd(source_rate, target_rate)
        self._up, self._down = target_rate // common, source_rate // common
        self._half = ceil(ZERO_CROSSINGS * self._down / self._up)
        self._weights = _weights(self._up, self._down, self._half)
        # Silence before the beginning; `_first` is the number of the first sample kept, `_next` of the next made.
        self._kept = np.zeros(self._half - 1, np.float32)
        self._first = 1 - self._half
        self._next = 0

    def take(self, block: Samples) -> Samples:
        """Return the new samples whose neighbours are all known now: none, or about as many as came in."""
        if self._up == self._down:
            return block
        self._kept = np.concatenate([self._kept, block])
        last = self._first + len(self._kept) - self._half
        end = -(-last * self._up // self._down)
        if end <= self._next:
            return np.zeros(0, np.float32)
        numbers = np.arange(self._next, end) * self._down
        starts = numbers // self._up - (self._half - 1) - self._first
        made = np.einsum(
            "ij,ij->i",
            sliding_window_view(self._kept, 2 * self._half)[starts],
            self._weights[numbers % self._up],
        )
        self._next = end
        first = end * self._down // self._up - (self._half - 1)
        self._kept, self._first = self._kept[first - self._first :], first
        return made.astype(np.float32)

    def rest(self) -> Samples:
        """Return what the last samples still give, with silence after the end."""
        return self.take(np.zeros(self._half, np.float32)) if self._up != self._down else np.zeros(0, np.float32)


def _weights(up: int, down: int, half: int) -> Samples:
    """Return one row for each position (out of `up`) between two samples, over the `2 * half` around it."""
    cut = PASSED * up / down
    distance = np.arange(1 - half, half + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.cos(np.pi / 2 * np.clip(distance / half, -1, 1)) ** 2
    weights = np.sinc(cut * distance) * window
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
