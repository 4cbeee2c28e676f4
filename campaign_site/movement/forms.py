"""What one signs with, and what asks for a fresh link. What was typed is kept; errors stand beside the field."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.forms.guarded_form import GuardedForm
from campaign_site.delivery.forms.typed_text import EMAIL_MESSAGES, plain_text
from campaign_site.movement import names
from campaign_site.pages.choices import country_choices


def _countries():
    return [("", _("Choose a country")), *country_choices()]


def email_field(help_text=""):
    """Return the field for a mail address."""
    return forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=help_text,
        error_messages=EMAIL_MESSAGES,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class SignForm(GuardedForm):
    """First name, country, mail address, and whether the name may be shown."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=names.LONGEST,
        validators=[plain_text],
        error_messages={"required": _("Enter your first name, or the name that friends call you.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "dir": "auto"}),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=_countries,
        help_text=_("The country that you live in, or feel at home in."),
        error_messages={
            "required": _("Choose a country."),
            "invalid_choice": _("Choose one of the countries in the list."),
        },
        widget=forms.Select(attrs={"autocomplete": "country"}),
    )
    email = email_field(_("For one mail with a link to confirm. Once you have, we no longer keep the address."))
    show_name = forms.BooleanField(
        label=_("You may show my first name on this site"),
        required=False,
        help_text=_("Never with your country, and only once five people with that name agreed."),
    )

    def clean_first_name(self):
        """Return the name in its one spelling, unless it is none."""
        name = names.tidy(self.cleaned_data["first_name"])
        if not names.is_name(name):
            raise forms.ValidationError(_("Use letters only, with spaces, hyphens or apostrophes between them."))
        return name

    def answers(self) -> dict:
        """Return the fields of the commitment. Only after `is_valid()`."""
        answers = self.cleaned_data
        return {
            "first_name": answers["first_name"],
            "country": answers["country"],
            "may_show_name": answers["show_name"],
            "email": answers["email"],
            "language": get_language(),
        }


class FindForm(GuardedForm):
    """The address to which a fresh link goes."""

    email = email_field()
