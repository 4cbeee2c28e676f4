"""Settings of uploads that let in scripts, or show what is private, stop the start."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from campaign_site.media import confinement

pytestmark = pytest.mark.confinement


def found() -> set[str]:
    return {message.id for message in run_checks(tags=["security"]) if message.id.startswith("media.")}


def test_the_settings_as_they_are_raise_no_finding():
    assert found() == set()


@pytest.mark.parametrize(
    ("danger", "finding"),
    [
        ({"WAGTAILIMAGES_EXTENSIONS": ["jpg", "svg"]}, "media.E001"),
        ({"WAGTAILDOCS_EXTENSIONS": ["pdf", "docx"]}, "media.E001"),
        ({"WAGTAILDOCS_SERVE_METHOD": "direct"}, "media.E002"),
        ({"WAGTAILDOCS_INLINE_CONTENT_TYPES": ["application/pdf"]}, "media.E002"),
        ({"WAGTAIL_PRIVATE_PAGE_OPTIONS": {}}, "media.E003"),
        ({"WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS": {"SHARED_PASSWORD": True}}, "media.E003"),
    ],
)
def test_each_danger_is_found(danger, finding):
    with override_settings(**danger):
        assert found() == {finding}


def test_a_machine_that_would_not_confine_what_reads_uploads_is_told(monkeypatch):
    monkeypatch.setattr(confinement, "MACHINES", {})
    assert found() == {"media.W001"}
