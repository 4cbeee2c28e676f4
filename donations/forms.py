"""The pledge form. What was typed is kept; what is wrong is said beside the field."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.caching.remembering import Remembered
from campaign_site.delivery.forms.guarded_form import GuardedForm
from campaign_site.delivery.forms.typed_text import EMAIL_MESSAGES, plain_text
from donations.amounts import AmountError, parse_amount
from donations.choices import MOST_INSTALMENTS, Rhythm
from donations.currencies import CURRENCIES
from donations.money import Money
from donations.programmes import ProgrammePage
from donations.written import written, written_to_type

AMOUNT_MESSAGES = {
    "empty": _("Enter an amount."),
    "unreadable": _("We could not read this amount. Use digits, with one mark before the decimals: 10 or 10.50."),
    "negative": _("Enter an amount above nothing, without a minus."),
}


class ProgrammeToChoose(NamedTuple):
    """As much of a programme as the form needs: each pledge asks twice for all of them."""

    pk: int
    slug: str
    title: str
    language: str


def programmes_to_choose() -> Mapping[str, ProgrammeToChoose]:
    """The public programmes in the visitor's language, by slug; in English where that language has none yet."""
    return _programmes(get_language())


@Remembered
def _programmes(language: str) -> Mapping[str, ProgrammeToChoose]:
    found: dict[str, dict[str, ProgrammeToChoose]] = {language: {}, settings.LANGUAGE_CODE: {}}
    public = ProgrammePage.objects.for_public_display().filter(locale__language_code__in=found).order_by("path")
    for programme in public.values_list("pk", "slug", "title", "locale__language_code"):
        chosen = ProgrammeToChoose(*programme)
        found[chosen.language][chosen.slug] = chosen
    return MappingProxyType(found[language] or found[settings.LANGUAGE_CODE])


class PledgeForm(GuardedForm):
    """Programme, amount, rhythm and the supporter. After `is_valid()`, `money` is the amount (a Money)."""

    programme = forms.TypedChoiceField(
        label=_("Programme"),
        error_messages={"invalid_choice": _("Choose one of the programmes in the list.")},
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in CURRENCIES], widget=forms.RadioSelect, initial="EUR"
    )
    amount = forms.CharField(
        label=_("Amount"),
        help_text=_("With or without decimals, for example 50 or 12.50."),
        error_messages={"required": AMOUNT_MESSAGES["empty"]},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}),
    )
    rhythm = forms.ChoiceField(
        label=_("How often"), choices=Rhythm.choices, widget=forms.RadioSelect, initial=Rhythm.ONCE.value
    )
    instalments = forms.IntegerField(
        label=_("Number of monthly parts"),
        required=False,
        help_text=_("Only if you chose one amount in parts: between 2 and 60."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("We send you one link to confirm your pledge."),
        error_messages=EMAIL_MESSAGES,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        validators=[plain_text],
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    show_name = forms.BooleanField(
        label=_("You may show my name in public"),
        required=False,
        help_text=_("Without this your pledge stays anonymous."),
    )
    dedication = forms.CharField(
        label=_("Dedication"),
        max_length=200,
        required=False,
        validators=[plain_text],
        help_text=_("A few words, for example in whose honour you give."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    group = forms.CharField(
        label=_("Employer or group"),
        max_length=120,
        required=False,
        validators=[plain_text],
        help_text=_("If you give together with others. We show it to nobody."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language of our mails"), choices=settings.LANGUAGES)

    def __init__(self, data=None, **kwargs):
        """Offer today's programmes."""
        super().__init__(data, **kwargs)
        if (currency := CURRENCIES.get(self["currency"].value())) and not currency.exponent:
            self.fields["amount"].help_text = _("Without decimals, for example 5000.")
        programmes = programmes_to_choose()
        self.fields["programme"].choices = [(slug, programme.title) for slug, programme in programmes.items()]
        self.fields["programme"].coerce = programmes.get
        self.fields["language"].initial = get_language()
        self.money: Money | None = None

    def clean(self):
        """Read the amount in its currency and see whether it parts into the instalments."""
        cleaned = super().clean()
        if cleaned.get("amount") and cleaned.get("currency"):
            try:
                self.money = parse_amount(cleaned["amount"], cleaned["currency"])
            except AmountError as error:
                self.add_error("amount", amount_message(error))
        if cleaned.get("rhythm") == Rhythm.INSTALMENTS:
            self._check_instalments(cleaned.get("instalments"))
        return cleaned

    def answers(self) -> dict:
        """Return the fields of the pledge. Only after `is_valid()`."""
        answers = self.cleaned_data
        in_parts = answers["rhythm"] == Rhythm.INSTALMENTS
        return {
            "programme_id": answers["programme"].pk,
            "currency": self.money.currency,
            "minor": self.money.minor,
            "exponent": self.money.exponent,
            "rhythm": answers["rhythm"],
            "instalments": answers["instalments"] if in_parts else 1,
            "name": answers["name"],
            "is_anonymous": not (answers["show_name"] and answers["name"]),
            "email": answers["email"],
            "language": answers["language"],
            "dedication": answers["dedication"],
            "group": answers["group"],
        }

    def _check_instalments(self, parts: int | None) -> None:
        if "instalments" in self.errors:
            return
        if parts is None or not 2 <= parts <= MOST_INSTALMENTS:
            self.add_error(
                "instalments",
                _("Enter a number of parts between 2 and %(most)s.") % {"most": MOST_INSTALMENTS},
            )
        elif self.money and self.money.minor < parts * CURRENCIES[self.money.currency].minimum:
            least = Money.of(CURRENCIES[self.money.currency].minimum, self.money.currency)
            self.add_error(
                "instalments",
                _("Each part must be at least %(amount)s. Choose fewer parts.")
                % {"amount": written_to_type(least)},
            )


def amount_message(error: AmountError):
    """Say in the reader's language what is wrong with an amount, and what to type."""
    if error.reason == "ambiguous":
        typed = _(" or ").join(f"“{money.typed()}”" for money in error.readings)
        meant = _(" or ").join(written(money) for money in error.readings)
        return _("Do you mean %(amounts)s? Please type %(typed)s.") % {"amounts": meant, "typed": typed}
    if error.reason == "too_precise":
        return _("This has more decimals than the currency. Please take some away.")
    if error.reason == "too_small":
        return _("The smallest amount is %(amount)s.") % {"amount": written_to_type(error.limit)}
    if error.reason == "too_large":
        return _("The largest amount here is %(amount)s. For more, please write to us.") % {
            "amount": written_to_type(error.limit)
        }
    return AMOUNT_MESSAGES[error.reason]
