"""What the database itself refuses about people who were erased."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from stories.consent import codes, vault
from stories.consent.choices import ContributorStatus, VaultPartName
from stories.consent.models import AccessCode, CallRequest, Contributor, Slot, VaultPart
from tests.factories.stories import ConsentFactory, ContributorFactory, StoryFactory, story_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def erased():
    """An erased person with what is kept of them: a slot, a code and a wish without content."""
    person = ContributorFactory()
    codes.issue(person, None)
    CallRequest.objects.create(contributor=person, sealed=b"sealed")
    Slot.objects.create(contributor=person, element="city", language="en", sealed=b"sealed", otherwise="a town")
    vault.erase(person)
    return person


def refused(change, **kwargs) -> bool:
    try:
        with transaction.atomic():
            change(**kwargs)
    except IntegrityError:
        return True
    return False


def test_who_was_erased_does_not_come_back(erased):
    people = Contributor.objects.filter(pk=erased.pk)
    assert refused(people.update, status=ContributorStatus.ACTIVE)
    assert refused(people.update, uid=uuid.uuid4())
    assert refused(people.update, display_name="Amina")
    assert not refused(people.update, language="fr")


def test_nothing_is_sealed_for_who_was_erased(erased):
    new = {"contributor": erased}
    assert refused(VaultPart.objects.create, part=VaultPartName.NAMES, sealed=b"x", **new)
    assert refused(CallRequest.objects.create, sealed=b"x", **new)
    assert refused(AccessCode.objects.create, locator="123456", verifier=b"x", **new)
    assert refused(Slot.objects.create, element="age", language="en", sealed=b"x", otherwise="a", **new)
    assert refused(CallRequest.objects.update, sealed=b"x")
    assert refused(AccessCode.objects.update, verifier=b"x")
    assert refused(Slot.objects.update, sealed=b"x")
    assert not refused(Slot.objects.update, otherwise="somewhere")


def test_no_consent_and_no_story_begins_with_who_was_erased(erased):
    story_index()
    assert refused(ConsentFactory, contributor=erased)
    assert refused(StoryFactory, contributor=erased)


def test_other_people_are_not_touched_by_it(erased):
    assert not refused(
        VaultPart.objects.create, contributor=ContributorFactory(), part=VaultPartName.NAMES, sealed=b"x"
    )
