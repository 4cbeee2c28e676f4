"""Lists of take-downs and of copies elsewhere."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import InspectView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from stories.consent.models import OutsideCopy, Takedown
from stories.desk import pdf, report
from stories.desk.permissions import RolePolicy
from stories.verification import is_overtaken


class TakedownInspectView(InspectView):
    """The report: what was there, what is left, how long everything took."""

    template_name = "stories/admin/takedown.html"

    def get_context_data(self, **kwargs):
        """Add the report's parts."""
        return {**super().get_context_data(**kwargs), **report_context(self.object)}


def report_context(takedown: Takedown) -> dict:
    """Return what the report's templates show."""
    return {
        "takedown": takedown,
        "lines": report.lines(takedown),
        "rounds": report.rounds(takedown),
        "hidden_after": report.seconds(takedown.asked_at, takedown.hidden_at),
        "verified_after": report.seconds(takedown.asked_at, takedown.verified_at),
        "plain_line": report.plain_line(takedown),
        "plain_language": takedown.contributor.language,
        "copies": takedown.outside_copies.order_by("pk"),
        "is_overtaken": is_overtaken(takedown),
        "has_pdf": pdf.weasyprint() is not None,
    }


class TakedownViewSet(ModelViewSet):
    """Take-downs, newest first; they come from the person, an officer or the ledger, never from a form here."""

    model = Takedown
    icon = "view"
    menu_label = _("Take-downs")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = TakedownInspectView
    form_fields = ["reference"]
    list_filter = ["mode", "asked_by"]
    search_fields = ["reference"]
    search_backend_name = None
    list_display = [
        "reference",
        "contributor",
        "mode",
        DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
        DateColumn("hidden_at", label=_("Hidden"), sort_key="hidden_at"),
        DateColumn("verified_at", label=_("Verified"), sort_key="verified_at"),
        DateColumn("closed_at", label=_("Closed"), sort_key="closed_at"),
    ]

    @property
    def permission_policy(self):
        """Read only: nothing here is added, changed or deleted by a form."""
        return ReadPolicy(self.model)


class ReadPolicy(RolePolicy):
    """Whoever may view may view; forms are for nobody."""

    def user_has_permission(self, user, action):
        """Grant only looking."""
        return action == "view" and super().user_has_permission(user, action)


class OutsideCopyViewSet(ModelViewSet):
    """Copies that we do not control, open ones first."""

    model = OutsideCopy
    icon = "link-external"
    menu_label = _("Copies elsewhere")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "contributor", "holder", "channel", "place", "language", "takedown", "asked_at", "answered_at",
        "is_removed",
    ]  # fmt: skip
    form_fields = ["contributor", "holder", "channel", "place", "language"]
    list_filter = ["is_removed", "channel"]
    ordering = ["is_removed", "answered_at", "asked_at", "pk"]
    list_display = [
        "holder",
        "contributor",
        Column("takedown", label=_("Take-down")),
        DateColumn("asked_at", label=_("Asked"), sort_key="asked_at"),
        DateColumn("answered_at", label=_("Answered"), sort_key="answered_at"),
        "is_removed",
    ]

    @property
    def permission_policy(self):
        """What the roles grant."""
        return RolePolicy(self.model)


class TakedownGroup(ModelViewSetGroup):
    """One entry in the menu."""

    menu_label = _("Take-downs")
    menu_icon = "view"
    items = (TakedownViewSet("takedown"), OutsideCopyViewSet("outside_copy"))
