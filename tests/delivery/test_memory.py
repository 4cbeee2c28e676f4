"""What requests no longer need goes back to the system."""

from pathlib import Path

import pytest

from campaign_site.delivery import memory

MEGABYTE = 1024 * 1024


@pytest.mark.skipif(memory._trim is None, reason="this C library has nothing to give back by")
def test_what_lies_free_between_things_that_stay_is_given_back():
    application = memory.GivesMemoryBack(lambda environ, start_response: [b"answer"])
    # Larger than what Python keeps in pools of its own; every hundredth stays.
    strewn = [bytes(1000) for _number in range(60 * 1024)]
    kept = strewn[::100]
    del strewn
    before = _resident()
    answers = {b"".join(application({}, None)) for _request in range(memory.REQUESTS_BETWEEN)}
    assert before - _resident() > 30 * MEGABYTE
    assert answers == {b"answer"} and len(kept) > 600


def _resident() -> int:
    """Return how many bytes of this process lie in memory (statm of proc(5))."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
