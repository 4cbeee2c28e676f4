"""Withdrawing a consent on behalf of the person: everything of theirs is hidden at once."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from stories.consent.lifecycle import WrongStep
from stories.consent.models import Consent
from stories.desk.screens import show
from stories.takedown import withdraw


@permission_required("consent.withdraw_consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request, pk: int):
    """Ask (GET), then withdraw and hide everything (POST). Doing it twice gives the same result."""
    consent = get_object_or_404(Consent, pk=pk)
    if request.method != "POST":
        return show(request, "withdraw", _("Withdraw consent"), consent, person=consent.contributor)
    try:
        hidden = withdraw(consent, actor=request.user)
    except WrongStep:
        messages.warning(request, _("This consent was over already. Nothing of it is public."))
    else:
        messages.success(request, _("The consent is withdrawn. Pages hidden: %(count)s.") % {"count": hidden})
    return redirect("consent:inspect", pk)
