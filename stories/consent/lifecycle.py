"""The steps of a consent up to active. Leaving it again takes stories down: `stories.takedown`."""

from collections.abc import Iterable
from itertools import chain

from django.db import transaction
from django.utils import timezone

from stories.consent import audit, evidence
from stories.consent.access import on_one_line
from stories.consent.choices import NEXT, EvidenceKind, Status
from stories.consent.models import Consent, Contributor, Evidence
from stories.consent.withdrawals import record_if_taken_back


class WrongStep(ValueError):
    """The consent cannot go there from where it stands."""


@transaction.atomic
def give(
    consent: Consent, *, evidence_kind: str, evidence_location: str = "", evidence_file=None, actor=None
) -> Consent:
    """Save what the person agreed to, with its evidence, as given: a file to seal, or where the paper lies.

    Raises WrongStep unless it is a draft, IntegrityError without any evidence.
    """
    consent.collected_by = actor
    consent.save()
    if evidence_location:
        Evidence.objects.create(consent=consent, kind=evidence_kind, location=evidence_location)
    if evidence_file:
        evidence.store_file(consent, EvidenceKind(evidence_kind), evidence_file, actor)
    move(consent, Status.GIVEN)
    audit.record("consent.given", consent, f"Consent of {consent.contributor} was recorded as given.", actor)
    return consent


@transaction.atomic
def activate(consent: Consent, actor=None) -> Consent:
    """Let the consent count. Raises WrongStep unless it was given, IntegrityError while another one counts."""
    move(consent, Status.ACTIVE)
    audit.record("consent.active", consent, f"Consent of {consent.contributor} became active.", actor)
    return consent


@transaction.atomic
def allow_during_assistance(consent: Consent, *, reason: str, officer) -> Consent:
    """Let a consent count although the person receives our assistance: a second officer says why, and signs.

    Raises WrongStep unless it was given and waits, IntegrityError when the officer is the one who collected it,
    when the reason says less than ten characters, or while another consent counts.
    """
    waiting = Consent.objects.filter(pk=consent.pk, status=Status.GIVEN, in_assistance=True)
    if not waiting.update(assistance_reason=on_one_line(reason), assistance_officer=officer):
        raise WrongStep("This consent does not wait for a second officer.")
    consent.refresh_from_db()
    sentence = f"A second officer let the consent of {consent.contributor} count during assistance."
    audit.record("consent.assistance", consent, sentence, officer)
    return activate(consent, officer)


def taken_purposes(contributor: Contributor | None, purposes: Iterable[str]) -> set[str]:
    """Return those of the purposes for which a consent of the person counts already: one at a time does."""
    active = Consent.objects.filter(contributor=contributor, status=Status.ACTIVE)
    return set(purposes).intersection(chain(*active.values_list("purposes", flat=True)))


def in_its_place(consent: Consent) -> Consent:
    """Return a consent as it stands now, or the one that has taken its place, locked.

    Somebody may narrow a consent while another still has the old one before them.
    """
    consent = Consent.objects.select_for_update().get(pk=consent.pk)
    while consent.status == Status.SUPERSEDED:
        consent = Consent.objects.select_for_update().get(supersedes=consent.pk)
    return consent


def move(consent: Consent, status: Status) -> None:
    """Change the status, forward only; what was taken back goes into the ledger. Raises WrongStep."""
    current = Consent.objects.select_for_update().get(pk=consent.pk).status
    if status not in NEXT.get(Status(current), set()):
        raise WrongStep(f"A consent that is {current} cannot become {status}.")
    consent.status, consent.status_at = status, timezone.now()
    consent.save(update_fields=["status", "status_at"])
    record_if_taken_back(consent)
