"""Addresses of card payments: the button, the two places where the payment page ends, the webhook."""

import logging

from django.http import HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from campaign_site.delivery.caching.cache_control import personal
from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post
from donations import providers
from donations.cards import guard
from donations.cards.payments import NoPage, NothingDue, begin
from donations.cards.processing import keep
from donations.choices import LinkPurpose
from donations.link_pages import opened_by
from donations.providers.interface import NotGenuine

logger = logging.getLogger(__name__)

# Stripe's events are some kilobytes.
LARGEST_NOTIFICATION = 1024 * 1024


def _to_the_payment_page(request, pledge, token):
    """Send the supporter to the payment page, or say why not and that a transfer always works."""
    address = client_address(request)
    if not guard.may_try(address, pledge.pk):
        return render(request, "donations/card_problem.html", {"is_too_many": True}, status=429)
    try:
        page = begin(pledge, guard.tried_from(address))
    except NothingDue:
        return render(request, "donations/card_problem.html", {"is_nothing_due": True}, status=409)
    except NoPage:
        return render(request, "donations/card_problem.html", {}, status=503)
    response = HttpResponseRedirect(page)
    response.status_code = 303
    return response


def _button(purpose: LinkPurpose):
    return personal(same_origin_post(require_POST(opened_by(purpose)(_to_the_payment_page))))


pay_from_thanks = _button(LinkPurpose.THANKS)
pay_from_manage = _button(LinkPurpose.MANAGE)


@personal
@require_safe
def paid(request):
    """Where the payment page ends after a payment. It proves nothing: only the provider's word is booked."""
    return render(request, "donations/card_back.html", {"is_paid": True})


@personal
@require_safe
def unpaid(request):
    """Where it ends without one."""
    return render(request, "donations/card_back.html", {"is_paid": False})


@csrf_exempt
@require_POST
def stripe_webhook(request):
    """Keep what Stripe tells: 200 once it is kept, 400 for what Stripe did not send. Nothing of it is logged."""
    provider = providers.card()
    if provider is None:
        # Stripe tries again for three days.
        return HttpResponse(status=503)
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST_NOTIFICATION:
        return HttpResponse(status=413)
    try:
        body = request.read(LARGEST_NOTIFICATION)
        told = provider.parse_notification(request.headers, body)
    except UnreadablePostError:
        return HttpResponse(status=400)
    except NotGenuine as error:
        logger.warning("a notification was refused: %s", error)
        return HttpResponse(status=400)
    if keep(provider, told):
        guard.note_refused_cards(told.report.facts)
    return HttpResponse(status=200)
