"""Videos in the admin: their list, which tells how far each is, and choosing one or adding one in an editor."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.media.choosing import MediaChooserViewSet
from campaign_site.media.models import CampaignVideo
from campaign_site.media.permissions import video_policy
from campaign_site.media.video.forms import VideoChangeForm, VideoForm
from campaign_site.media.viewsets import TellsFormWhoAsks


def captions_in(video: CampaignVideo) -> str:
    """Return the languages that it has captions in, or a dash."""
    return ", ".join(str(one.get_language_display()) for one in video.captioned.values()) or "–"


STATE = Column("told_state", label=_("State"), sort_key="state")
CAPTIONS = Column("captions", label=_("Captions"), accessor=captions_in)
ADDED = DateColumn("created_at", label=_("Added"), sort_key="created_at")


class VideoIndexView(IndexView):
    """The list."""

    def get_base_queryset(self):
        """Bring the captions along."""
        return super().get_base_queryset().prefetch_related("captions")

    def get_context_data(self, **kwargs):
        """Say why nothing can be added where that is so."""
        waits = video_policy.waits_for_engine(self.request.user)
        return {**super().get_context_data(**kwargs), "waits_for_engine": waits}


class VideoCreateView(CreateView):
    """Adding a video."""

    def save_instance(self):
        """Note who added it."""
        self.form.instance.uploaded_by = self.request.user
        return super().save_instance()

    def get_success_message(self, instance):
        """Say that it takes a while."""
        return _("The video was added and is being prepared. The list says when it is ready.")


class VideoEditView(TellsFormWhoAsks, EditView):
    """Changing a video: how far it is and, once it can be, the video itself stand above the form."""

    def get_context_data(self, **kwargs):
        """Add `film`, the addresses of its files in the admin, empty while there are none, and `tracks`."""
        video = self.object
        names = {"video": video.file_name, "poster": video.poster_name}
        film = {key: video.address(name, in_admin=True) for key, name in names.items() if name}
        tracks = [(one, video.address(one.name, in_admin=True)) for one in video.captioned.values()]
        return {**super().get_context_data(**kwargs), "film": film, "tracks": tracks}


class VideoViewSet(ModelViewSet):
    """The list, and the forms to add, change and delete."""

    model = CampaignVideo
    icon = "media"
    menu_label = _("Videos")
    menu_order = 360
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = VideoIndexView
    add_view_class = VideoCreateView
    edit_view_class = VideoEditView
    index_template_name = "media/admin/videos.html"
    edit_template_name = "media/admin/video.html"
    list_filter = ["state"]
    search_fields = ["title"]
    search_backend_name = None
    list_display = ["title", STATE, CAPTIONS, Column("length", label=_("Length"), sort_key="duration"), ADDED]

    def get_form_class(self, for_update=False):
        """Return the form; another file is never put in one's place."""
        return VideoChangeForm if for_update else VideoForm

    @property
    def permission_policy(self):
        """One policy for the list and the chooser."""
        return video_policy


class VideoChooserViewSet(MediaChooserViewSet):
    """The dialogue in which an editor chooses a video or adds one."""

    model = CampaignVideo
    choose_one_text = _("Choose a video")
    choose_another_text = _("Choose another video")
    edit_item_text = _("Edit this video")
    create_action_label = _("Add a video")
    create_action_clicked_label = _("Being sent…")
    creation_form_class = VideoForm
    permission_policy = video_policy
    further_columns = (
        Column("told_state", label=_("State")),
        CAPTIONS,
        DateColumn("created_at", label=_("Added")),
    )


video_chooser = VideoChooserViewSet("video_chooser")
