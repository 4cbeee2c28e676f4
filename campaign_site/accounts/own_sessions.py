"""Where somebody is signed in: one's own sessions, each of which can be ended."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from campaign_site.accounts import sessions
from campaign_site.accounts.models import EditorSession, User


@never_cache
@require_safe
def list_sessions(request):
    """Show when each began, when it was last used, and in which browser; no address."""
    mine = [(session, session.reference == _this(request)) for session in in_force(request.user)]
    return render(request, "accounts/admin/own_sessions.html", {"sessions": mine, "others": len(mine) > 1})


@require_POST
def end_session(request, reference: str):
    """End one session; another person's is not found, and is nobody's business."""
    EditorSession.objects.filter(user=request.user, reference=reference).delete()
    messages.success(request, _("That session is over."))
    return redirect("own_sessions")


@require_POST
def end_other_sessions(request):
    """End all but this one."""
    EditorSession.objects.filter(user=request.user).exclude(reference=_this(request)).delete()
    messages.success(request, _("You are signed in only here."))
    return redirect("own_sessions")


def in_force(user: User) -> list[EditorSession]:
    """Return the user's sessions that still open something, newest first: a new password ends the older ones."""
    rows = EditorSession.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-signed_in_at")
    now = user.get_session_auth_hash()
    return [row for row in rows if constant_time_compare(row.get_decoded().get("_auth_user_hash", ""), now)]


def _this(request) -> str:
    return request.session.get(sessions.REFERENCE, "")
