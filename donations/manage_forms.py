"""Small forms on the page of one pledge, and the one that asks for a fresh link."""

from copy import copy

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaign_site.delivery.forms.guarded_form import FieldSilentWhenHidden, GuardedForm
from campaign_site.delivery.forms.typed_text import EMAIL_MESSAGES, writable
from donations.amounts import AmountError, parse_amount
from donations.currencies import CURRENCIES
from donations.forms import AMOUNT_MESSAGES, PledgeForm, amount_message
from donations.managing import PAUSES, stands_on_receipts
from donations.models import Pledge
from donations.money import Money
from donations.written import written_to_type


class ChangeForm(forms.Form):
    """Another amount for a pledge. After `is_valid()`, `money` is it; `received` (minor units) came already."""

    bound_field_class = FieldSilentWhenHidden

    amount = forms.CharField(
        label=_("New amount"),
        max_length=40,
        error_messages={"required": AMOUNT_MESSAGES["empty"]},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, pledge: Pledge, received: int, data=None):
        super().__init__(writable(data))
        self.pledge, self.received = pledge, received
        self.fields["amount"].help_text = _("In %(currency)s.") % {"currency": pledge.currency}
        self.money: Money | None = None

    def clean_amount(self):
        """Read the amount in the pledge's currency. What was given already cannot be promised away."""
        try:
            money = parse_amount(self.cleaned_data["amount"], self.pledge.currency)
        except AmountError as error:
            raise forms.ValidationError(amount_message(error)) from error
        least = self.pledge.instalments * CURRENCIES[money.currency].minimum
        if not self.pledge.is_regular:
            least = max(least, self.received)
        if money.minor < least:
            raise forms.ValidationError(
                _("The smallest amount is %(amount)s.")
                % {"amount": written_to_type(Money.of(least, money.currency))}
            )
        self.money = money
        return money.plain()


class PauseForm(forms.Form):
    """How long to pause; nothing is chosen beforehand."""

    months = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose how long the pause lasts.")),
        widget=forms.RadioSelect,
    )

    def __init__(self, data=None):
        super().__init__(data)
        self.fields["months"].choices = [
            (months, ngettext("%(months)s month", "%(months)s months", months) % {"months": months})
            for months in PAUSES
        ]


class DetailsForm(forms.Form):
    """Whose pledge it is and how we write: what the form of the pledge asked, with the same rules."""

    name = copy(PledgeForm.base_fields["name"])
    show_name = copy(PledgeForm.base_fields["show_name"])
    dedication = copy(PledgeForm.base_fields["dedication"])
    language = copy(PledgeForm.base_fields["language"])

    def __init__(self, pledge: Pledge, data=None):
        super().__init__(
            writable(data),
            initial={
                "name": pledge.name,
                "show_name": not pledge.is_anonymous,
                "dedication": pledge.dedication,
                "language": pledge.language,
            },
        )
        if stands_on_receipts(pledge):
            self.fields["name"].disabled = True
            self.fields["name"].help_text = _("It stands on your receipts, so it can no longer be changed here.")

    def details(self) -> dict:
        """Return the columns of the pledge. Only after `is_valid()`."""
        sent = self.cleaned_data
        return {
            "name": sent["name"],
            "is_anonymous": not (sent["show_name"] and sent["name"]),
            "dedication": sent["dedication"],
            "language": sent["language"],
        }


class FindForm(GuardedForm):
    """The address to which links go."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("The one that you gave with your pledge."),
        error_messages=EMAIL_MESSAGES,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
