"""The form that checks a receipt."""

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.forms.guarded_form import GuardedForm
from donations.amounts import LONGEST
from donations.forms import AMOUNT_MESSAGES
from donations.receipts.numbers import read_number


class VerifyForm(GuardedForm):
    """Number and amount, as they stand on the receipt. After `is_valid()` the number is its 16 digits."""

    number = forms.CharField(
        label=_("Number of the receipt"),
        max_length=60,
        help_text=_("16 digits, with or without spaces."),
        error_messages={"required": _("Enter the number of the receipt.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "dir": "ltr"}),
    )
    amount = forms.CharField(
        label=_("Amount received"),
        max_length=LONGEST,
        help_text=_("As it stands on the receipt, with or without the currency."),
        error_messages={"required": AMOUNT_MESSAGES["empty"]},
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}),
    )

    def clean_number(self):
        """Tell a slip of the hand; it says nothing about which numbers there are."""
        try:
            return read_number(self.cleaned_data["number"])
        except ValueError as error:
            message = _("There is a slip in this number. Please compare each digit with the receipt.")
            raise forms.ValidationError(message) from error
