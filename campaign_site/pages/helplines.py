"""Helplines: who helps in which country, how to reach them, and when somebody last checked."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel

from campaign_site.delivery.admin.edited_meanwhile import OneAfterTheOther
from campaign_site.pages.choices import (
    country_choices,
    country_name,
    is_language,
    language_name,
    own_language_name,
    sort_key,
    time_zone_choices,
    time_zone_name,
)

# Half a year: numbers change seldom, and one call tells whether they did. Later the page says that it is long
# ago, and the dashboard names the line.
CHECKED_FOR = timedelta(days=182)
# A slash parts an area code from its number (055/12345), never two numbers: those would be dialled as one.
AREA_CODE = re.compile(r"(?:0[0-9]{0,5}|\+[0-9]{2,9})/[1-9][0-9]{3,}")
PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{1,38}")


class HelplineForm(OneAfterTheOther, WagtailAdminModelForm):
    """Offers the countries by name, and the time zones as the IANA database calls them."""

    country = forms.ChoiceField(label=capfirst(_("country")), choices=country_choices)
    time_zone = forms.ChoiceField(
        label=capfirst(_("time zone")),
        choices=lambda: [("", _("The local time of the country")), *time_zone_choices()],
        required=False,
        help_text=_("Where the country has several, or the line is answered elsewhere."),
    )


def is_phone(text: str) -> bool:
    """Whether this is one telephone number, as countries write them."""
    if "/" in text and not AREA_CODE.fullmatch(re.sub(r"\(0\)|[ ().\-]", "", text)):
        return False
    return PHONE.fullmatch(text) is not None


def not_checked_since() -> date:
    """Return the day before which a check is too long ago."""
    return timezone.localdate() - CHECKED_FOR


class HelplineQuerySet(models.QuerySet):
    """Helplines, and those that somebody has to look at."""

    def to_check_again(self):
        """Only those whose last check is more than `CHECKED_FOR` ago."""
        return self.filter(reviewed_on__lt=not_checked_since())


class Helpline(models.Model):
    """A number or chat that helps in one country. Shown on the help pages of all languages."""

    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166-1 code of two letters."))
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone number"), max_length=40, blank=True)
    is_free = models.BooleanField(_("free of charge"), default=False)
    is_always_open = models.BooleanField(_("open day and night"), default=False)
    hours = models.CharField(
        _("hours"), max_length=120, blank=True, help_text=_("For example 09:00–17:00, in the local time.")
    )
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)
    languages = models.CharField(
        _("languages"),
        max_length=120,
        blank=True,
        help_text=_("Codes with a comma between, such as en,fr,ar."),
    )
    chat_url = models.URLField(_("web chat"), blank=True)
    website = models.URLField(_("website"), blank=True)
    is_example = models.BooleanField(
        _("example"), default=False, help_text=_("Not a real number; the page says so beside it.")
    )
    reviewed_on = models.DateField(_("last checked on"))

    objects = HelplineQuerySet.as_manager()

    base_form_class = HelplineForm
    panels = [
        FieldPanel(name)
        for name in (
            "country", "name", "phone", "is_free", "is_always_open", "hours", "time_zone",
            "languages", "chat_url", "website", "is_example", "reviewed_on",
        )
    ]  # fmt: skip

    class Meta:
        ordering = ["country", "name"]
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="") | ~models.Q(chat_url="") | ~models.Q(website=""),
                name="helpline_can_be_reached",
            )
        ]

    def __str__(self):
        return f"{self.name} ({self.country})"

    @property
    def country_name(self) -> str:
        """The country's name in the active language."""
        return country_name(self.country)

    @property
    def time_zone_name(self) -> str:
        """What people call the time that `hours` are in, in the active language; empty for the local time."""
        return time_zone_name(self.time_zone) if self.time_zone else ""

    @property
    def is_to_check_again(self) -> bool:
        """Whether the last check is more than `CHECKED_FOR` ago."""
        return self.reviewed_on < not_checked_since()

    @property
    def language_codes(self) -> list[str]:
        """The languages as codes."""
        return [code.strip() for code in self.languages.split(",") if code.strip()]

    @property
    def language_names(self) -> list[str]:
        """The languages' names in the active language."""
        return [language_name(code) for code in self.language_codes]

    def clean(self):
        """Refuse, beside the field, what a caller could not use."""
        errors = {}
        if self.country not in dict(country_choices()):
            errors["country"] = _("Use the country's code of two letters, for example GH for Ghana.")
        if not (self.phone or self.chat_url or self.website):
            errors["phone"] = _("Enter a phone number, a web chat or a website.")
        elif self.phone and not is_phone(self.phone):
            errors["phone"] = _("Enter one number: digits, spaces, + - . ( ) and, behind the area code, one /.")
        if unknown := [code for code in self.language_codes if not is_language(code)]:
            errors["languages"] = _("Not a code of a language: %(codes)s.") % {"codes": ", ".join(unknown)}
        if self.time_zone and self.time_zone not in dict(time_zone_choices()):
            errors["time_zone"] = _("There is no time zone of this name.")
        if self.reviewed_on and self.reviewed_on > timezone.localdate():
            errors["reviewed_on"] = _("This day lies in the future.")
        if errors:
            raise ValidationError(errors)


class Spoken(NamedTuple):
    """A language, and the countries (code, name) in which a helpline answers in it."""

    code: str
    name: str
    own_name: str
    countries: list[tuple[str, str]]
    is_of_page: bool


def spoken_languages(helplines: Iterable[Helpline]) -> list[Spoken]:
    """Return which language is spoken where, countries in the order given; the active language comes first."""
    active = get_language() or "en"
    where: dict[str, dict[str, str]] = {}
    for helpline in helplines:
        for code in helpline.language_codes:
            where.setdefault(code, {})[helpline.country] = helpline.country_name
    spoken = (
        Spoken(code, language_name(code), own_language_name(code), list(countries.items()), code == active)
        for code, countries in where.items()
    )
    return sorted(spoken, key=lambda language: (not language.is_of_page, sort_key(language.name)))
