"""Deciding on a page under review, which says what became of it, and stopping the review, which asks first."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.workflow import WorkflowAction
from wagtail.models import Page, TaskState, WorkflowState

from campaign_site.pages.described import PictureNotDescribed
from campaign_site.pages.video_rule import VideoNotShown


class DecisionView(WorkflowAction):
    """Wagtail's view, and what became of it (`campaign_site/urls.py` puts it before Wagtail's)."""

    def post(self, request, *args, **kwargs):
        """Decide, and say on the next page what became of it."""
        try:
            answer = super().post(request, *args, **kwargs)
        except (PictureNotDescribed, VideoNotShown) as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("wagtailadmin_pages:edit", self.object.pk)
        state = TaskState.objects.select_related("workflow_state").get(pk=self.task_state.pk)
        if said := _what_became_of(state):
            messages.success(request, said % {"page": self.object.get_admin_display_title()})
        return answer


decide = never_cache(require_admin_access(DecisionView.as_view()))


def _what_became_of(state: TaskState) -> str:
    if state.status == TaskState.STATUS_REJECTED:
        return _("%(page)s: changes are requested. Whoever handed it in is told, and can edit it again.")
    if state.status != TaskState.STATUS_APPROVED:
        return ""
    if state.workflow_state.status != WorkflowState.STATUS_APPROVED:
        return _("%(page)s is approved. It goes on to its next step.")
    if state.workflow_state.content_object.specific.is_for_public_display():
        return _("%(page)s is approved, and public now.")
    return _("%(page)s is approved. It becomes public at its hour.")


@require_http_methods(["GET", "HEAD", "POST"])
def stop_review(request, page_id: int):
    """Ask (GET), then take the page back from its review (POST), so that it can be edited."""
    page = get_object_or_404(Page, pk=page_id).specific
    state = page.current_workflow_state
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if state is None or not page.goes_live_by_review:
        messages.warning(request, _("This page is not being reviewed."))
        return redirect(edit)
    if not state.user_can_cancel(request.user):
        raise PermissionDenied
    name = page.get_admin_display_title()
    if request.method == "POST":
        state.cancel(user=request.user)
        messages.success(request, _("The review of %(page)s is stopped. You can edit it again.") % {"page": name})
        return redirect(edit)
    head = {
        "header_title": f"{_('Stop the review')}: {name}",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": edit, "label": name},
            {"url": "", "label": _("Stop the review"), "sublabel": name},
        ],
    }
    return render(request, "pages/admin/stop_review.html", {**head, "back_url": edit})
