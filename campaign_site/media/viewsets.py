"""Recordings in the admin: their list, and choosing one in a story's editor or adding one there."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.delivery.admin.edited_meanwhile import ChangedOneAfterTheOther
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


class RecordingViewSet(ChangedOneAfterTheOther, ModelViewSet):
    """The list, and the forms to add, change and delete."""

    model = CampaignRecording
    icon = "media"
    menu_label = _("Recordings")
    menu_order = 350
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = RecordingCreateView
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
