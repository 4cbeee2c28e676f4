"""The identity check of everything, once a day and by `manage.py check_identities`.

Stories first, then all other pages, then what editors write elsewhere. It goes on where it was left, so that the
periodic work of a minute is never kept waiting by it for longer than that.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.models import Page, ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from campaign_site.delivery.caching.every_copy import forget_every_copy
from campaign_site.delivery.public_address import public_address
from campaign_site.media.models import CampaignCaptions, CampaignVideo
from stories.consent import officers
from stories.identity import findings
from stories.identity.checking import versions_of_others, versions_of_stories
from stories.identity.everybody import Everybody, everybody
from stories.identity.findings import Record, Version
from stories.identity.models import IdentityFinding, IdentityRun
from stories.identity.texts import FILE_TEXTS, text_fields
from stories.models import StoryPage

CHUNK = 100
SLICE_SECONDS = 40
LEASE = timedelta(minutes=5)


class Step(NamedTuple):
    """Some records of one kind that were looked at: model, last key, how many, what is found, what is new."""

    model: type[models.Model]
    key: int
    looked_at: int
    found: int
    new: list[IdentityFinding]


def kinds_of_records() -> list[type[models.Model]]:
    """Return the models of all that is looked at, stories first."""
    pages = [model for model in apps.get_models() if issubclass(model, Page) and model not in (Page, StoryPage)]
    elsewhere = {*get_snippet_models(), *FILE_TEXTS, CampaignVideo, CampaignCaptions}
    elsewhere |= {model for model in apps.get_models() if issubclass(model, (BaseSiteSetting, BaseGenericSetting))}
    others = [model for model in [*pages, *elsewhere] if text_fields(model)]
    return [StoryPage, *sorted(others, key=lambda model: (not issubclass(model, Page), model._meta.label_lower))]


def look_through(known: Everybody, model: str = "", key: int = 0, *, dry_run: bool = False) -> Iterator[Step]:
    """Look at everything after this record, some at a time, and keep what is found unless `dry_run`."""
    kinds = kinds_of_records()
    labels = [kind._meta.label_lower for kind in kinds]
    first = labels.index(model) if model in labels else 0
    for number, kind in enumerate(kinds[first:]):
        last = key if number == 0 else 0
        while records := list(_records(kind, last)):
            last = records[-1].pk
            yield _look_at(kind, records, known, dry_run)
    if not dry_run:
        _forget_deleted_records()


def check_tonight() -> int:
    """Do the part of today's check that fits into a minute; return how many records were looked at."""
    run, _created = IdentityRun.objects.get_or_create(day=timezone.now().date())
    now = timezone.now()
    mine = IdentityRun.objects.filter(Q(busy_until=None) | Q(busy_until__lt=now), pk=run.pk, finished_at=None)
    if not mine.update(busy_until=now + LEASE):
        return 0
    run.refresh_from_db()
    began, looked_at, new = time.monotonic(), 0, []
    for step in look_through(everybody(), run.model, run.key):
        looked_at += step.looked_at
        new += step.new
        IdentityRun.objects.filter(pk=run.pk).update(
            model=step.model._meta.label_lower, key=step.key, looked_at=F("looked_at") + step.looked_at,
            found=F("found") + step.found, busy_until=timezone.now() + LEASE,
        )  # fmt: skip
        if time.monotonic() - began > SLICE_SECONDS:
            break
    else:
        IdentityRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
    IdentityRun.objects.filter(pk=run.pk).update(busy_until=None)
    tell_officers(new)
    return looked_at


@transaction.atomic
def tell_officers(new: list[IdentityFinding]) -> int:
    """Write to the protection officers what was found in public texts: codes and numbers only. Count the mails."""
    public = list(IdentityFinding.objects.open().filter(fingerprint__in=[one.fingerprint for one in new]))
    public = [finding for finding in public if finding.live_hash]
    if not public:
        return 0
    hidden = StoryPage.objects.filter(pk__in=[one.page_id for one in public if hides(one)])
    context = {
        "count": len(public),
        "codes": sorted(set(hidden.values_list("contributor__code", flat=True))),
        "address": public_address(reverse("identity_finding:index")),
    }
    return officers.tell("identity_found", key=f"identity:{max(one.pk for one in public)}", context=context)


def hides(finding: IdentityFinding) -> bool:
    """Whether the finding hides a live story as long as it is open (`IdentityFinding.objects.hiding`)."""
    is_story = finding.model == StoryPage._meta.label_lower and finding.page_id is not None
    return is_story and bool(finding.live_hash) and finding.is_shown and not finding.of_another


def forget_pages(item) -> None:
    """Have copies of a story and of all that list it forgotten: the outbox's work of the kind findings.FORGET."""
    forget_every_copy()


def _records(kind: type[models.Model], after: int):
    records = kind._default_manager.filter(pk__gt=after).order_by("pk")
    if issubclass(kind, Page):
        records = records.select_related("locale")
    if kind is StoryPage:
        records = records.select_related("contributor").prefetch_related("contributor__slots")
    return records[:CHUNK]


def _look_at(kind: type[models.Model], records: list, known: Everybody, dry_run: bool) -> Step:
    looked = versions_of_stories(records, known) if kind is StoryPage else versions_of_others(records, known)
    label = kind._meta.label_lower
    keys = [str(record.pk) for record in records]
    noted = set(IdentityFinding.objects.filter(model=label, key__in=keys).values_list("key", flat=True))
    found, new = 0, []
    for record, versions in looked:
        if kind in FILE_TEXTS and any(version.found for version in versions) and _is_in_a_story(record):
            versions = [Version([], "", True)]  # it is found there
        found += sum(len(version.found) for version in versions)
        if not dry_run and (str(record.pk) in noted or any(version.found for version in versions)):
            new += _keep(record, versions)
    return Step(kind, records[-1].pk, len(records), found, new)


@transaction.atomic
def _keep(record: models.Model, versions: list[Version]) -> list[IdentityFinding]:
    page = record.pk if isinstance(record, Page) else None
    new = findings.keep(Record.of(record, page), versions)
    if any(map(hides, new)):
        findings.forget_later(record.pk)
    return new


def _is_in_a_story(item) -> bool:
    story = ContentType.objects.get_for_model(StoryPage)
    return ReferenceIndex.get_references_to(item).filter(content_type=story).exists()


def _forget_deleted_records() -> None:
    """Findings in pages go with them; those in other records are looked for."""
    rest = IdentityFinding.objects.filter(page=None)
    for label in set(rest.values_list("model", flat=True)):
        found_in = set(rest.filter(model=label).values_list("key", flat=True))
        still_there = apps.get_model(label)._default_manager.filter(pk__in=found_in).values_list("pk", flat=True)
        rest.filter(model=label, key__in=found_in - {str(pk) for pk in still_there}).delete()
