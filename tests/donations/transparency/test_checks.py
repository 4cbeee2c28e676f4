"""The key of the statements: warned about where it is missing, refused where everybody has it."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from campaign_site.settings.environment import statement_key
from donations.transparency.checks import statement_key_is_secret, statement_key_is_there


def test_a_site_without_the_key_is_warned(settings):
    assert statement_key_is_there(None) == []
    settings.STATEMENT_KEY = b""
    assert [message.id for message in statement_key_is_there(None)] == ["donations.W002"]


def test_a_public_site_with_the_published_key_does_not_start(settings):
    assert statement_key_is_secret(None) == []
    settings.SITE_URL = "https://example.org"
    assert [message.id for message in statement_key_is_secret(None)] == ["donations.E005"]
    settings.STATEMENT_KEY = b"k" * 32
    assert statement_key_is_secret(None) == []
    settings.VAULT_KEYS = [b"v" * 32, settings.STATEMENT_KEY]
    assert [message.id for message in statement_key_is_secret(None)] == ["donations.E006"]


@pytest.mark.parametrize("text", ["x", "a" * 44, "AAAA", "A" * 86 + "=="])
def test_a_key_that_is_none_is_told_at_the_start(monkeypatch, text):
    monkeypatch.setenv("STATEMENT_KEY", text)
    with pytest.raises(ImproperlyConfigured, match="STATEMENT_KEY"):
        statement_key()


def test_without_the_variable_there_is_no_key(monkeypatch):
    monkeypatch.delenv("STATEMENT_KEY", raising=False)
    assert statement_key() == b""
