"""The receipt: a page for the person that tells nobody else anything, and a file as the standard wants it."""

import json
import re

import pytest
from django.urls import reverse

from tests.factories.stories import active_consent
from tests.stories.desk.telling import SUBJECT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("fr", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_printed_receipt_names_neither_campaign_nor_subject(client, officer, language, direction):
    consent = active_consent()

    answer = client.get(reverse("consent_receipt", args=[consent.pk]), {"language": language})

    page = answer.content.decode().lower()
    assert f'dir="{direction}"' in page
    assert [word for word in SUBJECT if re.search(word, page)] == []


def test_receipt_has_the_sections_of_the_standard(client, officer):
    consent = active_consent()

    record = json.loads(client.get(reverse("consent_receipt_json", args=[consent.pk])).content)

    assert record["record_header"]["record_id"] == str(consent.record_id)
    assert {"pii_processing", "party_identification", "events", "receipt_metadata"} <= set(record)
    assert record["pii_processing"]["purposes"][0]["withdrawal_method"]
    assert consent.contributor.display_name not in json.dumps(record)
