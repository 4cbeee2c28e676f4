"""The contact form. It asks for as little as can be answered, and never for a story."""

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db.models import TextChoices
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.forms.guarded_form import GuardedForm
from campaign_site.delivery.forms.typed_text import plain_lines

LONGEST = 2000


class Topic(TextChoices):
    """What one can write to the campaign about."""

    PRESS = "press", _("Press")
    PLEDGE = "pledge", _("A pledge")
    CORRECTION = "correction", _("Something on this site is wrong")
    ACCESSIBILITY = "accessibility", _("I cannot use something on this site")
    ELSE = "else", _("Something else")


TOO_LONG = ngettext_lazy(
    "Please write at most %(limit_value)d character; this has %(show_value)d.",
    "Please write at most %(limit_value)d characters; this has %(show_value)d.",
    "limit_value",
)


class LinesField(forms.CharField):
    """Text of several lines. Browsers send two characters for one end of a line; it counts as one."""

    def to_python(self, value):
        """Return it with plain ends of lines."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class ContactForm(GuardedForm):
    """Topic, message, language, and an address only for who wants an answer."""

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Topic.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what it is about."),
            "invalid_choice": _("Choose what it is about."),
        },
    )
    # No max_length: browsers would cut off what is pasted, and say nothing.
    message = LinesField(
        label=_("Your message"),
        help_text=_("At most 2,000 characters. Please name nobody who could be in danger, yourself included."),
        error_messages={"required": _("Write your message.")},
        validators=[MaxLengthValidator(LONGEST, message=TOO_LONG), plain_lines],
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        required=False,
        help_text=_("Only if you want an answer. Choose an address that nobody else reads."),
        error_messages={"invalid": _("Enter an email address such as name@example.org.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language of our answer"),
        choices=settings.LANGUAGES,
        error_messages={"invalid_choice": _("Choose one of the languages in the list.")},
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["language"].initial = get_language()

    def answers(self) -> dict:
        """Return the message and what belongs to it. Only after `is_valid()`."""
        return {name: self.cleaned_data[name] for name in ("topic", "message", "email", "language")}
