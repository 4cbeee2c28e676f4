"""A programme to which somebody pledged, or an officer gave a payment, stays: it is unpublished, never deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page

from donations.models import Pledge, SettlementPart


def keep_pledged_programmes(request, page):
    """Hook `before_delete_page`: send the officer back, with the reason, when money hangs on it or below it."""
    return _refused(request, [page])


def keep_pledged_programmes_of_many(request, action_type, pages, action):
    """Hook `before_bulk_action`: the same of pages chosen in a list. One that stays keeps the others, too."""
    if action_type != "delete" or action.model is not Page:
        return None
    return _refused(request, pages)


def _refused(request, pages):
    for page in pages:
        if why := _why_it_stays(page):
            messages.error(request, f"{page.get_admin_display_title()}: {why}")
            return redirect("wagtailadmin_explore", page.pk)
    return None


def _why_it_stays(page) -> str:
    hangs_on_it = {"programme__path__startswith": page.path}
    if Pledge.objects.filter(**hangs_on_it).exists():
        return _("There are pledges to this programme, so it stays. You can unpublish it.")
    if SettlementPart.objects.filter(**hangs_on_it).exists():
        return _("Payments were given to this programme, so it stays. You can unpublish it.")
    return ""
