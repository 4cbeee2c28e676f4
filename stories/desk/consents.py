"""The lists of consents and of the wordings that people are shown: added and read, never changed."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.accounts.permissions import FormPolicy
from stories.consent.history import history
from stories.consent.models import Consent, NoticeVersion
from stories.consent.uploads import sealed_uploads
from stories.desk.consent_form import ConsentForm
from stories.desk.filters import ConsentFilterSet
from stories.desk.screens import RecordView


class RecordViewSet(ModelViewSet):
    """A list, a form to add, a page to read."""

    add_to_admin_menu = False
    inspect_view_enabled = True
    inspect_view_class = RecordView
    copy_view_enabled = False

    @property
    def permission_policy(self):
        """Nothing is changed afterwards."""
        return FormPolicy(self.model, "add", "view")


class NoticeVersionViewSet(RecordViewSet):
    """The wordings that people are shown."""

    model = NoticeVersion
    icon = "doc-full"
    menu_label = _("Notices")
    form_fields = ["slug", "version", "language", "body"]
    list_display = ["slug", "version", "language"]


class ConsentInspectView(RecordView):
    """One consent with its evidence, and the way to withdraw it."""

    template_name = "stories/desk/consent.html"

    def get_context_data(self, **kwargs):
        """Add `evidence` and the person's `timeline`."""
        return {
            **super().get_context_data(**kwargs),
            "evidence": self.object.evidence.order_by("pk"),
            "timeline": history(self.object.contributor),
        }


class ConsentViewSet(RecordViewSet):
    """Consents with status and end date."""

    model = Consent
    icon = "clipboard-list"
    menu_label = _("Consents")
    list_display = ["__str__", "contributor", "status", "given_at", "valid_until"]
    filterset_class = ConsentFilterSet
    inspect_view_class = ConsentInspectView
    inspect_view_fields = [
        "contributor", "record_id", "status", "status_at", "supersedes", "notice", "method", "interpreter",
        "witness", "in_assistance", "told_help_is_independent", "assistance_reason", "purposes", "channels",
        "elements", "territories", "languages", "compensation", "given_at", "cooling_off_until", "review_on",
        "valid_until",
    ]  # fmt: skip

    @property
    def add_view(self):
        """Let a file of evidence come in sealed."""
        return sealed_uploads(super().add_view)

    def get_form_class(self, for_update=False):
        """Record what was agreed together with its evidence."""
        return ConsentForm
