"""Proves a take-down: looks for the story's fingerprint on every surface, and writes down what it found."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from stories.consent import audit
from stories.consent.choices import Surface
from stories.consent.keyring import unseal_for_site
from stories.consent.models import Takedown, TakedownCheck
from stories.consent.rotation import FINGERPRINT
from stories.fingerprints import Fingerprint
from stories.models import StoryPage
from stories.surfaces import cache, database, edge, feeds, listings, media, pages, search, storage, web
from stories.surfaces.case import LONGEST_PLACE, Case, Finding

# The database first: pages that quote the story are opened with those that list it.
SURFACES = (database, pages, listings, feeds, search, media, storage, cache, edge)
OTHERS = "*"
WITHOUT = "no fingerprint"


class NothingToLookFor(ValueError):
    """The take-down was closed, and its fingerprint emptied."""


def verify(takedown: Takedown, ask: web.Ask | None = None) -> list[Finding]:
    """Look everywhere once, record the round, and return what is left. Raises NothingToLookFor.

    `ask` answers for the public host; None asks it.
    """
    fingerprint = open_fingerprint(takedown)
    case = Case(fingerprint, takedown.mode, ask or web.public_host().ask, web.edges())
    findings = [finding for surface in SURFACES for finding in surface.look(case)]
    if not fingerprint.is_complete:
        findings.append(Finding(Surface.DATABASE, WITHOUT, 0, is_reached=False))
    _record(takedown, findings)
    return [finding for finding in findings if finding.is_left]


def open_fingerprint(takedown: Takedown) -> Fingerprint:
    """Return what a take-down looks for. Raises NothingToLookFor."""
    if not takedown.fingerprint:
        raise NothingToLookFor("This take-down is closed: nothing is kept to look for.")
    return Fingerprint.from_bytes(unseal_for_site(FINGERPRINT, bytes(takedown.fingerprint)))


def is_overtaken(takedown: Takedown) -> bool:
    """Whether the person has consented anew since, and is public again by their own will."""
    public = StoryPage.objects.filter(contributor=takedown.contributor_id).for_public_display()
    return public.filter(last_published_at__gt=takedown.asked_at).exists()


@transaction.atomic
def _record(takedown: Takedown, findings: list[Finding]) -> None:
    locked = Takedown.objects.select_for_update().get(pk=takedown.pk)
    number = (locked.checks.aggregate(last=Max("round"))["last"] or 0) + 1
    TakedownCheck.objects.bulk_create(
        TakedownCheck(takedown=locked, round=number, surface=finding.surface, place=finding.place,
                      found=finding.found, milliseconds=finding.milliseconds, is_reached=finding.is_reached)
        for finding in _together(findings, set(locked.checks.filter(round=0).values_list("surface", "place")))
    )  # fmt: skip
    left = sum(finding.is_left for finding in findings)
    locked.verified_at = None if left else locked.verified_at or timezone.now()
    locked.save(update_fields=["verified_at"])
    takedown.verified_at = locked.verified_at
    audit.record("takedown.checked", locked, f"{locked}, check {number}: {left} places left.")


def _together(findings: Iterable[Finding], known: set[tuple[str, str]]) -> Iterator[Finding]:
    """Yield one finding a place: those known from before, those where something is left, the rest in one."""
    places: dict[tuple, list[Finding]] = defaultdict(list)
    for finding in findings:
        place = finding.place[:LONGEST_PLACE]
        is_named = finding.is_left or (finding.surface, place) in known
        places[finding.surface, place if is_named else OTHERS].append(finding)
    for (surface, place), same in places.items():
        yield Finding(
            surface,
            f"{OTHERS}{len(same)}" if place == OTHERS else place,
            sum(finding.found for finding in same),
            max(finding.milliseconds for finding in same),
            all(finding.is_reached for finding in same),
        )
