"""What the person types and ticks. Nothing of it is kept in an address or in the browser."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stories.consent.codes import DIGITS, LONGEST_INPUT, in_groups
from stories.consent.models import Consent

LONGEST_MESSAGE = 1000
# The parts of a consent that can be narrowed, each with its heading, in the order in which people ask for them.
PARTS = {
    "elements": _("What may be shown of you"),
    "languages": _("In these languages"),
    "purposes": _("What it may be used for"),
    "channels": _("Where it may be shown"),
}


class DigitsForm(forms.Form):
    """The sixteen digits, however they are typed. What was typed stays, so that one wrong digit can be mended."""

    digits = forms.CharField(
        label=_("Type your 16 digits"),
        help_text=_("They are on the paper that you were given. Spaces do not matter."),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def __init__(self, data=None):
        """Take in the digits alone; everything between them is let go, whatever it is."""
        if data is not None:
            typed = data.get("digits", "")[:LONGEST_INPUT]
            data = {"digits": in_groups("".join(filter(str.isdecimal, typed)))}
        super().__init__(data)

    def clean_digits(self) -> str:
        """Return the digits. How many there are is no secret; whether they are right is not said here."""
        digits = self.cleaned_data["digits"].replace(" ", "")
        if len(digits) != DIGITS:
            raise forms.ValidationError(
                _("There should be %(wanted)s digits. We counted %(typed)s.")
                % {"wanted": DIGITS, "typed": len(digits)}
            )
        return digits

    def refuse(self) -> None:
        """Say the one sentence for everything that did not open: it must not tell why."""
        self.add_error(
            "digits",
            _(
                "These digits did not open anything. Look at each one and try again. If it does not work, wait"
                " 15 minutes, or talk to the person who gave them to you."
            ),
        )


class MessageForm(forms.Form):
    """A few words to the officers. They are sealed as soon as they are here."""

    message = forms.CharField(
        max_length=LONGEST_MESSAGE,
        error_messages={"required": _("Please write a few words.")},
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data=None, *, label, help_text):
        super().__init__(data)
        self.fields["message"].label = label
        self.fields["message"].help_text = help_text


class LessForm(forms.Form):
    """All that a consent covers now, ticked. A part of which one thing must stay is offered from two things on."""

    def __init__(self, consent: Consent, data=None):
        super().__init__(data, auto_id=f"id_{consent.pk}_%s")
        self.consent = consent
        for name, label in PARTS.items():
            held = getattr(consent, name)
            choices = [choice for choice in Consent._meta.get_field(name).flatchoices if choice[0] in held]
            must_keep_one = name != "elements"
            if len(choices) > must_keep_one:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label,
                    choices=choices,
                    initial=sorted(held),
                    required=must_keep_one,
                    widget=forms.CheckboxSelectMultiple,
                    error_messages={
                        "required": _("Keep at least one tick here. If nothing should be seen, hide your text.")
                    },
                )

    def clean(self):
        """Ask for something to take away."""
        if not self.errors and not self.words_taken_away():
            raise forms.ValidationError(_("Nothing was taken away. Remove a tick first."))

    def kept(self) -> dict[str, frozenset[str]]:
        """Return what kept its tick, by part. Only after `is_valid()`."""
        return {name: frozenset(self.cleaned_data[name]) for name in self.fields}

    def words_taken_away(self) -> list[str]:
        """Return what lost its tick, in words. Only after `is_valid()`."""
        kept = self.kept()
        return [
            str(label)
            for name, field in self.fields.items()
            for code, label in field.choices
            if code not in kept[name]
        ]
