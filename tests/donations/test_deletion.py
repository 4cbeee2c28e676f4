"""A programme with pledges, or with payments, is not deleted in the admin."""

import pytest

from donations.accounts import Reason
from donations.models import Pledge, ProgrammePage, StatementEntry
from donations.statements.choices import Way
from donations.statements.importing import take_in
from donations.statements.settling import Part, settle
from tests.donations.officers import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory
from tests.factories.statements import Paid, camt

pytestmark = pytest.mark.django_db


@pytest.fixture
def superuser(client):
    return sign_in(client, is_superuser=True)


@pytest.fixture
def given(tmp_path):
    """A programme that an officer gave a payment to."""
    BankAccountFactory()
    file = tmp_path / "statement"
    file.write_bytes(camt([Paid("50.00", "a gift")]))
    take_in(file)
    entry, programme = StatementEntry.objects.get(), ProgrammePageFactory()
    officer, parts = UserFactory(role="Fundraising officer"), [Part(entry.minor, programme=programme)]
    settle(entry.pk, way=Way.ASSIGN, reason=Reason.PAYER_SAID, parts=parts, actor=officer, version=entry.version)
    return programme


def delete(client, page) -> str:
    """Send what the page's own form sends; return what is read then."""
    sent = {"confirm_site_name": "Anyone a Victim"}
    return client.post(f"/admin/pages/{page.pk}/delete/", sent, follow=True).content.decode()


def delete_many(client, *pages) -> str:
    """The same of the list's form for several pages."""
    query = "&".join(f"id={page.pk}" for page in pages)
    return client.post(f"/admin/bulk/wagtailcore/page/delete/?{query}&next=/admin/", follow=True).content.decode()


@pytest.mark.parametrize("go", [delete, delete_many])
@pytest.mark.parametrize("below", [True, False])
def test_a_pledged_programme_stays_and_the_reason_is_said(superuser, below, go):
    programme = PledgeFactory().programme
    said = go(superuser, programme.get_parent() if below else programme)
    assert "There are pledges to this programme" in said
    assert ProgrammePage.objects.filter(pk=programme.pk).exists() and Pledge.objects.exists()


@pytest.mark.parametrize("go", [delete, delete_many])
def test_a_programme_that_was_given_a_payment_without_a_pledge_stays(superuser, given, go):
    assert "Payments were given to this programme" in go(superuser, given)
    assert ProgrammePage.objects.filter(pk=given.pk).exists()


@pytest.mark.parametrize("go", [delete, delete_many])
def test_a_programme_without_pledges_can_go(superuser, go):
    programme = ProgrammePageFactory()
    go(superuser, programme)
    assert not ProgrammePage.objects.filter(pk=programme.pk).exists()


def test_with_one_that_stays_none_of_several_goes(superuser):
    pledged, other = PledgeFactory().programme, ProgrammePageFactory()
    assert pledged.title in delete_many(superuser, other, pledged)
    assert ProgrammePage.objects.filter(pk__in=[pledged.pk, other.pk]).count() == 2
