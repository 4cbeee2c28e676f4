"""The words of a consent. Purposes, channels and elements follow ISO/IEC TS 27560:2023, clause 6."""

from collections.abc import Collection

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def labels(choices: type[TextChoices], codes: Collection[str]) -> list[str]:
    """Return the words of these codes in the active language, in the order of the choices."""
    return [str(choice.label) for choice in choices if choice.value in codes]


class Status(TextChoices):
    """Where a consent stands. It only moves forward; nothing becomes active twice."""

    DRAFT = "draft", _("Draft")
    GIVEN = "given", _("Given")
    ACTIVE = "active", pgettext_lazy("consent", "Active")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


NEXT = {
    Status.DRAFT: {Status.GIVEN, Status.REFUSED},
    Status.GIVEN: {Status.ACTIVE, Status.REFUSED, Status.WITHDRAWN},
    Status.ACTIVE: {Status.WITHDRAWN, Status.EXPIRED, Status.SUPERSEDED},
}
FINAL = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.EXPIRED, Status.SUPERSEDED})
# Ended by the person's word, also in part: no backup brings such a consent back.
TAKEN_BACK = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.SUPERSEDED})
# Under which a person's yes to a text counts: a narrowed or renewed consent does not take it back.
STANDING = (Status.ACTIVE, Status.SUPERSEDED)
# What ends a yes that was given before, under whichever consent of the same person: the next one needs a new yes.
# So does a consent for this website in whose place one for other uses alone has come (`ending_a_yes`).
ENDS_A_YES = (Status.WITHDRAWN, Status.EXPIRED)


class Purpose(TextChoices):
    """What the story may be used for."""

    AWARENESS = "awareness", _("Telling the public")
    PRESS = "press", _("Press")
    FUNDRAISING = "fundraising", _("Raising funds")
    TRAINING = "training", _("Training")


class Channel(TextChoices):
    """Where it may appear."""

    SITE = "site", _("This website")
    PRESS_RELEASE = "press_release", _("Press releases")
    SOCIAL_MEDIA = "social_media", _("Social media")
    PRINT = "print", _("Print")
    PARTNER = "partner", _("Partners")


class Element(TextChoices):
    """What of the person may be shown."""

    FIRST_NAME = "first_name", _("First name")
    LEGAL_NAME = "legal_name", _("Legal name")
    FACE = "face", _("Face")
    VOICE = "voice", _("Voice")
    AGE = "age", _("Age")
    COUNTRY = "country", _("Country")
    CITY = "city", _("City")
    EMPLOYER = "employer", _("Employer")
    DATES = "dates", _("Dates")


# Faces and voices are pictures and sounds; everything else is words, and has a slot.
SHOWN_AS_WORDS = tuple(element for element in Element if element not in (Element.FACE, Element.VOICE))
NEVER_FOR_MINORS = (Element.LEGAL_NAME, Element.FACE, Element.VOICE, Element.CITY)


class Method(TextChoices):
    """How the consent was given."""

    WRITTEN = "written", _("In writing")
    ORAL = "oral", _("Spoken, with a witness")
    AUDIO = "audio", _("Recorded sound")
    VIDEO = "video", _("Recorded video")
    CODE = "code", _("With the private code")


class EvidenceKind(TextChoices):
    """What proves it."""

    FORM = "form", _("Signed form")
    RECORDING = "recording", _("Recording")
    WITNESS = "witness", _("Statement of a witness")
    GUARDIAN = "guardian", _("Form of a guardian")
    CODE = "code", _("Given with the private code")


class Outcome(TextChoices):
    """The result of a risk review."""

    POSITIVE = "positive", _("May be published")
    NEGATIVE = "negative", _("Must not be published")


class Seen(TextChoices):
    """What a protection officer found in exactly one file of a picture."""

    NOBODY = "nobody", _("Cleared: nobody can be recognised")
    FACE = "face", _("Cleared: nobody but the person, where their consent covers the face")
    TOO_MUCH = "too_much", _("Not cleared")


class ContributorStatus(TextChoices):
    """Whether we still know anything about the person."""

    ACTIVE = "active", _("Active")
    ERASED = "erased", _("Erased")


class VaultPartName(TextChoices):
    """The parts of a person's vault, each sealed on its own."""

    NAMES = "names", _("Legal names")
    CONTACT = "contact", _("How to reach the person, and when it is safe")
    MATCH_TERMS = "match_terms", _("What would give the person away")


class Territory(TextChoices):
    """Where it may be shown: the regions of IOM, or everywhere."""

    WORLD = "world", _("Everywhere")
    EAST_AFRICA = "east_africa", _("East and Southern Africa")
    WEST_AFRICA = "west_africa", _("West and Central Africa")
    MIDDLE_EAST = "middle_east", _("Middle East and North Africa")
    EUROPE = "europe", _("Europe and Central Asia")
    ASIA_PACIFIC = "asia_pacific", _("Asia and the Pacific")
    AMERICAS = "americas", _("The Americas")


class ApprovedBy(TextChoices):
    """Who said yes to the final text."""

    CODE = "code", _("The person, with the private code")
    GUARDIAN = "guardian", _("A guardian")
    READ_BACK = "read_back", _("The person, when an officer read it back")


class ReviewRole(TextChoices):
    """Which of the two reviews of a story this is."""

    PROTECTION = "protection", _("Protection officer")
    SECOND = "second", _("Second officer")


class TakedownMode(TextChoices):
    """How much goes."""

    HIDE = "hide", _("Hide")
    ERASE = "erase", _("Hide and delete")


class AskedBy(TextChoices):
    """Whose word it was."""

    PERSON = "person", _("The person")
    GUARDIAN = "guardian", _("A guardian")
    OFFICER = "officer", _("An officer, for the person")
    LEDGER = "ledger", _("The withdrawal ledger, after a restore")


class Surface(TextChoices):
    """Every kind of place that a story could still be at."""

    PAGE = "page", _("The story's own pages")
    LISTING = "listing", _("Home, lists, search and other pages")
    FEED = "feed", _("Feeds and sitemap")
    MEDIA = "media", _("Pictures, recordings and their copies")
    DATABASE = "database", _("Columns of the database")
    SEARCH = "search", _("Search index")
    CACHE = "cache", _("Page cache")
    EDGE = "edge", _("Edge")


class LedgerKind(TextChoices):
    """What a line of the withdrawal ledger undoes again after a restore."""

    WITHDRAWN = "withdrawn", _("A consent was withdrawn")
    ERASED = "erased", _("A person was erased")
    REVOKED = "revoked", _("A private code was revoked")
    COMMITMENT = "commitment", _("A commitment was taken back")
    SUPPORTER = "supporter", _("A supporter was forgotten")


class MatchKind(TextChoices):
    """What a word would give away. A finding of the identity check names this, never the word."""

    LEGAL_NAME = "legal_name", _("the person's own name")
    RELATIVE = "relative", _("the name of somebody close to the person")
    PLACE = "place", _("a place")
    EMPLOYER = "employer", _("an employer or a household")
    PHONE = "phone", _("a telephone number")
    ACCOUNT = "account", _("a mail address or an account")
    DATE = "date", _("a date")
    OTHER = "other", _("something else that only this person would be known by")
