"""Recordings in the admin: their list, and choosing one in a story's editor or adding one there."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import CreateView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.delivery.admin.edited_meanwhile import ChangedOneAfterTheOther
from campaign_site.media.approved import KeepsWhatWasApproved
from campaign_site.media.choosing import MediaChooserViewSet
from campaign_site.media.models import CampaignRecording
from campaign_site.media.permissions import recording_policy

FORM_FIELDS = ["title", "file", "is_voiced_by_actor"]


class RecordingCreateView(CreateView):
    """Adding a recording."""

    def save_instance(self):
        """Note who added it."""
        self.form.instance.uploaded_by = self.request.user
        return super().save_instance()


class TellsFormWhoAsks:
    """For the view that changes a file: its form names pages only to those who may edit them."""

    def get_form_kwargs(self):
        """Add `for_user`."""
        return {**super().get_form_kwargs(), "for_user": self.request.user}


class RecordingEditView(TellsFormWhoAsks, EditView):
    """Changing a recording."""


class KeepsWhatIsHeard(KeepsWhatWasApproved):
    """For the form that changes a recording.

    That it is the person's own voice after all can be said at any time: then less is heard.
    """

    readers_get = ("file", "is_voiced_by_actor")

    def changed_for_readers(self):
        """Return which fields would let more be heard, or something else."""
        says_less = "is_voiced_by_actor" if not self.cleaned_data.get("is_voiced_by_actor") else ""
        return [name for name in super().changed_for_readers() if name != says_less]


class RecordingViewSet(ChangedOneAfterTheOther, ModelViewSet):
    """The list, and the forms to add, change and delete."""

    model = CampaignRecording
    icon = "media"
    menu_label = _("Recordings")
    menu_order = 350
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = RecordingCreateView
    edit_view_class = RecordingEditView
    form_fields = FORM_FIELDS
    list_filter = ["is_voiced_by_actor"]
    search_fields = ["title"]
    search_backend_name = None
    list_display = [
        "title",
        Column("length", label=_("Length"), sort_key="duration"),
        BooleanColumn("is_voiced_by_actor", label=_("Read by somebody else"), sort_key="is_voiced_by_actor"),
        DateColumn("created_at", label=_("Added"), sort_key="created_at"),
    ]

    def get_form_class(self, for_update=False):
        """Return the form, with the rule where something is changed."""
        form_class = super().get_form_class(for_update)
        if not for_update:
            return form_class
        return type(form_class)(form_class.__name__, (KeepsWhatIsHeard, form_class), {})

    @property
    def permission_policy(self):
        """One policy for the list and the chooser."""
        return recording_policy


class RecordingChooserViewSet(MediaChooserViewSet):
    """The dialogue in which an editor chooses a recording or adds one."""

    model = CampaignRecording
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    edit_item_text = _("Edit this recording")
    create_action_label = _("Add a recording")
    create_action_clicked_label = _("Being cleaned…")
    form_fields = FORM_FIELDS
    permission_policy = recording_policy
    further_columns = (Column("length", label=_("Length")), DateColumn("created_at", label=_("Added")))


recording_chooser = RecordingChooserViewSet("recording_chooser")
