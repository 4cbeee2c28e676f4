"""The rule, once: does a consent cover a text on this website, in its language, with what it shows of the person?

In Python (`gaps`, `covers`) and as a query (`ConsentQuerySet.covering`), which say the same line by line. The
database says it a third time for whoever goes round both (`stories.gate`); one table of cases in
`tests/stories/test_coverage.py` holds all of them to the same answers.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from django.apps import apps
from django.db import models
from django.db.models import ExpressionWrapper, Q, Value
from django.utils import timezone

from stories.consent.choices import ENDS_A_YES, Channel, Element, Purpose, Status
from stories.consent.fields import ChoiceSetField


class Gap(StrEnum):
    """What a consent lacks to cover a text."""

    STATUS = "status"
    EXPIRED = "expired"
    COOLING_OFF = "cooling_off"
    SITE = "site"
    LANGUAGE = "language"
    ELEMENTS = "elements"


def covers(consent, language: str, elements: Iterable[str], now=None) -> bool:
    """Whether a consent covers a text at this moment."""
    return not gaps(consent, language, elements, now)


def gaps(consent, language: str, elements: Iterable[str], now=None) -> list[Gap]:
    """Return all that a consent lacks to cover a text at this moment."""
    return [*gaps_in_time(consent, now), *gaps_in_scope(consent, language, elements)]


def gaps_in_time(consent, now=None) -> list[Gap]:
    """Return why a consent is not in force: the twin of `in_force()`."""
    now = now or timezone.now()
    holds = {
        Gap.STATUS: consent.status == Status.ACTIVE,
        Gap.EXPIRED: consent.valid_until >= now.date(),
        Gap.COOLING_OFF: consent.cooling_off_until is None or consent.cooling_off_until <= now,
    }
    return [gap for gap, is_met in holds.items() if not is_met]


def gaps_in_scope(consent, language: str, elements: Iterable[str]) -> list[Gap]:
    """Return what of a text lies outside what the person agreed to, whenever that counts."""
    holds = {
        Gap.SITE: Purpose.AWARENESS in consent.purposes and Channel.SITE in consent.channels,
        Gap.LANGUAGE: language in consent.languages,
        Gap.ELEMENTS: set(elements) <= set(consent.elements),
    }
    return [gap for gap, is_met in holds.items() if not is_met]


def next_change() -> datetime | None:
    """Return when the next consent begins to count by the clock alone; they run out at midnight (UTC)."""
    waiting = apps.get_model("consent.Consent").objects.filter(cooling_off_until__gt=timezone.now())
    return waiting.aggregate(next=models.Min("cooling_off_until"))["next"]


class ConsentQuerySet(models.QuerySet):
    """Consents, and the question whether one covers a text."""

    def in_date(self, now=None):
        """Active and not run out: the person holds to it, perhaps still with time to think again."""
        now = now or timezone.now()
        return self.filter(status=Status.ACTIVE, valid_until__gte=now.date())

    def in_force(self, now=None):
        """Active, in date, and the time for thinking again is over."""
        now = now or timezone.now()
        return self.in_date(now).filter(Q(cooling_off_until=None) | Q(cooling_off_until__lte=now))

    def ending_within(self, days):
        """Active ones whose last day is at most so many days away."""
        return self.in_date().filter(valid_until__lte=timezone.now().date() + timedelta(days))

    def for_site(self):
        """Given for telling the public on this website."""
        return self.filter(_for_site())

    def ending_a_yes(self):
        """Withdrawn, run out, or narrowed to other uses than this website: a yes from before counts no longer."""
        stays = Q(superseded_by=None) | _for_site("superseded_by__")
        return self.filter(Q(status__in=ENDS_A_YES) | (Q(status=Status.SUPERSEDED) & _for_site() & ~stays))

    def covering(self, language, elements=frozenset(), now=None):
        """In force for a text on this website; language and elements may be those of an outer query."""
        shown = elements if hasattr(elements, "resolve_expression") else Value(elements, ChoiceSetField())
        each = [Q(elements__has=element.value) | ~Q(text_shows__has=element.value) for element in Element]
        return (
            self.in_force(now)
            .for_site()
            .annotate(text_shows=ExpressionWrapper(shown, output_field=ChoiceSetField()))
            .filter(*each, languages__has=language)
        )


def _for_site(path: str = "") -> Q:
    return Q((f"{path}purposes__has", Purpose.AWARENESS), (f"{path}channels__has", Channel.SITE))
