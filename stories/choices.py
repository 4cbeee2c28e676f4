"""How stories are sorted: forms of exploitation (ILO and IOM usage), regions (IOM's), age at the time."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Exploitation(TextChoices):
    """What was done, named soberly."""

    CONSTRUCTION = "construction", _("Forced labour in construction")
    FISHING = "fishing", _("Forced labour at sea")
    FARMING = "farming", _("Forced labour in farming")
    FACTORY = "factory", _("Forced labour in a factory")
    CARE = "care", _("Forced labour in care work")
    DOMESTIC = "domestic", _("Domestic servitude")
    MARRIAGE = "marriage", _("Forced marriage")
    SCAM = "scam", _("Forced online scamming")
    SEXUAL = "sexual", _("Sexual exploitation")
    BEGGING = "begging", _("Forced begging")


class Region(TextChoices):
    """Where it happened, never closer than a region."""

    EAST_AFRICA = "east_africa", _("East and Southern Africa")
    WEST_AFRICA = "west_africa", _("West and Central Africa")
    MIDDLE_EAST = "middle_east", _("Middle East and North Africa")
    EUROPE = "europe", _("Europe and Central Asia")
    SOUTH_ASIA = "south_asia", _("South Asia")
    SOUTH_EAST_ASIA = "south_east_asia", _("East and South-East Asia")
    LATIN_AMERICA = "latin_america", _("Latin America and the Caribbean")
    NORTH_AMERICA = "north_america", _("North America")
    PACIFIC = "pacific", _("Pacific")


class AgeBand(TextChoices):
    """The person's age at the time."""

    UNDER_18 = "under_18", _("Under 18")
    FROM_18 = "18_24", _("18 to 24")
    FROM_25 = "25_39", _("25 to 39")
    FROM_40 = "40_plus", _("40 and over")


def label(choices: type[TextChoices], code: str) -> str:
    """Return a code in words, or as it is where there are none: in what is just being written."""
    return str(choices(code).label) if code in choices else code


class PictureShows(TextChoices):
    """Who would be recognised in a picture by people who know them."""

    NOBODY = "nobody", _("Nobody")
    FACE = "face", _("The person's face")


class StoryState(TextChoices):
    """Where a story's page stands, for the lists of the desk."""

    DRAFT = "draft", _("Being written")
    REVIEW = "review", _("Being reviewed")
    PUBLIC = "public", _("Public")
    HIDDEN = "hidden", _("No longer public")
