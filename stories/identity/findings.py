"""Keeps what was found, knows it again, and takes an officer's decision. The words themselves are not kept."""

import hmac
import json
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from campaign_site.delivery.jobs import outbox
from stories.authorship import author_ids
from stories.consent import audit
from stories.consent.choices import MatchKind
from stories.consent.disclosure import without_identity
from stories.consent.envelope import derive
from stories.consent.keyring import master_keys
from stories.identity.everybody import everybody
from stories.identity.models import IdentityFinding
from stories.identity.passages import Found

PURPOSE = "know findings of the identity check again"
FORGET = "identity.forget_pages"
NAMING = frozenset({MatchKind.LEGAL_NAME, MatchKind.RELATIVE, MatchKind.PHONE, MatchKind.ACCOUNT})


class Record(NamedTuple):
    """What a text stands in: the model's label, its primary key, and the page if it is one."""

    model: str
    key: str
    page: int | None

    @classmethod
    def of(cls, instance: models.Model, page: int | None = None) -> "Record":
        """Return the record of a model instance."""
        return cls(instance._meta.label_lower, str(instance.pk), page)


class Version(NamedTuple):
    """What was found in one version of a record: `hash` says which text it is, `is_live` that it is public."""

    found: list[Found]
    hash: str
    is_live: bool


def fingerprints(record: Record, found: Found) -> list[str]:
    """Return by what a finding is known again, with each of the site's keys, the newest first."""
    what = json.dumps([record.model, record.key, found.part, found.kind, found.of_another, found.value])
    return [hmac.new(derive(master.key, PURPOSE), what.encode(), sha256).hexdigest() for master in master_keys()]


@transaction.atomic
def keep(record: Record, versions: Iterable[Version]) -> list[IdentityFinding]:
    """Keep what a record holds now in all its versions; return what is new and open.

    What was found before and is there no longer goes, unless somebody decided on it: that is remembered.
    """
    existing = IdentityFinding.objects.filter(model=record.model, key=record.key)
    before = {finding.fingerprint: finding for finding in existing}
    now: dict[str, IdentityFinding] = {}
    new = []
    for version in versions:
        for found in version.found:
            known_by = fingerprints(record, found)
            finding = now.get(known_by[0]) or next((before[one] for one in known_by if one in before), None)
            if finding is None:
                finding = IdentityFinding(page_id=record.page, model=record.model, key=record.key)
                new.append(finding)
            if known_by[0] not in now:
                finding.live_hash = finding.draft_hash = ""
                finding.is_shown = False
            finding.fingerprint, finding.place, finding.kind = known_by[0], found.place, found.kind
            finding.of_another, finding.is_shown = found.of_another, finding.is_shown or found.is_shown
            setattr(finding, "live_hash" if version.is_live else "draft_hash", version.hash)
            now[known_by[0]] = finding
    kept = {finding.pk for finding in now.values()}
    gone = [finding for finding in before.values() if finding.pk not in kept]
    if forgotten := [finding.pk for finding in gone if finding.resolved_at is None]:
        IdentityFinding.objects.filter(pk__in=forgotten).delete()
    if rest := [finding.pk for finding in gone if finding.resolved_at is not None]:
        IdentityFinding.objects.filter(pk__in=rest).update(live_hash="", draft_hash="")
    for finding in now.values():
        if finding.pk:
            columns = ["fingerprint", "place", "kind", "of_another", "is_shown", "live_hash", "draft_hash"]
            finding.save(update_fields=columns)
    # Whoever looks at the same moment finds the same.
    IdentityFinding.objects.bulk_create(new, ignore_conflicts=True)
    return new


@transaction.atomic
def resolve(finding: IdentityFinding, reason: str, officer) -> None:
    """Keep an officer's decision that what was found may stand there. Raises PermissionDenied, ValidationError.

    Nobody decides on what they have written. What the vault knows the person by is left out of the reason: it is
    refused when too little of one is left, and when it names anybody else whom we protect.
    """
    if not officer.has_perm("stories.resolve_identityfinding") or wrote(officer, finding):
        raise PermissionDenied
    story = story_of(finding)
    finding.reason = without_identity(story.contributor, reason) if story else reason
    if any(match.kind in NAMING for match in everybody(officer).terms.scan(finding.reason)):
        raise ValidationError("A reason is kept for ever, and names nobody.")
    finding.resolved_at, finding.resolved_by = timezone.now(), officer
    finding.full_clean(exclude=["page", "place", "fingerprint"])
    finding.save(update_fields=["reason", "resolved_at", "resolved_by"])
    if finding.live_hash and story:
        forget_later(story.pk)
    about = story.contributor if story else finding
    sentence = f"{finding} of the identity check ({finding.kind}) was resolved. Reason: {finding.reason}"
    audit.record("identity.resolved", about, sentence, officer)


def forget_later(page: int) -> None:
    """Have what the caller's transaction hides or shows again be so everywhere that keeps copies of pages."""
    key = f"{FORGET}:{page}:{timezone.now().isoformat()}"
    outbox.enqueue(FORGET, key=key, reference=str(page), nobody_waits=True)


def wrote(user, finding: IdentityFinding) -> bool:
    """Whether this user wrote in the story that a finding is about."""
    story = story_of(finding)
    return story is not None and user.pk in author_ids(story)


def story_of(finding: IdentityFinding):
    """Return the story that a finding is about, as it was last saved; None when it is about something else."""
    if finding.page_id is None or finding.model != "stories.storypage":
        return None
    return finding.page.specific.get_latest_revision_as_object()
