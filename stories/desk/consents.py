"""The lists of consents and of the wordings that people are shown: added and read, never changed."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.lists.permissions import FormPolicy
from stories.consent.history import history
from stories.consent.models import Consent, NoticeVersion
from stories.consent.uploads import sealed_uploads
from stories.desk.consent_form import ConsentForm
from stories.desk.filters import ConsentFilterSet
from stories.desk.lists import PeopleListView
from stories.desk.screens import RecordView, name_of


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


class ConsentListView(PeopleListView):
    """The list, by the person's code."""

    export_permission = "consent.export_consent"
    shown_at_first = ("code", "status", "given", "ends")


class ConsentViewSet(RecordViewSet):
    """Consents with status and end date."""

    model = Consent
    icon = "clipboard-list"
    menu_label = _("Consents")
    index_view_class = ConsentListView
    search_fields = ["contributor__code"]
    list_per_page = 50
    list_display = [
        TitleColumn("consent", label=_("Consent"), accessor=name_of, url_name="consent:inspect", sort_key="pk"),
        Column("code", label=_("Code"), accessor="contributor.code", sort_key="contributor__code"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        DateColumn("status_at", label=_("Status since"), sort_key="status_at"),
        Column("method", label=_("How it was given"), accessor="get_method_display", sort_key="method"),
        Column("purposes", label=_("Purposes"), accessor="get_purposes_display"),
        Column("channels", label=_("Channels"), accessor="get_channels_display"),
        Column("elements", label=_("What may be shown"), accessor="get_elements_display"),
        Column("languages", label=_("Languages"), accessor="get_languages_display"),
        BooleanColumn("for_minor", label=_("Under 18"), sort_key="for_minor"),
        BooleanColumn("in_assistance", label=_("Receives assistance"), sort_key="in_assistance"),
        DateColumn("given", label=_("Given"), accessor="given_at", sort_key="given_at"),
        Column("review_on", label=_("Ask again on"), sort_key="review_on"),
        Column("ends", label=_("Valid until"), accessor="valid_until", sort_key="valid_until"),
    ]
    export_filename = "consents"
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
