"""Keys and evidence of each test lie in a folder of its own, so that a test may look at all of them."""

import pytest


@pytest.fixture(autouse=True)
def _own_keyring(settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "keyring"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
