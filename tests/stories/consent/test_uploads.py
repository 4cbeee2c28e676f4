"""Evidence that comes in over the web lies nowhere unsealed, not even for a moment in a temporary file."""

import os

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from stories.consent import evidence
from stories.consent.choices import EvidenceKind
from stories.consent.frames import WrongSize
from stories.consent.models import Consent, Evidence
from stories.consent.uploads import SealedUpload, sealed_uploads
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory, active_consent, story_index
from tests.stories.consent.test_evidence import WORDS, bytes_of, upload
from tests.stories.desk.test_consents import answers

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
    assert file.file.tell() == 0
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


@pytest.fixture
def officer(client, settings, tmp_path):
    """A protection officer, on a server where Django could not write a temporary file if it tried."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")
    story_index()
    user = UserFactory(role="Protection officer")
    client.force_login(user)
    return user


LARGE = WORDS * 200_000


def test_large_file_added_to_a_consent_is_sealed_on_its_way(client, officer):
    consent = active_consent()
    answer = client.post(reverse("add_evidence", args=[consent.pk]), {"kind": "recording", "file": upload(LARGE)})
    assert answer.status_code == 302
    assert bytes_of(consent.evidence.exclude(file="").get()) == LARGE


def test_large_file_that_comes_with_a_new_consent_is_sealed_on_its_way(client, officer):
    answer = client.post(reverse("consent:add"), answers(evidence_file=upload(LARGE), evidence_location=""))
    assert answer.status_code == 302
    assert bytes_of(Consent.objects.get().evidence.get()) == LARGE


def test_file_above_the_limit_is_refused_with_a_sentence(client, officer, settings):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    consent = active_consent()
    page = client.post(reverse("add_evidence", args=[consent.pk]), {"kind": "recording", "file": upload(LARGE)})
    assert "This file is larger than 1 MB." in page.content.decode()


def test_other_sites_cannot_send_files_in_an_officers_name(officer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer)
    consent = active_consent()
    for address in (reverse("add_evidence", args=[consent.pk]), reverse("consent:add")):
        assert browser.get(address).status_code == 200
        assert browser.post(address, answers(file=upload(), kind="form")).status_code == 403
    assert consent.evidence.count() == Evidence.objects.count() == 1
