"""Copies elsewhere: entered, asked about, answered for."""

import pytest
from django.urls import reverse

from stories.consent.models import OutsideCopy, Takedown

pytestmark = pytest.mark.django_db


def test_a_copy_goes_from_letter_to_answer(client, checked, copy, officer):
    assert client.post(reverse("takedown_close", args=[checked.pk])).status_code == 302
    assert Takedown.objects.get().closed_at is None, "somebody was not asked yet"

    client.post(reverse("copy_asked", args=[copy.pk]))
    client.post(reverse("copy_answered", args=[copy.pk]), {"removed": "yes"})
    client.post(reverse("takedown_close", args=[checked.pk]))

    copy.refresh_from_db()
    assert copy.is_removed
    assert Takedown.objects.get().closed_at


def test_an_officer_enters_a_copy(client, takedown, officer):
    fields = {
        "contributor": takedown.contributor_id,
        "holder": "A school",
        "channel": "partner",
        "place": "",
        "language": "fr",
    }
    response = client.post(reverse("outside_copy:add"), fields)

    assert response.status_code == 302
    assert OutsideCopy.objects.get(holder="A school").takedown == takedown
