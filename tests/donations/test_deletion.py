"""A programme with pledges is not deleted in the admin."""

import pytest

from donations.models import Pledge, ProgrammePage
from tests.donations.officers import sign_in
from tests.factories.donations import PledgeFactory, ProgrammePageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("below", [True, False])
def test_a_pledged_programme_stays_and_the_reason_is_said(client, below):
    programme = PledgeFactory().programme
    page = programme.get_parent() if below else programme
    sign_in(client, is_superuser=True)
    response = client.post(
        f"/admin/pages/{page.pk}/delete/", {"confirm_site_name": "Anyone a Victim"}, follow=True
    )
    assert "There are pledges to this programme" in response.content.decode()
    assert ProgrammePage.objects.filter(pk=programme.pk).exists() and Pledge.objects.exists()


def test_a_programme_without_pledges_can_go(client):
    programme = ProgrammePageFactory()
    sign_in(client, is_superuser=True)
    client.post(f"/admin/pages/{programme.pk}/delete/")
    assert not ProgrammePage.objects.filter(pk=programme.pk).exists()
