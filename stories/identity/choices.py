"""The kinds of what the identity check finds: those of the vaults' terms, and those that give anybody away."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from stories.consent.choices import MatchKind
from stories.identity import patterns


class FindingKind(TextChoices):
    """What a finding is, in words that tell nothing of it."""

    LEGAL_NAME = MatchKind.LEGAL_NAME.value, MatchKind.LEGAL_NAME.label
    RELATIVE = MatchKind.RELATIVE.value, MatchKind.RELATIVE.label
    PLACE = MatchKind.PLACE.value, MatchKind.PLACE.label
    EMPLOYER = MatchKind.EMPLOYER.value, MatchKind.EMPLOYER.label
    PHONE = MatchKind.PHONE.value, MatchKind.PHONE.label
    ACCOUNT = MatchKind.ACCOUNT.value, MatchKind.ACCOUNT.label
    DATE = MatchKind.DATE.value, MatchKind.DATE.label
    OTHER = MatchKind.OTHER.value, MatchKind.OTHER.label
    ANY_PHONE = patterns.PHONE, _("what looks like a telephone number")
    ANY_MAIL = patterns.MAIL, _("what looks like a mail address")
    ANY_DATE = patterns.DATE, _("an exact date")
    AGE_AND_TOWN = patterns.TOWN, _("an age together with a town")
    HANDLE = patterns.HANDLE, _("the name of an account")
    COORDINATES = patterns.COORDINATES, _("coordinates or a map")
    PASSPORT = patterns.PASSPORT, _("what looks like the number of a passport")
    UNREADABLE = "unreadable", _("a record that cannot be opened, so that nobody knows what to look for")
