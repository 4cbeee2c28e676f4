"""Evidence that comes in over the web lies nowhere unsealed, not even for a moment in a temporary file."""

import os

import pytest
from django.test import RequestFactory

from stories.consent import evidence
from stories.consent.choices import EvidenceKind
from stories.consent.frames import WrongSize
from stories.consent.uploads import SealedUpload, sealed_uploads
from tests.factories.stories import ConsentFactory
from tests.stories.consent.test_evidence import WORDS, bytes_of, upload

pytestmark = pytest.mark.django_db


def received(content: bytes, **extra):
    """Send a form with a file through `sealed_uploads` and return what the view was given."""
    given = {}

    @sealed_uploads
    def view(request):
        given.update(request.FILES.items())

    request = RequestFactory().post("/", {"file": upload(content), **extra})
    request._dont_enforce_csrf_checks = True
    view(request)
    return given["file"]


def test_upload_lies_sealed_while_it_waits_and_is_stored_as_it_was():
    content = WORDS * 200_000
    file = received(content)
    assert isinstance(file, SealedUpload)
    assert file.size == len(content)
    file.file.seek(0)
    assert b"Zahra" not in file.file.read()
    row = evidence.store_file(ConsentFactory(), EvidenceKind.FORM, file, None)
    assert bytes_of(row) == content
    file.close()


def test_upload_above_the_limit_fills_no_disk(settings):
    settings.EVIDENCE_MAX_BYTES = 100_000
    file = received(b"x" * 1_000_000)
    assert file.size == 1_000_000
    file.file.seek(0, os.SEEK_END)
    assert file.file.tell() <= 100_000
    with pytest.raises(WrongSize):
        evidence.store_file(ConsentFactory(), EvidenceKind.FORM, file, None)
    file.close()


def test_view_with_sealed_uploads_still_refuses_other_sites_forms():
    request = RequestFactory().post("/", {"file": upload()})

    @sealed_uploads
    def view(request):
        raise AssertionError("the view was reached")

    assert view(request).status_code == 403
    assert view.csrf_exempt, "or the handlers would be set too late"
