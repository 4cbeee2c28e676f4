"""Another sampling rate, the same sound; whatever blocks it came in."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign_site.media.resampling import Resampler

PAIRS = [(192_000, 48_000), (88_200, 48_000), (50_000, 48_000), (37_800, 32_000), (9_001, 8_000), (8_000, 8_000)]


def resample(samples, source: int, target: int, blocks=(4_096,)) -> np.ndarray:
    """Return all of it at the other rate, taken in blocks of these sizes in turn."""
    resampler, made, at, turn = Resampler(source, target), [], 0, 0
    while at < len(samples):
        size = blocks[turn % len(blocks)]
        made.append(resampler.take(samples[at : at + size]))
        at, turn = at + size, turn + 1
    return np.concatenate([*made, resampler.rest()])


def tone(pitch: float, rate: int, seconds: float = 0.5) -> np.ndarray:
    return np.sin(2 * np.pi * pitch * np.arange(int(rate * seconds)) / rate).astype(np.float32)


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_a_tone_keeps_pitch_loudness_and_length(source, target):
    made = resample(tone(1_000, source), source, target)
    assert abs(len(made) - target / 2) <= 1
    expected = tone(1_000, target)
    inner = slice(200, min(len(made), len(expected)) - 200)
    assert np.abs(made[inner] - expected[inner]).max() < 0.01


@pytest.mark.parametrize("pitch", [26_000, 40_000, 90_000])
def test_what_the_new_rate_cannot_hold_is_gone_and_does_not_fold_back(pitch):
    made = resample(tone(pitch, 192_000), 192_000, 48_000)
    assert np.abs(made[200:-200]).max() < 0.02


@settings(max_examples=40, deadline=None)
@given(
    pair=st.sampled_from(PAIRS),
    length=st.integers(0, 3_000),
    blocks=st.lists(st.integers(1, 700), min_size=1, max_size=5),
)
def test_blocks_make_no_difference(pair, length, blocks):
    samples = np.random.default_rng(length).uniform(-1, 1, length).astype(np.float32)
    whole = resample(samples, *pair, blocks=(length or 1,))
    assert np.array_equal(whole, resample(samples, *pair, blocks=blocks))
    assert abs(len(whole) - length * pair[1] / pair[0]) <= 1
