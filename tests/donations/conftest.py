"""Fixtures of the donations tests."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine


@pytest.fixture
def time_machine_at():
    """Return a context manager that travels into the future: `with time_machine_at(days=8):`."""
    return lambda **later: time_machine.travel(datetime.now(UTC) + timedelta(**later), tick=True)
