"""The person's private code: its digits are shown once, on the receipt."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from stories.consent import codes
from stories.consent.choices import ContributorStatus, Status
from stories.consent.models import Contributor
from stories.desk.receipt import print_receipt
from stories.desk.screens import show


@permission_required("consent.issue_code", raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue_code(request, pk: int):
    """Say what a new code does (GET), then show its digits once, on the receipt (POST)."""
    person = get_object_or_404(Contributor, pk=pk, status=ContributorStatus.ACTIVE)
    consent = person.consents.exclude(status=Status.DRAFT).order_by("-given_at", "-pk").first()
    if request.method != "POST" or consent is None:
        return show(request, "private_code", _("Private code"), person, consent=consent)
    digits = codes.in_groups(codes.issue(person, request.user))
    return print_receipt(request, consent, person.language, digits=digits)


@permission_required("consent.issue_code", raise_exception=True)
@require_POST
def revoke_code(request, pk: int):
    """Let the person's private code open nothing any more."""
    person = get_object_or_404(Contributor, pk=pk)
    codes.revoke(person, request.user)
    messages.success(request, _("The code opens nothing any more."))
    return redirect("contributor:inspect", person.pk)
