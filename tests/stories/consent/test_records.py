"""What the database refuses about consent records, whoever asks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from campaign_site.delivery.database import triggers
from stories.consent import audit, lifecycle
from stories.consent.choices import Element, Status
from stories.consent.models import AuditEvent, Consent, Contributor, Evidence, NoticeVersion, latest_end
from tests.factories.accounts import UserFactory
from tests.factories.stories import ConsentFactory, ContributorFactory, NoticeVersionFactory, active_consent

pytestmark = pytest.mark.django_db


def refused(change, *args, **kwargs):
    """Run the change in a transaction of its own and tell whether the database refused it."""
    try:
        with transaction.atomic():
            change(*args, **kwargs)
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def test_every_registered_trigger_is_installed():
    assert len(triggers.registered(connection.vendor)) > 5
    assert triggers.missing() == []


def test_consent_of_more_than_three_years_is_refused():
    given = timezone.now()
    end = latest_end(given.date())

    assert not refused(ConsentFactory, given_at=given, valid_until=end)
    assert refused(ConsentFactory, given_at=given, valid_until=end + timedelta(days=1))
    assert refused(ConsentFactory, given_at=given, valid_until=given.date() - timedelta(days=1))


def test_consent_is_not_given_in_the_future():
    now = timezone.now()
    soon, later = now + timedelta(seconds=20), now + timedelta(minutes=3)

    assert refused(ConsentFactory, given_at=later)
    assert refused(lambda: Consent.objects.bulk_create([ConsentFactory.build(**saved(later))]))
    draft = ConsentFactory(given_at=soon)
    assert refused(Consent.objects.filter(pk=draft.pk).update, given_at=later)
    assert not refused(Consent.objects.filter(pk=draft.pk).update, given_at=now - timedelta(days=1))


def saved(given_at):
    """Return what a consent needs when the factory does not save anything."""
    draft = ConsentFactory()
    return {"given_at": given_at, "contributor": draft.contributor, "notice": draft.notice}


def test_consent_cannot_begin_active():
    assert refused(ConsentFactory, status=Status.ACTIVE)


def test_consent_without_evidence_cannot_count():
    consent = ConsentFactory()

    assert refused(Consent.objects.filter(pk=consent.pk).update, status=Status.GIVEN)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.GIVEN, Status.ACTIVE])
def test_withdrawn_consent_never_comes_back(status):
    consent = active_consent()
    lifecycle.move(consent, Status.WITHDRAWN)

    assert refused(Consent.objects.filter(pk=consent.pk).update, status=status)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "oral"},
        {"elements": {Element.FACE}},
        {"languages": {"en", "ar", "fr"}},
        {"given_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_facts_of_a_given_consent_never_change(change):
    assert refused(Consent.objects.filter(pk=active_consent().pk).update, **change)


def test_consent_is_never_deleted():
    consent = active_consent()

    assert refused(Consent.objects.filter(pk=consent.pk)._raw_delete, "default")


@pytest.mark.parametrize("element", [Element.LEGAL_NAME, Element.FACE, Element.VOICE, Element.CITY])
def test_child_is_never_shown_by_name_face_voice_or_city(element):
    child = ContributorFactory(is_minor=True)
    agreed = {"guardian_consented": True, "child_assented": True}

    assert not refused(ConsentFactory, contributor=child, **agreed)
    assert refused(ConsentFactory, contributor=child, elements={element}, **agreed)


def test_child_needs_guardian_and_own_agreement():
    child = ContributorFactory(is_minor=True)

    assert refused(ConsentFactory, contributor=child, guardian_consented=True)
    assert refused(ConsentFactory, contributor=child, child_assented=True)


def test_person_has_one_active_consent_for_a_purpose():
    consent = active_consent()

    assert refused(active_consent, contributor=consent.contributor)


@pytest.mark.parametrize("method", ["update", "delete", "replace"])
def test_audit_events_and_notices_are_append_only(method):
    event = audit.record("test", "nobody", "Nothing happened.")
    notice = NoticeVersionFactory()

    def change():
        if method == "update":
            AuditEvent.objects.filter(pk=event.pk).update(sentence="Something else.")
        elif method == "delete":
            AuditEvent.objects.filter(pk=event.pk)._raw_delete("default")
        else:
            NoticeVersion.objects.bulk_create(
                [notice], update_conflicts=True, unique_fields=["id"], update_fields=["body"]
            )

    assert refused(change)


WHOLESALE = {
    "sqlite": "REPLACE INTO consent_auditevent SELECT id, sequence, at, actor, kind, subject, 'Something else.', "
    "previous_hash, hash FROM consent_auditevent",
    "postgresql": "TRUNCATE consent_auditevent",
}


def test_audit_events_are_not_replaced_wholesale():
    audit.record("test", "nobody", "Nothing happened.")

    def change():
        with connection.cursor() as cursor:
            cursor.execute(WHOLESALE[connection.vendor])

    assert refused(change)
    assert AuditEvent.objects.get().sentence == "Nothing happened."


def test_audit_chain_has_no_gap_and_covers_the_event_before():
    first, second = (audit.record("test", "nobody", f"Event {number}.") for number in (1, 2))

    assert second.sequence == first.sequence + 1
    assert second.previous_hash == first.hash
    assert audit.event_hash(AuditEvent.objects.get(pk=second.pk)) == second.hash


def test_no_record_says_who_somebody_is():
    consent = active_consent(contributor=ContributorFactory(display_name="Amina"))

    texts = [str(consent), str(consent.contributor), *AuditEvent.objects.values_list("sentence", flat=True)]
    assert not [text for text in texts if "Amina" in text]


def test_age_does_not_change_under_a_recorded_consent():
    contributor = active_consent().contributor
    contributor.is_minor = True

    assert refused(Contributor.objects.filter(pk=contributor.pk).update, is_minor=True)
    with pytest.raises(ValidationError):
        contributor.full_clean()


def test_consent_for_an_adult_is_not_recorded_for_a_child():
    draft = ConsentFactory()
    Contributor.objects.filter(pk=draft.contributor_id).update(is_minor=True)
    Evidence.objects.create(consent=draft, location="Mission safe")

    assert refused(Consent.objects.filter(pk=draft.pk).update, status=Status.GIVEN)


def given(**facts) -> Consent:
    consent = ConsentFactory(**facts)
    return lifecycle.give(consent, evidence_kind="form", evidence_location="Mission safe, folder 12")


def test_consent_of_a_person_in_assistance_does_not_count_by_itself():
    consent = given(in_assistance=True, told_help_is_independent=True)

    assert refused(Consent.objects.filter(pk=consent.pk).update, status=Status.ACTIVE)


def test_consent_in_assistance_counts_by_a_second_officers_word_only():
    collector, second = UserFactory(), UserFactory()
    mine = ConsentFactory(in_assistance=True, told_help_is_independent=True)
    lifecycle.give(mine, evidence_kind="form", evidence_location="Mission safe, folder 12", actor=collector)

    assert refused(lifecycle.allow_during_assistance, mine, reason="She asked for it herself", officer=collector)
    assert (
        lifecycle.allow_during_assistance(mine, reason="She asked for it", officer=second).status == Status.ACTIVE
    )


def test_person_in_assistance_who_was_not_told_that_help_is_independent_cannot_consent():
    consent = given(in_assistance=True, told_help_is_independent=False)

    assert refused(lifecycle.allow_during_assistance, consent, reason="She asked for it", officer=UserFactory())


@pytest.mark.parametrize("reason", ["too short", "too short ".ljust(30), " " * 30, "x" * 201], ids=len)
def test_second_officers_word_says_something_and_is_short(reason):
    consent = given(in_assistance=True, told_help_is_independent=True)
    officer = UserFactory()

    waiting = Consent.objects.filter(pk=consent.pk)
    # PostgreSQL's column is not wider than 200: a DataError.
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        lifecycle.allow_during_assistance(consent, reason=reason, officer=officer)
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        waiting.update(assistance_reason=reason, assistance_officer=officer)
    assert not refused(waiting.update, assistance_reason="She asked.", assistance_officer=officer)


def test_second_officers_word_never_changes_afterwards():
    consent = given(in_assistance=True, told_help_is_independent=True)
    lifecycle.allow_during_assistance(consent, reason="She asked for it", officer=UserFactory())

    assert refused(Consent.objects.filter(pk=consent.pk).update, assistance_reason="Other words")


def test_consent_for_the_site_is_for_everywhere():
    assert refused(ConsentFactory, territories={"europe"})
    assert not refused(ConsentFactory, territories={"europe"}, channels={"print"})


def test_spoken_consent_needs_a_witness():
    assert refused(ConsentFactory, method="oral")
    assert not refused(ConsentFactory, method="oral", witness="Officer 12")


def test_evidence_is_a_file_or_lies_somewhere():
    consent = ConsentFactory()

    assert refused(Evidence.objects.create, consent=consent, kind="form")


def test_erased_person_keeps_no_name():
    person = ContributorFactory()

    assert refused(Contributor.objects.filter(pk=person.pk).update, status="erased")
