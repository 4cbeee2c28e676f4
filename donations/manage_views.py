"""The supporter's pledge in the supporter's hands: looking changes nothing, each change is a click of its own."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from campaign_site.delivery.caching.cache_control import personal
from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post
from campaign_site.delivery.rate_limits import within
from donations import done, finding, managing, pledging
from donations.choices import LinkPurpose, PledgeStatus
from donations.done import Done
from donations.due import next_due, paused_until
from donations.facts import stand
from donations.life_cycle import facts_of
from donations.link_pages import allowing_payment_page, opened_by, see_other
from donations.manage_forms import ChangeForm, DetailsForm, FindForm, PauseForm
from donations.models import Pledge
from donations.receipts.views import receipts_of
from donations.views import payment

# One click and it is done; what cannot be undone is asked about first.
DONE_AT_ONCE = {
    "cancel": (pledging.cancel, Done.CANCELLED),
    "resume": (managing.resume, Done.RESUMED),
    "stop": (managing.stop_reminders, Done.STOPPED),
}
ASKED_ABOUT = {"ask": "cancel", "ask_erase": "erase"}
# What can be done again and again. Going away is never limited.
COUNTED = frozenset({"change_yes", "details", "pause", "resume", "stop"})
CHANGE = "change of a pledge"
# In a quarter of an hour, of one pledge, by whichever of its links.
CHANGES_OF_ONE_PLEDGE = 20


@personal
@allowing_payment_page
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(LinkPurpose.MANAGE)
def manage(request, pledge, token):
    """Show the pledge and how to pay it; change, pause or resume it, cancel it in two clicks, be forgotten."""
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step in COUNTED and not within(CHANGES_OF_ONE_PLEDGE, CHANGE, str(pledge.pk)):
        return _too_often(request, pledge, token, is_soon_over=True)
    try:
        return _step(request, pledge, token, step)
    except managing.ChangedTooOften:
        return _too_often(request, pledge, token, is_soon_over=False)


def _step(request, pledge: Pledge, token: str, step: str):
    if step in DONE_AT_ONCE:
        act, what = DONE_AT_ONCE[step]
        act(pledge)
        return see_other("pledge_manage", token, what)
    if step == "erase":
        managing.forget_as_wished(pledge)
        return render(request, "donations/pledge_erased.html")
    page = _page(pledge, token)
    if step == "pause":
        page["pause"] = PauseForm(request.POST)
        if page["pause"].is_valid():
            managing.pause(pledge, page["pause"].cleaned_data["months"])
            return see_other("pledge_manage", token, Done.PAUSED)
        return render(request, "donations/pledge_manage.html", page, status=400)
    if step == "details" and page["details"]:
        return _describe(request, page)
    if step in {"change", "change_yes"}:
        return _change(request, page, is_sure=step == "change_yes")
    if request.method != "POST":
        word = request.GET.get(done.NAME, "")
        page["done"] = done.message(pledge, word, is_paused=bool(page["paused_until"]))
    return render(request, "donations/pledge_manage.html", {**page, "asks": ASKED_ABOUT.get(step, "")})


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(LinkPurpose.STOP)
def stop(request, pledge, token):
    """Ask, and on a click write no more about payments of this pledge."""
    if request.method == "POST":
        managing.stop_reminders(pledge)
    return render(request, "donations/pledge_stop.html", {"token": token, "is_done": request.method == "POST"})


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Mail fresh links to an address; the answer is the same whether we know it or not."""
    if request.method != "POST":
        return render(request, "donations/pledge_find.html", {"form": FindForm()})
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "donations/pledge_find.html", {"form": form}, status=400)
    if not finding.may_search(client_address(request)):
        return render(request, "donations/pledge_find.html", {"form": form, "is_too_much": True}, status=429)
    finding.send_links(form.cleaned_data["email"], form.once)
    return render(request, "donations/pledge_find.html", {"is_sent": True})


def _too_often(request, pledge: Pledge, token: str, *, is_soon_over: bool):
    page = {**_page(pledge, token), "too_often": "now" if is_soon_over else "ever"}
    return render(request, "donations/pledge_manage.html", page, status=429)


def _page(pledge: Pledge, token: str) -> dict:
    today, facts = timezone.now().date(), facts_of(pledge)
    now = stand(pledge.terms, facts, today)
    paused = paused_until(facts, today) if pledge.status == PledgeStatus.ACTIVE else None
    return {
        **payment(pledge),
        "token": token,
        **receipts_of(pledge),
        "received": pledge.amount_of(now.kept) if now.kept > 0 else None,
        "next_due": next_due(pledge.terms, facts, today) if pledge.status == PledgeStatus.ACTIVE else None,
        "paused_until": paused,
        "can_resume": bool(paused) or pledge.status == PledgeStatus.LAPSED,
        "change": ChangeForm(pledge, now.kept) if pledge.is_cancellable else None,
        "details": DetailsForm(pledge) if managing.can_describe(pledge) else None,
        "pause": PauseForm() if managing.can_pause(pledge) and not paused else None,
    }


def _describe(request, page: dict):
    pledge = page["pledge"]
    form = page["details"] = DetailsForm(pledge, request.POST)
    if not form.is_valid():
        return render(request, "donations/pledge_manage.html", page, status=400)
    managing.describe(pledge, **form.details())
    return see_other("pledge_manage", page["token"], Done.DESCRIBED)


def _change(request, page: dict, *, is_sure: bool):
    pledge, form = page["pledge"], page["change"]
    if form is None:
        return see_other("pledge_manage", page["token"])
    form = page["change"] = ChangeForm(pledge, form.received, request.POST)
    if not form.is_valid():
        return render(request, "donations/pledge_manage.html", page, status=400)
    if is_sure:
        managing.change(pledge, form.money.minor)
        return see_other("pledge_manage", page["token"], Done.CHANGED)
    return render(request, "donations/pledge_manage.html", {**page, "asks": "change"})
