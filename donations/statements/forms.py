"""What an officer fills in to decide about a payment: where the money goes, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from donations.accounts import Reason
from donations.amounts import AmountError, parse_amount
from donations.forms import amount_message
from donations.models import Pledge, StatementEntry
from donations.programmes import ProgrammePage, one_each
from donations.references import read_reference
from donations.statements.choices import Way
from donations.statements.reversing import holders
from donations.statements.settling import Part

MOST_PARTS = 5

_ASSIGNING = [Reason.REFERENCE_MISTYPED, Reason.REFERENCE_MISSING, Reason.PAYER_SAID]
_RETURNING = [Reason.PAYER_ASKED, Reason.PAID_TWICE, Reason.NOT_FOR_US, Reason.WRONG_AMOUNT]
REASONS: dict[Way, list[Reason]] = {
    Way.KEEP: [Reason.PAYER_SAID, Reason.SEVERAL_PLEDGES],
    Way.ASSIGN: _ASSIGNING,
    Way.SPLIT: [Reason.SEVERAL_PLEDGES, Reason.PAID_TWICE, Reason.PAYER_SAID, Reason.PAYER_ASKED],
    Way.SEND_BACK: _RETURNING,
    Way.REALLOCATE: [Reason.WRONG_PLEDGE, Reason.PAYER_SAID],
    Way.SET_ASIDE: [Reason.NOT_FOR_US],
}


class ReferenceField(forms.CharField):
    """A pledge by its reference, with spaces or without."""

    def __init__(self, **options):
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)

    def clean(self, value):
        """Return the pledge, or None where nothing was typed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            pledge = Pledge.objects.select_related("programme").filter(reference=read_reference(typed)).first()
        except ValueError:
            pledge = None
        if pledge is None:
            raise forms.ValidationError(_("No pledge has this reference. Please check each digit."))
        return pledge


class WayForm(forms.Form):
    """The part of every decision: why, and which version of the payment the officer saw."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, entry: StatementEntry, way: Way, **kwargs):
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["version"].initial = entry.version
        self.fields["reason"].choices = [(reason.value, reason.label) for reason in REASONS[way]]
        # Nothing is chosen beforehand, and the reason comes last.
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def parts(self) -> list[Part]:
        """Where the money goes; empty where the way alone says it."""
        return []


class TargetForm(WayForm):
    """One pledge, or a programme without a pledge, gets all of it."""

    pledge = ReferenceField(label=_("Reference of the pledge"), required=False)
    programme = forms.ModelChoiceField(
        label=_("Or a programme, when there is no pledge"), queryset=ProgrammePage.objects.none(), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Each programme once: its translations share what is given to it.
        self.fields["programme"].queryset = one_each()

    def clean(self):
        """Take one of the two."""
        cleaned = super().clean()
        if not self.errors and bool(cleaned.get("pledge")) == bool(cleaned.get("programme")):
            raise forms.ValidationError(_("Give the reference of a pledge, or choose a programme."))
        return cleaned

    @property
    def parts(self) -> list[Part]:
        """All of it, in one part."""
        minor = abs(sum(holders(self.entry).values()))
        return [Part(minor, self.cleaned_data["pledge"], self.cleaned_data["programme"])]


class SplitForm(WayForm):
    """Up to five pledges, each with its part; the rest can go back to the payer."""

    rest_back = forms.BooleanField(label=_("Send the rest back to the payer"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_PARTS + 1):
            label = {"number": number}
            self.fields[f"pledge_{number}"] = ReferenceField(
                label=_("Reference of pledge %(number)s") % label, required=False
            )
            self.fields[f"amount_{number}"] = forms.CharField(
                label=_("Amount for pledge %(number)s") % label, max_length=20, required=False
            )
        self.order_fields([*(n for n in self.fields if n not in {"rest_back", "reason"}), "rest_back", "reason"])

    def clean(self):
        """Read the amounts, and see that they come to the whole."""
        cleaned = super().clean()
        given = [part for number in range(1, MOST_PARTS + 1) if (part := self._part(number))]
        if self.errors:
            return cleaned
        rest = sum(holders(self.entry).values()) - sum(part.minor for part in given)
        if rest > 0 and cleaned["rest_back"]:
            given.append(Part(rest))
            rest = 0
        if rest or len(given) < 2:
            raise forms.ValidationError(_("The parts must be at least two, and come to the whole payment."))
        cleaned["given"] = given
        return cleaned

    def _part(self, number: int) -> Part | None:
        pledge, typed = (self.cleaned_data.get(f"{name}_{number}") for name in ("pledge", "amount"))
        if (not pledge and not typed) or f"pledge_{number}" in self.errors:
            return None
        if not pledge:
            self.add_error(f"pledge_{number}", _("Which pledge is this amount for?"))
            return None
        try:
            # "1.000" has two readings, and the rest may go back: nothing is guessed.
            amount = parse_amount(typed or "", self.entry.currency, smallest=1)
        except AmountError as error:
            unread = _("Write the amount with a point for decimals only, such as 1050.50.")
            said = amount_message(error) if error.reason == "ambiguous" else unread
            self.add_error(f"amount_{number}", said)
            return None
        return Part(amount.minor, pledge)

    @property
    def parts(self) -> list[Part]:
        """As they were typed, with the rest."""
        return self.cleaned_data["given"]


FORMS: dict[Way, type[WayForm]] = {
    Way.KEEP: WayForm,
    Way.ASSIGN: TargetForm,
    Way.SPLIT: SplitForm,
    Way.SEND_BACK: WayForm,
    Way.REALLOCATE: TargetForm,
    Way.SET_ASIDE: WayForm,
}
