"""The protection officers' screens: people by code, notices, consents."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

from stories.consent.choices import VaultPartName
from stories.consent.filters import ConsentFilterSet, ContributorFilterSet
from stories.consent.forms import ConsentForm
from stories.consent.history import history
from stories.consent.models import Consent, Contributor, NoticeVersion
from stories.consent.uploads import sealed_uploads


class RecordPolicy(ModelPermissionPolicy):
    """Records are added and read; nobody changes or deletes one."""

    def user_has_permission(self, user, action):
        """Refuse change and delete to everybody, superusers included."""
        return action not in {"change", "delete"} and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        """Ask for each action in turn."""
        return any(self.user_has_permission(user, action) for action in actions)


class RecordViewSet(ModelViewSet):
    """A list, a form to add, a page to read."""

    add_to_admin_menu = False
    inspect_view_enabled = True
    copy_view_enabled = False

    @property
    def permission_policy(self):
        """Nothing is changed afterwards."""
        return RecordPolicy(self.model)


class ContributorInspectView(InspectView):
    """A person's record: consents, vault, code, wishes to be called, and the history as a time line."""

    template_name = "consent/admin/person.html"

    def get_context_data(self, **kwargs):
        """Add `consents`, `calls`, `code`, `vault_parts` and `timeline`: no plain text of a vault."""
        person = self.object
        filled = set(person.vault_parts.values_list("part", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "consents": person.consents.order_by("-given_at", "-pk"),
            "calls": person.call_requests.filter(handled_at=None).order_by("asked_at"),
            "code": person.access_codes.filter(revoked_at=None).first(),
            "vault_parts": [(part, part.value in filled) for part in VaultPartName],
            "timeline": history(person),
        }


class ContributorViewSet(ModelViewSet):
    """People, by code."""

    model = Contributor
    icon = "user"
    menu_label = _("People")
    form_fields = ["display_name", "language", "is_minor"]
    list_display = ["code", "language", "is_minor", "status"]
    filterset_class = ContributorFilterSet
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = ContributorInspectView
    inspect_view_fields = ["code", "display_name", "language", "is_minor", "status", "created_at"]
    search_fields = ["code"]


class NoticeVersionViewSet(RecordViewSet):
    """The wordings that people are shown."""

    model = NoticeVersion
    icon = "doc-full"
    menu_label = _("Notices")
    form_fields = ["slug", "version", "language", "body"]
    list_display = ["slug", "version", "language"]


class ConsentInspectView(InspectView):
    """One consent with its evidence, and the way to withdraw it."""

    template_name = "consent/admin/consent.html"

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


class ConsentGroup(ModelViewSetGroup):
    """One entry in the menu for all that protects people."""

    menu_label = _("Protection")
    menu_icon = "lock"
    items = (ContributorViewSet("contributor"), ConsentViewSet("consent"), NoticeVersionViewSet("notice"))
