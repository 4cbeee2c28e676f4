"""What tests of the sign-in share."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def still(time_machine):
    """Let the clock stand: a code is typed in the half minute in which it was read, however slow the machine."""
    time_machine.move_to(datetime(2026, 3, 4, 8, tzinfo=UTC), tick=False)
