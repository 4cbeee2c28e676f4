"""The list of people, by code, and each one's record."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.delivery.admin.edited_meanwhile import ChangedOneAfterTheOther
from campaign_site.lists.permissions import FormPolicy
from stories.consent.choices import VaultPartName
from stories.consent.history import history
from stories.consent.models import Contributor
from stories.desk.filters import ContributorFilterSet
from stories.desk.lists import PeopleListView
from stories.desk.screens import RecordView


class ContributorInspectView(RecordView):
    """A person's record: consents, vault, private code, wishes to be called, and the history as a time line."""

    template_name = "stories/desk/person.html"

    def get_context_data(self, **kwargs):
        """Add `consents`, `calls`, `access_code`, `vault_parts` and `timeline`: no plain text of a vault."""
        person = self.object
        filled = set(person.vault_parts.values_list("part", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "consents": person.consents.order_by("-given_at", "-pk"),
            "calls": person.call_requests.filter(handled_at=None).order_by("asked_at"),
            "access_code": person.access_codes.filter(revoked_at=None).first(),
            "vault_parts": [(part, part.value in filled) for part in VaultPartName],
            "timeline": history(person),
        }


class ContributorListView(PeopleListView):
    """The list: codes, never the name in the story."""

    code_field = "code"
    along = ()
    export_permission = "consent.export_consent"
    shown_at_first = ("language", "is_minor", "status")


class ContributorViewSet(ChangedOneAfterTheOther, ModelViewSet):
    """People, by code."""

    model = Contributor
    index_view_class = ContributorListView
    list_per_page = 50
    export_filename = "people"
    icon = "user"
    menu_label = _("People")
    add_to_admin_menu = False
    form_fields = ["display_name", "language", "is_minor"]
    list_display = [
        "code",
        Column("language", label=_("Language"), accessor="get_language_display", sort_key="language"),
        BooleanColumn("is_minor", label=_("Under 18"), sort_key="is_minor"),
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        DateColumn("created_at", label=_("Recorded"), sort_key="created_at"),
    ]
    filterset_class = ContributorFilterSet
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ContributorInspectView
    inspect_view_fields = ["code", "display_name", "language", "is_minor", "status", "created_at"]
    search_fields = ["code"]

    @property
    def permission_policy(self):
        """Nobody is deleted: `vault.erase` empties what there is of a person."""
        return FormPolicy(self.model, "add", "change", "view")
