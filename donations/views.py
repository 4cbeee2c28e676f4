"""The supporter's way: form, check, instructions, confirmation. No script, no cookie, no amount in an address."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign_site.delivery.caching.cache_control import personal, unkept
from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post
from donations import pledging
from donations.cards.payments import offer
from donations.choices import LinkPurpose
from donations.currencies import CURRENCIES
from donations.done import Done
from donations.due import keeps_its_days, next_payment
from donations.forms import PledgeForm
from donations.life_cycle import facts_of
from donations.link_pages import allowing_payment_page, opened_by, see_other
from donations.models import Pledge
from donations.money import Money
from donations.providers.bank_transfer import instructions

TOO_MANY = _(
    "Many pledges came from your network just now. Nothing is lost: please wait 15 minutes, then send it again."
)


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
    if request.method == "POST" and (manages := pledging.confirm(pledge)):
        return see_other("pledge_manage", manages, Done.CONFIRMED)
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
        "others": [code for code in CURRENCIES if code != currency.code],
        "query_string": _question(form),
    }
    return render(request, "donations/pledge_form.html", context, status=status)


def _question(form) -> str:
    """Return what another language's form begins with: what was chosen from our lists, nothing typed."""
    chosen = {name: form[name].value() for name in ("programme", "currency")}
    offered = {name: {str(value) for value, _ in form.fields[name].choices} for name in chosen}
    return urlencode({name: value for name, value in chosen.items() if value and value in offered[name]})


def payment(pledge) -> dict:
    """Return what a page needs that says what is to be paid, when and how."""
    facts, today = facts_of(pledge), timezone.now().date()
    to_pay = next_payment(pledge.terms, facts, today)
    amount = pledge.amount_of(to_pay.minor) if to_pay else None
    transfer = instructions(pledge, amount)
    return {
        "pledge": pledge,
        "to_pay": to_pay,
        "amount": amount,
        "without_days": pledge.is_closed or not keeps_its_days(pledge.terms, facts, today),
        "account": transfer.account,
        "code": transfer.code,
        "by_card": offer(pledge),
    }
