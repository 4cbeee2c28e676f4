"""Evidence comes in sealed, and what is too large is refused unread."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stories.consent.models import Evidence
from tests.factories.stories import active_consent

pytestmark = pytest.mark.django_db


def test_uploaded_evidence_is_sealed_and_its_name_forgotten(client, officer, settings):
    consent = active_consent()
    upload = SimpleUploadedFile("Sihamunit.pdf", b"%PDF-1.7 signed by Sihamunit", "application/pdf")

    client.post(reverse("add_evidence", args=[consent.pk]), {"kind": "form", "file": upload})

    stored = Evidence.objects.exclude(file="").get()
    files = list(settings.EVIDENCE_ROOT.rglob(stored.file))
    assert len(files) == 1
    assert b"Sihamunit" not in files[0].read_bytes()


def test_evidence_above_the_limit_is_refused_beside_the_field(client, officer, settings):
    settings.EVIDENCE_MAX_BYTES = 10
    consent = active_consent()
    upload = SimpleUploadedFile("form.pdf", b"x" * 11)

    answer = client.post(reverse("add_evidence", args=[consent.pk]), {"kind": "form", "file": upload})

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Evidence.objects.exclude(file="").exists()
