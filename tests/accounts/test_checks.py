"""Dangerous settings stop the start."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from campaign_site.checks import GUARD, HIDES, refuse_to_serve_in_danger

PROVIDER_IN_CLEAR = {"openid_connect": {"APPS": [{"settings": {"server_url": "http://sign-in.example"}}]}}

SECRET = "kZ3u-9XwqL7pR_2vTnB5yGd8sHfJ4mCeA6oQi1WxUrYtEbVD0gMhNlSaFj"

DANGERS = [
    ({"DEBUG": True}, "E001"),
    ({"SESSION_COOKIE_PATH": "/"}, "E002"),
    ({"CSRF_COOKIE_PATH": "/"}, "E002"),
    ({"SESSION_COOKIE_HTTPONLY": False}, "E003"),
    ({"SITE_URL": "https://campaign.example", "SESSION_COOKIE_SECURE": False}, "E004"),
    ({"WAGTAIL_GRAVATAR_PROVIDER_URL": "//www.gravatar.com/avatar"}, "E005"),
    ({"WAGTAIL_ENABLE_UPDATE_CHECK": True}, "E005"),
    ({"WAGTAILEMBEDS_FINDERS": [{"class": "wagtail.embeds.finders.oembed"}]}, "E005"),
    ({"WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE": True}, "E006"),
    ({"MIDDLEWARE": [name for name in settings.MIDDLEWARE if name != GUARD]}, "E011"),
    ({"MIDDLEWARE": [GUARD, *(name for name in settings.MIDDLEWARE if name != GUARD)]}, "E011"),
    ({"MFA_TOTP_INSECURE_BYPASS_CODE": "000000"}, "E011"),
    *(({"MIDDLEWARE": [name for name in settings.MIDDLEWARE if name != hides]}, "E009") for hides in HIDES),
    ({"SITE_URL": "https://campaign.example"}, "E012"),
    ({"SITE_URL": "https://campaign.example", "SECRET_KEY": "k" * 60}, "E010"),
    ({"SITE_URL": "https://campaign.example", "SECRET_KEY": "s3cret"}, "E010"),
    ({"SITE_URL": "https://campaign.example", "SECRET_KEY": SECRET, "SECRET_KEY_FALLBACKS": ["former"]}, "E010"),
    ({"EDGE_PURGE_URLS": ["http://127.0.0.1:6081"], "EDGE_PURGE_TOKEN": "short"}, "E015"),
    ({"EDGE_PURGE_URLS": ["http://127.0.0.1:6081"], "EDGE_PURGE_TOKEN": "a" * 40}, "E015"),
    ({"SITE_URL": "https://campaign.example", "METRICS_TOKEN": "a" * 40}, "E016"),
    ({"WAGTAILSEARCH_BACKENDS": {"default": {"BACKEND": "wagtail.search.backends.elasticsearch8"}}}, "E007"),
    ({"SITE_URL": "https://campaign.example"}, "E013"),
    ({"SITE_URL": "https://campaign.example", "SOCIALACCOUNT_PROVIDERS": PROVIDER_IN_CLEAR}, "E014"),
]


def found() -> set[str]:
    """Return the short ids of our own errors."""
    return {error.id.removeprefix("campaign_site.") for error in run_checks() if "campaign_site" in error.id}


def test_the_settings_as_they_are_raise_no_finding():
    assert found() == set()


@pytest.mark.parametrize(("danger", "finding"), DANGERS)
def test_each_danger_is_found(danger, finding):
    with override_settings(**danger):
        assert finding in found()


def test_the_app_that_keeps_old_addresses_is_found(monkeypatch):
    monkeypatch.setattr(settings, "INSTALLED_APPS", [*settings.INSTALLED_APPS, "wagtail.contrib.redirects"])
    assert found() == {"E008"}


def test_a_server_in_danger_does_not_start_and_says_why():
    refuse_to_serve_in_danger()
    with override_settings(DEBUG=True, CSRF_COOKIE_PATH="/"), pytest.raises(ImproperlyConfigured) as refused:
        refuse_to_serve_in_danger()
    assert all(name in str(refused.value) for name in ("campaign_site.E001", "campaign_site.E002"))


def test_a_missing_setting_counts_as_its_dangerous_default():
    with override_settings():
        del settings.WAGTAIL_ENABLE_UPDATE_CHECK
        assert "E005" in found()
