"""What tests of take-downs share."""

import pytest

from stories.surfaces import web
from tests.stories.public_host import PublicHost


@pytest.fixture
def public_host(monkeypatch, settings, tmp_path):
    """Let verification ask the site of this test for its pages, and find no other test's files in storage."""
    settings.MEDIA_ROOT = str(tmp_path)
    host = PublicHost()
    monkeypatch.setattr(web, "public_host", lambda: host)
    return host
