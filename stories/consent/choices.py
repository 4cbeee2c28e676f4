"""The words of a consent. Purposes, channels and elements follow ISO/IEC TS 27560:2023, clause 6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """Where a consent stands. It only moves forward; nothing becomes active twice."""

    DRAFT = "draft", _("Draft")
    GIVEN = "given", _("Given")
    ACTIVE = "active", _("Active")
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


class Outcome(TextChoices):
    """The result of a risk review."""

    POSITIVE = "positive", _("May be published")
    NEGATIVE = "negative", _("Must not be published")
