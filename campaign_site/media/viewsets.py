"""Recordings in the admin: their list, and choosing one in a story's editor or adding one there."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.views.generic import chooser as chooser_views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from campaign_site.delivery.forms.edited_meanwhile import ChangedOneAfterTheOther
from campaign_site.media.models import CampaignRecording
from campaign_site.media.permissions import ChoosingNeedsPermission, recording_policy

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


class RecordingChooser(BaseChooser):
    """The widget; editors know a recording by its title, logs by its number only."""

    def get_display_title(self, instance) -> str:
        """Return the title."""
        return instance.title


class _Shows(ChoosingNeedsPermission):
    """A list to choose from, with what tells recordings apart."""

    @property
    def title_column(self) -> TitleColumn:
        """The title in place of the number."""
        column = super().title_column
        column.accessor = "title"
        return column

    @property
    def columns(self) -> list[Column]:
        """Add length and day."""
        added = DateColumn("created_at", label=_("Added"))
        return [*super().columns, Column("length", label=_("Length")), added]


class _Answers(ChoosingNeedsPermission):
    """What is sent back to the editor once a recording is chosen."""

    def get_display_title(self, instance) -> str:
        """Return the title."""
        return instance.title


class RecordingChooseView(_Shows, chooser_views.ChooseView):
    """The whole dialogue."""


class RecordingChooseResultsView(_Shows, chooser_views.ChooseResultsView):
    """Its list alone."""


class RecordingChosenView(_Answers, chooser_views.ChosenView):
    """One was chosen."""


class RecordingChosenMultipleView(_Answers, chooser_views.ChosenMultipleView):
    """Several were chosen."""


class RecordingChooserCreateView(_Answers, chooser_views.CreateView):
    """One was added in the dialogue."""

    def save_form(self, form):
        """Note who added it."""
        form.instance.uploaded_by = self.request.user
        return super().save_form(form)


class RecordingChooserViewSet(ChooserViewSet):
    """The dialogue in which an editor chooses a recording or adds one."""

    model = CampaignRecording
    icon = "media"
    choose_one_text = _("Choose a recording")
    choose_another_text = _("Choose another recording")
    edit_item_text = _("Edit this recording")
    create_action_label = _("Add a recording")
    create_action_clicked_label = _("Being cleaned…")
    form_fields = FORM_FIELDS
    permission_policy = recording_policy
    base_widget_class = RecordingChooser
    choose_view_class = RecordingChooseView
    choose_results_view_class = RecordingChooseResultsView
    chosen_view_class = RecordingChosenView
    chosen_multiple_view_class = RecordingChosenMultipleView
    create_view_class = RecordingChooserCreateView


recording_chooser = RecordingChooserViewSet("recording_chooser")
