"""Settings of the vault that would give people away stop the start."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from stories.consent.checks import DEVELOPMENT_KEY
from stories.consent.envelope import new_key


def found() -> list[str]:
    return [error.id for error in run_checks() if error.id.startswith("consent.")]


def test_settings_as_they_are_raise_no_finding():
    assert found() == []


def test_key_of_the_demonstration_stops_a_public_site(settings):
    settings.SITE_URL = "https://campaign.example"
    assert DEVELOPMENT_KEY in settings.VAULT_KEYS
    assert found() == ["consent.E001"]
    settings.VAULT_KEYS = [new_key(), DEVELOPMENT_KEY]
    assert found() == ["consent.E001"]
    settings.VAULT_KEYS = [new_key()]
    assert found() == []


def test_key_that_somebody_typed_stops_a_public_site(settings):
    settings.SITE_URL = "https://campaign.example"
    for typed in (bytes(32), b"password" * 4):
        settings.VAULT_KEYS = [new_key(), typed]
        assert found() == ["consent.E004"]


@pytest.mark.parametrize("name", ["VAULT_KEYRING", "EVIDENCE_ROOT", "WITHDRAWAL_LEDGER"])
@pytest.mark.parametrize("served", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_nothing_private_lies_where_files_are_served(settings, tmp_path, name, served):
    folder = tmp_path / "served"
    folder.mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(folder)
    setattr(settings, served, str(folder))
    for inside in (folder, folder / "deep" / "private", tmp_path / "link" / "private", folder / ".." / "served"):
        with override_settings(**{name: inside}):
            assert found() == ["consent.E002"]
    with override_settings(**{name: tmp_path / "served-not"}):
        assert found() == []


def test_nothing_private_lies_where_static_files_come_from(settings):
    settings.EVIDENCE_ROOT = settings.BASE_DIR / "static" / "evidence"
    assert found() == ["consent.E002"]


@pytest.mark.parametrize("name", ["VAULT_KEYRING", "EVIDENCE_ROOT"])
def test_private_folder_is_closed_to_other_users(settings, tmp_path, name):
    folder = tmp_path / "private"
    folder.mkdir(mode=0o750)
    setattr(settings, name, folder)
    assert found() == []
    folder.chmod(0o751)
    assert found() == ["consent.E003"]
