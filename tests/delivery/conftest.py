"""What tests of delivery have in common."""

import pytest

from campaign_site.delivery.jobs import outbox


@pytest.fixture
def does(monkeypatch):
    """`does(kind, handler, lane=…)` has work of this kind done, for one test."""
    for registered in ("_handlers", "_lanes"):
        monkeypatch.setattr(outbox, registered, dict(getattr(outbox, registered)))
    return outbox.register


@pytest.fixture
def place(tmp_path, settings, pristine):
    """Media, evidence and keys of this test alone."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.VAULT_KEYRING = tmp_path / "keyring"
    return tmp_path
