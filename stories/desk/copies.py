"""Copies that we do not control: their list, the letter to whoever holds one, and what they answered."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.delivery.admin.edited_meanwhile import ChangedOneAfterTheOther
from campaign_site.lists.permissions import FormPolicy
from stories import closing
from stories.consent.models import OutsideCopy
from stories.desk.letters import letter
from stories.desk.screens import RecordView, show


class OutsideCopyViewSet(ChangedOneAfterTheOther, ModelViewSet):
    """Copies that we do not control, open ones first."""

    model = OutsideCopy
    icon = "link-external"
    menu_label = gettext_lazy("Copies elsewhere")
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_class = RecordView
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
        Column("takedown", label=gettext_lazy("Take-down")),
        DateColumn("asked_at", label=gettext_lazy("Asked"), sort_key="asked_at"),
        DateColumn("answered_at", label=gettext_lazy("Answered"), sort_key="answered_at"),
        BooleanColumn("is_removed", label=gettext_lazy("Removed"), sort_key="is_removed"),
    ]

    @property
    def permission_policy(self):
        """Nobody deletes: who was asked stays known."""
        return FormPolicy(self.model, "add", "change", "view")


@permission_required("consent.view_takedown", raise_exception=True)
@never_cache
@require_safe
def show_letter(request, pk: int):
    """The letter to the holder of a copy, ready to send."""
    copy = get_object_or_404(OutsideCopy, pk=pk)
    is_rtl = get_language_info(copy.language)["bidi"]
    return show(request, "letter", _("Letter"), copy, copy=copy, letter=letter(copy), is_rtl=is_rtl)


@permission_required("consent.change_takedown", raise_exception=True)
@require_POST
def note_asked(request, pk: int):
    """The letter was sent."""
    copy = get_object_or_404(OutsideCopy, pk=pk)
    closing.note_asked(copy, actor=request.user)
    messages.success(request, _("Noted: they were asked."))
    return _back_to(copy)


@permission_required("consent.change_takedown", raise_exception=True)
@require_POST
def note_answered(request, pk: int):
    """The holder answered."""
    copy = get_object_or_404(OutsideCopy, pk=pk)
    closing.note_answered(copy, is_removed=request.POST.get("removed") == "yes", actor=request.user)
    messages.success(request, _("Noted: they answered."))
    return _back_to(copy)


def _back_to(copy: OutsideCopy):
    if copy.takedown_id:
        return redirect("takedown:inspect", copy.takedown_id)
    return redirect("outside_copy:inspect", copy.pk)
