"""What tests of delivery have in common."""

import pytest

from campaign_site.delivery import outbox


@pytest.fixture
def does(monkeypatch):
    """`does(kind, handler, lane=…)` has work of this kind done, for one test."""
    for registered in ("_handlers", "_lanes"):
        monkeypatch.setattr(outbox, registered, dict(getattr(outbox, registered)))
    return outbox.register
