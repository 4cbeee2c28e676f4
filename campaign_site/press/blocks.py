"""What a press release carries beside its text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ContactBlock(blocks.StructBlock):
    """Somebody whom journalists may call or write to; published as it stands."""

    name = blocks.CharBlock(label=_("Name"), max_length=120)
    role = blocks.CharBlock(label=_("Role"), required=False, max_length=120)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    phone = blocks.RegexBlock(
        regex=r"^\+[0-9][0-9 ]{5,20}$",
        label=_("Phone"),
        required=False,
        help_text=_("In international form, for example +41 22 717 91 11."),
        error_messages={"invalid": _("Start with + and the country code; use digits and spaces only.")},
    )

    class Meta:
        icon = "user"
        label = _("Contact")
