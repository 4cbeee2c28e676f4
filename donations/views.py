"""The supporter's way: form, check, instructions, confirmation. No script, no cookie, no amount in an address."""

import functools

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.guarded_form import same_origin_post
from donations import pledging, providers
from donations.cards.payments import offer
from donations.choices import LinkPurpose
from donations.currencies import CURRENCIES
from donations.forms import PledgeForm
from donations.links import LinkExpired, LinkUnknown, open_link
from donations.models import Pledge
from donations.money import Money
from donations.providers.bank_transfer import instructions

TOO_MANY = _(
    "Many pledges came from your network just now. Nothing is lost: please wait 15 minutes, then send it again."
)


def unkept(view):
    """Leave no copy in browsers and caches: supporters may live near traffickers."""

    @functools.wraps(view)
    def kept_nowhere(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return kept_nowhere


def personal(view):
    """Leave no copy anywhere, search engines included: the page is one person's."""

    @functools.wraps(view)
    def kept_private(request, *args, **kwargs):
        response = unkept(view)(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept_private


def opened_by(purpose: LinkPurpose):
    """Hand the view the pledge that its token opens; answer 404 or 410 with what to do next otherwise."""

    def decorate(view):
        @functools.wraps(view)
        def with_pledge(request, token, **named):
            try:
                pledge = open_link(token, purpose)
            except LinkUnknown:
                return render(request, "donations/link_problem.html", {"is_expired": False}, status=404)
            except LinkExpired:
                return render(request, "donations/link_problem.html", {"is_expired": True}, status=410)
            return view(request, pledge, token, **named)

        return with_pledge

    return decorate


def allowing_payment_page(view):
    """Let the page's form lead to the payment page: browsers ask the policy at each redirect of a form."""

    @functools.wraps(view)
    def allowing(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if provider := providers.card():
            response._csp_update = {"form-action": [provider.page_origin]}
        return response

    return allowing


@unkept
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request):
    """The form; posted, the answers to check. `?programme=<slug>` and `?currency=EUR` choose beforehand."""
    if request.method != "POST":
        return _form(request, PledgeForm(initial=_wishes(request.GET)))
    form = PledgeForm(request.POST)
    if request.POST.get("step") == "change":
        return _form(request, form)
    if not form.is_valid():
        return _form(request, form, status=400)
    # Not saved: only to show what would be.
    draft = Pledge(**form.answers())
    return render(request, "donations/pledge_check.html", {"form": form, "pledge": draft})


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Make the pledge that was checked; twice the same answers from the same form make one."""
    if request.method != "POST":
        return redirect("pledge")
    form = PledgeForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=400)
    token = pledging.accept(client_address(request), once=form.once_key(), **form.answers())
    if token is None:
        form.add_error(None, TOO_MANY)
        return _form(request, form, status=429)
    return see_other("pledge_thanks", token)


@personal
@allowing_payment_page
@require_safe
@opened_by(LinkPurpose.THANKS)
def thanks(request, pledge, token):
    """How to pay: reference, account and, for EUR, the code that a banking app scans."""
    context = {**payment(pledge), "most_mails": pledging.MAILS_TO_ONE_ADDRESS, "token": token}
    return render(request, "donations/pledge_thanks.html", context)


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(LinkPurpose.CONFIRM)
def confirm(request, pledge, token):
    """Show the pledge; posted, confirm it. Mail scanners open links, so opening one changes nothing."""
    if request.method == "POST" and (manages := pledging.confirm_and_lead(pledge)):
        return see_other("pledge_manage", manages)
    context = {"pledge": pledge, "token": token, "is_waiting": pledging.awaits_confirmation(pledge)}
    return render(request, "donations/pledge_confirm.html", context)


def _wishes(query) -> dict:
    wishes = {name: query[name] for name in ("programme", "currency") if query.get(name)}
    if wishes.get("currency") not in CURRENCIES:
        wishes.pop("currency", None)
    return wishes


def _form(request, form, status=200):
    currency = CURRENCIES.get(form["currency"].value()) or CURRENCIES["EUR"]
    context = {
        "form": form,
        "suggested": [Money.of(minor, currency.code) for minor in currency.suggested],
        "minimum": Money.of(currency.minimum, currency.code),
    }
    return render(request, "donations/pledge_form.html", context, status=status)


def payment(pledge) -> dict:
    """Return what a page needs that says how to pay."""
    transfer = instructions(pledge)
    return {"pledge": pledge, "account": transfer.account, "code": transfer.code, "by_card": offer(pledge)}


def see_other(name: str, token: str) -> HttpResponseRedirect:
    """Lead to the page of a link after a post (303)."""
    response = HttpResponseRedirect(reverse(name, args=[token]))
    response.status_code = 303
    return response
