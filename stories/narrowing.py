"""Takes back a part of a consent: an element, a language, a purpose, a channel. What is left goes on at once."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from campaign_site.delivery.jobs import outbox
from stories.consent import audit, lifecycle
from stories.consent.choices import EvidenceKind, Method, Status
from stories.consent.coverage import Gap, gaps_in_scope, gaps_in_time
from stories.consent.lifecycle import WrongStep
from stories.consent.models import Consent
from stories.consent.sealing import lock
from stories.models import StoryPage
from stories.takedown import hide

SHOW_LESS = "consent.narrowed"
SETS = ("purposes", "channels", "elements", "languages")
# What is no part of what the person agreed to, or is written anew.
OWN = (
    "id", "record_id", "supersedes", "method", "interpreter", "witness", "given_at", "collected_by", "status",
    "status_at", *SETS,
)  # fmt: skip


class NotNarrower(ValueError):
    """More was asked for than the person agreed to: that is a new consent. `str()` is a sentence for people."""


class NothingLeft(ValueError):
    """Nothing would be left of the consent: withdrawing is the way. `str()` is a sentence for people."""


@transaction.atomic
def narrow(
    consent: Consent,
    *,
    purposes: Iterable[str] | None = None,
    channels: Iterable[str] | None = None,
    elements: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    method: Method = Method.CODE,
    actor=None,
) -> Consent:
    """Let a consent cover only these (None: as before) and return the one that is in force then.

    It is a new consent with the same end, notice and facts, which supersedes the old one in the same transaction:
    it shows at once. Pages that it covers stay public without a gap; the others are hidden. `actor` is the officer
    who acts for the person, with another `method` than the code. Twice is once; what was narrowed meanwhile is
    narrowed further. Raises NotNarrower, NothingLeft, and WrongStep when the consent is over: a withdrawal wins.
    """
    asked = {"purposes": purposes, "channels": channels, "elements": elements, "languages": languages}
    wanted = {name: frozenset(value) for name, value in asked.items() if value is not None}
    if any(value - getattr(consent, name) for name, value in wanted.items()):
        raise NotNarrower(_("This is more than the person agreed to. It needs a new consent."))
    lock(consent.contributor)
    old = _in_force(consent)
    left = {name: getattr(old, name) & wanted.get(name, getattr(old, name)) for name in SETS}
    if not all(left[name] for name in ("purposes", "channels", "languages")):
        raise NothingLeft(_("Nothing would be left of this consent. Take it back instead."))
    if all(left[name] == getattr(old, name) for name in SETS):
        return old
    new = _successor(old, left, method, actor)
    hidden = _supersede(old, new, actor)
    sentence = f"Consent of {old.contributor} was narrowed by {new}; {hidden} pages hidden."
    audit.record("consent.narrowed", old, sentence, actor)
    outbox.enqueue(SHOW_LESS, key=f"{SHOW_LESS}:{new.pk}", reference=str(new.contributor_id), nobody_waits=True)
    return new


def _in_force(consent: Consent) -> Consent:
    consent = lifecycle.in_its_place(consent)
    if set(gaps_in_time(consent)) - {Gap.COOLING_OFF}:
        raise WrongStep(f"A consent that is {consent.status} cannot be narrowed.")
    return consent


def _successor(old: Consent, left: dict[str, frozenset], method: Method, actor) -> Consent:
    facts = [field.name for field in Consent._meta.concrete_fields if field.name not in OWN]
    # Of two officers during assistance, the second cannot be the one who collected the consent.
    collected_by = None if actor and actor.pk == old.assistance_officer_id else actor
    new = Consent(**{name: getattr(old, name) for name in facts}, **left, supersedes=old, method=method)
    kind = EvidenceKind.CODE if method == Method.CODE else EvidenceKind.WITNESS
    location = "Given with the private code" if method == Method.CODE else "Noted in the audit trail"
    return lifecycle.give(new, evidence_kind=kind, evidence_location=location, actor=collected_by)


def _supersede(old: Consent, new: Consent, actor) -> int:
    """Put the new consent in the place of the old one; return how many pages were hidden."""
    pages = StoryPage.objects.filter(contributor=old.contributor_id).select_related("locale")
    lost = [page.pk for page in pages if gaps_in_scope(new, page.locale.language_code, page.elements)]
    hidden = hide(StoryPage.objects.filter(pk__in=lost), actor)
    # Set aside inside this transaction only, where nobody sees it: the database asks at each statement whether a
    # live page is covered. No page is saved, so nothing is logged, sent or made anew.
    aside = list(StoryPage.objects.filter(contributor=old.contributor_id).live().values_list("pk", flat=True))
    StoryPage.objects.filter(pk__in=aside).update(live=False)
    lifecycle.move(old, Status.SUPERSEDED)
    lifecycle.activate(new, actor)
    StoryPage.objects.filter(pk__in=aside).update(live=True)
    return hidden
