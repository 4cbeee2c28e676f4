"""Two people edit one page: whoever saves second gets the form back as it was typed, and sees what was changed.

Wagtail's form carries the version that it was opened from, but only its saving by itself looks at it: by a press
of the button, the second version silently takes the place of the first. Versions stay, so the first is not lost
for ever; but nobody knows that there is something to look for, and the second is what is reviewed and published.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from campaign_site.delivery.admin.edited_meanwhile import MESSAGE, EditedMeanwhile


def note_what_was_opened(request, page) -> None:
    """Tell the page which version its form was opened from, and the editor what was changed since.

    Hook `before_edit_page`. A form of a page without a version names none.
    """
    if request.method != "POST":
        return
    page.opened_version = request.POST.get("loaded_revision_id", "")
    if page.is_edited_meanwhile():
        opened = page.opened_version if page.opened_version.isdecimal() else "live" if page.live else "earliest"
        address = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, opened, page.latest_revision_id])
        button = messages.button(address, _("See what was changed"), new_window=True)
        messages.warning(request, _("Somebody else has saved this page since you opened it."), buttons=[button])


class SavedOneAfterTheOther:
    """A page whose version is saved only over the one that its form was opened from."""

    # None wherever no form is behind it: commands, translations, the workflow.
    opened_version: str | None = None

    def is_edited_meanwhile(self) -> bool:
        """Whether there is a newer version than the one that the form was opened from."""
        return self.opened_version not in (None, str(self.latest_revision_id or ""))

    def clean(self):
        """Refuse to save over a newer version; the form says so."""
        super().clean()
        if self.is_edited_meanwhile():
            raise ValidationError(MESSAGE)

    def save_revision(self, *args, **kwargs):
        """Save a version. Raises EditedMeanwhile where somebody else did between the check and now."""
        if self.opened_version is None:
            return super().save_revision(*args, **kwargs)
        with transaction.atomic():
            latest = Page.objects.select_for_update().values_list("latest_revision", flat=True).get(pk=self.pk)
            if self.opened_version != str(latest or ""):
                raise EditedMeanwhile
            revision = super().save_revision(*args, **kwargs)
        self.opened_version = str(revision.pk)
        return revision
