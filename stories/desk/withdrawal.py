"""Taking a story down on behalf of the person."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from stories.consent.lifecycle import WrongStep
from stories.consent.models import Consent
from stories.takedown import withdraw


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request, pk: int):
    """Ask (GET), then withdraw and hide everything (POST). Doing it twice gives the same result."""
    if not request.user.has_perm("consent.withdraw_consent"):
        raise PermissionDenied
    consent = get_object_or_404(Consent, pk=pk)
    if request.method != "POST":
        return render(request, "consent/admin/withdraw.html", {"consent": consent})
    try:
        hidden = withdraw(consent, actor=request.user)
    except WrongStep:
        messages.warning(request, _("This consent was over already. Nothing of it is public."))
    else:
        messages.success(request, _("The consent is withdrawn. Pages hidden: %(count)s.") % {"count": hidden})
    return redirect("consent:inspect", pk)
