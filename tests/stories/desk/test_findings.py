"""Officers see what was found by kind and place, and decide with a reason; nobody else does."""

import pytest
from django.urls import reverse

from stories.consent import vault
from stories.consent.choices import VaultPartName
from stories.consent.models import AuditEvent
from stories.identity.checking import check_story
from stories.identity.models import IdentityFinding
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, StoryFactory
from tests.stories.desk.telling import NAME

pytestmark = pytest.mark.django_db

REASON = "Agreed with the person on the telephone."
INDEX = "identity_finding:index"


@pytest.fixture
def finding(person):
    story = StoryFactory(contributor=person, introduction=f"They called me {NAME}. Call 0772 123456.")
    return next(one for one in check_story(story) if one.kind == "legal_name")


def test_the_list_is_narrowed_by_kind_and_state(client, officer, finding):
    page = client.get(reverse(INDEX)).content.decode()
    assert "Introduction" in page and NAME not in page and finding.where in page
    only = client.get(reverse(INDEX), {"kind": "any_phone", "state": "open"}).content.decode()
    assert "what looks like a telephone number" in only
    assert reverse("identity_finding:inspect", args=[finding.pk]) not in only


def test_an_officer_decides_with_a_reason(client, officer, finding):
    address = reverse("resolve_finding", args=[finding.pk])
    assert NAME not in client.get(address).content.decode()
    client.post(address, {"reason": "short"})
    assert IdentityFinding.objects.open().filter(pk=finding.pk).exists()
    client.post(address, {"reason": REASON})
    finding.refresh_from_db()
    assert (finding.resolved_by, finding.reason) == (officer, REASON)
    assert REASON in client.get(reverse("identity_finding:inspect", args=[finding.pk])).content.decode()
    client.post(address, {"reason": "Another one, after the first."})
    assert IdentityFinding.objects.get(pk=finding.pk).reason == REASON


def test_a_reason_of_which_only_the_name_is_left_is_not_taken(client, officer, finding):
    answer = client.post(reverse("resolve_finding", args=[finding.pk]), {"reason": NAME})

    assert answer.status_code == 200 and "reason" in answer.context["form"].errors
    finding.refresh_from_db()
    assert (finding.resolved_at, finding.reason) == (None, "")


def test_a_reason_that_names_somebody_else_whom_we_protect_is_not_taken(client, officer, finding):
    """The trail never changes. Of a finding in a press release nobody knows whose name it is."""
    other = ContributorFactory()
    vault.write(other, VaultPartName.NAMES, ["Şirin Öztürk"])
    known = {"model": "press.pressreleasepage", "key": "1", "place": "title", "kind": "legal_name"}
    elsewhere = IdentityFinding.objects.create(**known, of_another=True, fingerprint="x")

    for one in (finding, elsewhere):
        reason = {"reason": "It is another one than our Sirin Ozturk."}
        answer = client.post(reverse("resolve_finding", args=[one.pk]), reason)
        assert answer.status_code == 200 and "reason" in answer.context["form"].errors
        assert IdentityFinding.objects.open().filter(pk=one.pk).exists()
    assert not AuditEvent.objects.filter(sentence__icontains="ztur").exists()


def test_an_officer_who_wrote_in_the_story_is_told_that_another_decides(client, officer, finding):
    finding.page.specific.save_revision(user=officer)
    assert (
        "another protection officer"
        in client.get(reverse("identity_finding:inspect", args=[finding.pk])).content.decode()
    )
    client.post(reverse("resolve_finding", args=[finding.pk]), {"reason": REASON})
    assert IdentityFinding.objects.open().filter(pk=finding.pk).exists()


@pytest.mark.parametrize("stranger", [{"role": "Reviewer"}, {"role": "Writer"}, {"is_superuser": True}])
def test_nobody_else_decides(client, officer, finding, stranger):
    client.force_login(UserFactory(**stranger))
    client.post(reverse("resolve_finding", args=[finding.pk]), {"reason": REASON})
    assert IdentityFinding.objects.open().filter(pk=finding.pk).exists()
