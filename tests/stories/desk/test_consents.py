"""The lists of people, notices and consents, and the form that records a consent."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from stories.consent import vault
from stories.consent.choices import Status
from stories.consent.models import AuditEvent, Consent
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory, NoticeVersionFactory, active_consent

pytestmark = pytest.mark.django_db

SCREENS = ["contributor:index", "contributor:add", "consent:index", "consent:add", "notice:index", "notice:add"]
BOXES = ["purposes", "channels", "elements", "territories", "languages"]


def answers(**changes):
    """Return a filled-in consent form."""
    today = timezone.now()
    return {
        "contributor": ContributorFactory().pk,
        "notice": NoticeVersionFactory().pk,
        "method": "written",
        "purposes": ["awareness"],
        "channels": ["site"],
        "elements": [],
        "territories": ["world"],
        "languages": ["en", "ar"],
        "given_at": (today - timedelta(hours=1)).strftime("%Y-%m-%d %H:%M"),
        "valid_until": (today + timedelta(days=365)).date().isoformat(),
        "evidence_kind": "form",
        "evidence_location": "Mission safe, folder 12",
        **changes,
    }


@pytest.mark.parametrize("screen", SCREENS)
def test_officer_opens_every_screen(client, officer, screen):
    assert client.get(reverse(screen)).status_code == 200


@pytest.mark.parametrize("role", ["Writer", "Translator", "Press officer", "Fundraising officer"])
@pytest.mark.parametrize("screen", SCREENS)
def test_nobody_else_opens_a_screen(client, officer, screen, role):
    client.force_login(UserFactory(role=role))

    response = client.get(reverse(screen))

    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")


def test_officer_records_a_consent_that_counts_at_once(client, officer):
    response = client.post(reverse("consent:add"), answers())

    assert response.status_code == 302
    consent = Consent.objects.get()
    assert consent.status == Status.ACTIVE
    assert consent.collected_by == officer
    assert consent.evidence.count() == 1
    assert AuditEvent.objects.filter(actor=str(officer)).count() == 2
    assert client.get(reverse("consent:inspect", args=[consent.pk])).status_code == 200


def test_new_consent_has_the_least_ticked(client, officer):
    form = client.get(reverse("consent:add")).context["form"]

    ticked = {name: {box.data["value"] for box in form[name] if box.data["selected"]} for name in BOXES}

    assert ticked == {
        "purposes": {"awareness"},
        "channels": {"site"},
        "elements": set(),
        "territories": {"world"},
        "languages": set(),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("valid_until", "2999-01-01"),
        ("valid_until", "soon"),
        ("languages", []),
        ("languages", ["xx"]),
        ("evidence_location", ""),
        ("given_at", "2999-01-01 10:00"),
        ("elements", ["shoe size"]),
    ],
)
def test_wrong_answer_gets_an_error_beside_its_field_and_saves_nothing(client, officer, field, value):
    response = client.post(reverse("consent:add"), answers(**{field: value}))

    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert not Consent.objects.exists()


def test_childs_face_is_refused_beside_the_field(client, officer):
    child = ContributorFactory(is_minor=True)

    response = client.post(reverse("consent:add"), answers(contributor=child.pk, elements=["face"]))

    assert set(response.context["form"].errors) == {"elements", "guardian_consented"}


def test_second_active_consent_is_refused_with_a_sentence(client, officer):
    contributor = active_consent().contributor

    response = client.post(reverse("consent:add"), answers(contributor=contributor.pk))

    assert "contributor" in response.context["form"].errors


@pytest.mark.parametrize("step", ["edit", "delete"])
def test_superuser_cannot_change_or_delete_a_consent(client, officer, step):
    consent = active_consent()
    client.force_login(UserFactory(is_superuser=True))

    client.post(reverse(f"consent:{step}", args=[consent.pk]), answers(contributor=consent.contributor_id))

    assert list(Consent.objects.values_list("pk", "status")) == [(consent.pk, Status.ACTIVE)]


@pytest.mark.parametrize("kept", [{}, {"evidence_file": SimpleUploadedFile("form.pdf", b"signed")}])
def test_nobody_records_a_consent_of_who_was_erased(client, officer, kept):
    erased = ContributorFactory()
    vault.erase(erased)

    answer = client.post(reverse("consent:add"), answers(contributor=erased.pk, **kept))

    assert answer.status_code == 200 and "contributor" in answer.context["form"].errors
    assert not Consent.objects.exists()


def test_three_years_end_by_the_day_of_the_database_wherever_the_officer_is(client, officer):
    profile = UserProfile.get_for_user(officer)
    profile.current_time_zone = "Asia/Tokyo"
    profile.save()
    given = {"given_at": "2026-11-20 03:00"}  # in Greenwich it is still the 19th

    late = client.post(reverse("consent:add"), answers(**given, valid_until="2029-11-20"))
    assert late.status_code == 200 and "valid_until" in late.context["form"].errors
    assert client.post(reverse("consent:add"), answers(**given, valid_until="2029-11-19")).status_code == 302
